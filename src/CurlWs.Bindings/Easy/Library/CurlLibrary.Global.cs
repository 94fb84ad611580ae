using System;

using CurlWs.Interop;

namespace CurlWs;

// libcurl is set up once, by the first object that needs it, and never torn down: other users of it in the process may be alive.
public static unsafe partial class CurlLibrary
{
    private static readonly object s_lock = new();
    private static volatile bool s_initialized;

    /// <summary>
    /// Sets libcurl up if nothing has yet, for the whole process and for good. Needed only to do it at a moment of one's own choice.
    /// <see href="https://curl.se/libcurl/c/curl_global_init.html">curl_global_init(3)</see>.
    /// </summary>
    /// <exception cref="CurlException">libcurl could not be set up.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl lacks functions; the message names them and the
    /// remedy.</exception>
    public static void EnsureInitialized()
    {
        if (s_initialized)
        {
            return;
        }

        lock (s_lock)
        {
            // A failure is not remembered: it may be for want of a descriptor or of memory, and the next caller may have both.
            if (!s_initialized)
            {
                RequireFunctions(Loader.Needed);
                CurlErrors.Check(LibCurl.curl_global_init(LibCurl.CURL_GLOBAL_DEFAULT), "curl_global_init");
                s_initialized = true;
            }
        }
    }

    /// <summary>
    /// Chooses what verbose output traces, such as <c>ws,tls,-tcp</c>, for all handles. Since libcurl 8.3.
    /// <see href="https://curl.se/libcurl/c/curl_global_trace.html">curl_global_trace(3)</see>.
    /// </summary>
    /// <param name="components">Component names, separated by commas; a minus sign switches one off.</param>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static void ConfigureTrace(string components)
    {
        ArgumentNullException.ThrowIfNull(components);
        CurlErrors.Check(LibCurl.curl_global_trace(components), "curl_global_trace");
    }
}
