using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// Where a libcurl is looked for that nobody has named: the app's own files, then the system's. Never in the current folder, nor in a
// folder of PATH: who can write there would run code in this process.
internal static partial class Loader
{
    private static OSPlatform CurrentSystem =>
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;

    /// <summary>
    /// Places of the system, in order: full paths, but for Linux, whose own search takes no folder that others may write.
    /// </summary>
    /// <param name="system">Whose rules count.</param>
    /// <param name="architecture">Of this process.</param>
    /// <param name="appFolder">The folder of the app's files.</param>
    /// <param name="systemFolder">System32 on Windows.</param>
    internal static IEnumerable<string> SystemPlaces(OSPlatform system, Architecture architecture, string appFolder, string systemFolder)
    {
        if (system == OSPlatform.Windows)
        {
            // A bare name would be looked for in the current folder and in PATH as well.
            string named = architecture == Architecture.Arm64 ? "libcurl-arm64.dll" : "libcurl-x64.dll";
            foreach (string folder in new[] { appFolder, systemFolder })
            {
                foreach (string name in new[] { "libcurl.dll", "libcurl-4.dll", named })
                {
                    yield return folder.TrimEnd('\\', '/') + '\\' + name;
                }
            }
        }
        else if (system == OSPlatform.OSX)
        {
            // dyld looks for a bare name in the current folder before /usr/lib.
            foreach (string folder in new[]
            {
                appFolder.TrimEnd('/'), "/opt/homebrew/opt/curl/lib", "/usr/local/opt/curl/lib", "/opt/local/lib", "/usr/lib",
            })
            {
                yield return folder + "/libcurl.4.dylib";
            }
        }
        else
        {
            // Never a bare libcurl.so first: where it exists it is a link for compilers.
            foreach (string name in new[] { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so" })
            {
                yield return name;
            }
        }
    }

    private static IEnumerable<string> AppAssets()
    {
        string file = OperatingSystem.IsWindows() ? "libcurl.dll" : OperatingSystem.IsMacOS() ? "libcurl.dylib" : "libcurl.so";
        HashSet<string> seen = [];
        string hostFolders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        foreach (string folder in hostFolders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Path.IsPathFullyQualified(folder) && seen.Add(Path.GetFullPath(Path.Combine(folder, file))))
            {
                // The host lists the framework's folder too, where there is never a libcurl.
                yield return Path.Combine(folder, file);
            }
        }

        foreach (string folder in new[] { "", Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native") })
        {
            string candidate = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, folder, file));
            if (seen.Add(candidate))
            {
                yield return candidate;
            }
        }
    }
}
