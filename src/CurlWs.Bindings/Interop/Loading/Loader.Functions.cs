using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// A libcurl may have been stripped of functions, whatever its version and its protocols say. What everything above C's names needs is
// looked for once, before the first handle: a call that fails in the middle of a connection would help nobody.
internal static unsafe partial class Loader
{
    /// <summary>Without these a file is no libcurl, or none that can be named in a message.</summary>
    internal static IReadOnlyList<string> Identifying { get; } = ["curl_easy_init", "curl_version", "curl_version_info"];

    /// <summary>What every transfer and connection needs.</summary>
    internal static IReadOnlyList<string> Needed { get; } =
    [
        "curl_easy_cleanup", "curl_easy_duphandle", "curl_easy_getinfo", "curl_easy_header", "curl_easy_nextheader",
        "curl_easy_option_by_id", "curl_easy_pause", "curl_easy_perform", "curl_easy_recv", "curl_easy_reset", "curl_easy_send",
        "curl_easy_setopt", "curl_easy_strerror", "curl_easy_upkeep", "curl_free", "curl_global_init", "curl_multi_add_handle",
        "curl_multi_cleanup", "curl_multi_info_read", "curl_multi_init", "curl_multi_perform", "curl_multi_poll",
        "curl_multi_remove_handle", "curl_multi_setopt", "curl_multi_socket_action", "curl_multi_strerror", "curl_multi_timeout",
        "curl_multi_wakeup", "curl_share_cleanup", "curl_share_init", "curl_share_setopt", "curl_share_strerror",
        "curl_slist_append", "curl_slist_free_all",
    ];

    /// <summary>What a WebSocket connection needs besides.</summary>
    internal static IReadOnlyList<string> NeededForWebSockets { get; } = ["curl_ws_meta", "curl_ws_recv", "curl_ws_send"];

    /// <summary>Those of some functions that a module does not export.</summary>
    internal static List<string> MissingIn(nint module, IEnumerable<string> functions) =>
        [.. functions.Where(function => !NativeLibrary.TryGetExport(module, function, out _))];

    /// <summary>Whether a libcurl speaks <c>ws</c>: only its list of protocols tells, the functions are there in any case.</summary>
    internal static bool HasWebSocket(curl_version_info_data* info)
    {
        for (byte** name = info->protocols; *name != null; name++)
        {
            if (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*name).SequenceEqual("ws"u8))
            {
                return true;
            }
        }

        return false;
    }
}
