namespace CurlWs.Interop;

// What holds in this room, and in which file
//
// Native memory. Each handle is a SafeHandle of its own type, and its object frees it (Handles/). A bare address (CURL_ptr) owns
// nothing. What libcurl allocates for us is copied and freed at once (Utf8.TakeText); what it lends is copied before the call returns,
// or has a form with pointers whose summary says how long they are good.
//
// Kept. libcurl keeps addresses of delegates, lists, buffers and shares. The CURL object keeps those as long as the native handle is
// there, by option: setting an option anew lets the old one go (CURL.Kept.cs). Callbacks find their object by a weak pointer, so that
// libcurl keeps nothing alive.
//
// The gate. A call on an easy or a multi handle is a Call: it enters the gate, looks whether the handle was cleaned up meanwhile, and
// leaves on disposal (Call.cs, CallGate.cs). One thread is inside, a second is refused; the same thread may enter again, which is what a
// callback does. Easy handles in a multi handle share its gate. A handle without a gate is held by a reference for one call (Hold.cs).
//
// Callbacks run inside a call, on its thread. What they throw does not cross libcurl: the gate keeps it, and it surfaces when the call
// leaves (Callbacks/).
//
// The end. Disposal of a handle that a call is inside takes effect when that call leaves, on that thread. The finalizer frees an owned
// handle that nobody disposed, and counts it (HandleLedger); a handle that others own is never freed here.

/// <summary>
/// libcurl under C's own names. With <c>using static CurlWs.Interop.LibCurl;</c> a C program becomes C# line for line.
/// </summary>
/// <remarks>
/// <para>Nothing here throws on a code: functions return what libcurl returns. They throw <see cref="System.ObjectDisposedException"/>
/// for a handle that was cleaned up, what a callback threw, <see cref="System.PlatformNotSupportedException"/> for a function that
/// the loaded libcurl is too old to have, <see cref="System.EntryPointNotFoundException"/> for any other that it was stripped of, and
/// <see cref="System.DllNotFoundException"/> where there is no libcurl.</para>
/// <para>One thread at a time in a handle; a second one is refused with <c>CURLE_RECURSIVE_API_CALL</c>.</para>
/// <para>Where C has a buffer there are two forms: C's own with pointers, and one with a span that never sees a null and copies
/// the frame out.</para>
/// </remarks>
public static unsafe partial class LibCurl
{
    /// <summary>
    /// Value that stands for no socket (-1): <see cref="CURLINFO.CURLINFO_ACTIVESOCKET"/> gives it where there is no connection, and a
    /// <see cref="curl_opensocket_callback"/> returns it to refuse.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_ACTIVESOCKET.html">CURLINFO_ACTIVESOCKET(3)</see>.
    /// </summary>
    public static curl_socket_t CURL_SOCKET_BAD => -1;

    /// <summary>
    /// Means "a timeout, no socket". <see href="https://curl.se/libcurl/c/curl_multi_socket_action.html">curl_multi_socket_action(3)</see>.
    /// </summary>
    public static curl_socket_t CURL_SOCKET_TIMEOUT => CURL_SOCKET_BAD;

    /// <summary>A function that the loaded libcurl does not export because it is older.</summary>
    private static System.PlatformNotSupportedException TooOld(string function, string since, System.EntryPointNotFoundException inner) =>
        new($"{function} needs libcurl {since} or later; {Loader.LoadedPath} is {Utf8.Text(Native.curl_version())}. "
            + "Use the package runtime.native.libcurl, or name a newer file in the environment variable CURLWS_LIBCURL.", inner);
}
