using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// A libcurl that something else in the process has loaded already.
internal static unsafe partial class Loader
{
    /// <summary>
    /// The libcurl with WebSocket support that is in the process already, so that another binding's handles can be used here. Of several
    /// the newest: nothing of ours is in any of them yet, and Borrow and Adopt refuse while there are several.
    /// </summary>
    /// <remarks>
    /// One without WebSocket support is passed over. Something brought it along that may never share a handle with us, and it would make
    /// every WebSocket of the app impossible; a handle that it made is refused by name.
    /// </remarks>
    private static bool TryUsePresent([NotNullWhen(true)] out string? path, out nint module)
    {
        (path, module) = (null, 0);
        uint newest = 0;
        foreach (string file in NativeImage.LoadedCurls())
        {
            if (!NativeLibrary.TryLoad(file, out nint candidate))
            {
                continue;
            }

            uint version = WebSocketVersion(candidate);
            if (version > newest)
            {
                if (module != 0)
                {
                    NativeLibrary.Free(module);
                }

                (newest, path, module) = (version, file, candidate);
            }
            else
            {
                NativeLibrary.Free(candidate);
            }
        }

        return path is not null;
    }

    /// <summary>A module's version number, or 0 if it has no <c>ws</c> or lacks a function.</summary>
    private static uint WebSocketVersion(nint module)
    {
        if (MissingIn(module, [.. Identifying, .. Needed, .. NeededForWebSockets]).Count > 0)
        {
            return 0;
        }

        nint function = NativeLibrary.GetExport(module, "curl_version_info");

        var info = ((delegate* unmanaged[Cdecl]<CURLversion, curl_version_info_data*>)function)(LibCurl.CURLVERSION_NOW);
        return HasWebSocket(info) ? info->version_num : 0;
    }
}
