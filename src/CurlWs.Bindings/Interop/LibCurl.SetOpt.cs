// curl_easy_setopt of <curl/easy.h>: one overload for each kind of value. A value of the wrong kind is CURLE_BAD_FUNCTION_ARGUMENT,
// where C would read through a number. The functions that give libcurl the value are in LibCurl.SetOpt.Values.cs and .Callbacks.cs.
//
// An argument can fit several overloads: null, a method that is both a read and a write callback, a lambda. The type of the option
// decides, in every C#: CURLoption is its own type, CURLoption? one step away, OptionNumber two. The fewest steps win.

using System;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Sets an option to a string, or any pointer option to NULL. libcurl copies it as UTF-8; for the few options that it does not
    /// copy (<c>CURLOPT_POSTFIELDS</c>) the handle keeps a copy.
    /// <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption option, string? parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetString(curl!, option, parameter);
    }

    /// <summary>
    /// Sets a number: a C <c>long</c> (32 bits wide on Windows) or a <c>curl_off_t</c>, as the option's number says; 0 sets a pointer
    /// option to NULL. <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption option, long parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetNumber(curl!, option, parameter);
    }

    /// <summary>
    /// Sets a pointer as C would: data, a native function, a handle; for number options the same as the <c>long</c> form.
    /// What it points to is the caller's to keep alive.
    /// <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption option, nint parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : (uint)option / 10000 is 0 or 3
            ? SetNumber(curl!, option, parameter)
            : SetPointer(curl!, option, parameter);
    }

    /// <inheritdoc cref="curl_easy_setopt(CURL, CURLoption, nint)"/>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption? option, void* parameter) =>
        curl_easy_setopt(curl, option.GetValueOrDefault(), (nint)parameter);

    /// <summary>
    /// Sets bytes: a blob (libcurl copies it), the body of <c>CURLOPT_POSTFIELDS</c> (the handle keeps a copy, and
    /// <c>CURLOPT_POSTFIELDSIZE_LARGE</c> is set to its length), or <c>CURLOPT_ERRORBUFFER</c> (at least <c>CURL_ERROR_SIZE</c> bytes,
    /// pinned while the handle lives). <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption? option, byte[]? parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetBytes(curl!, option.GetValueOrDefault(), parameter);
    }

    /// <summary>
    /// Sets any managed object as what C's <c>void *</c> user data is to a callback, or any other kind of value that is known at run time.
    /// <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, object? parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetObject(curl!, option.Value, parameter);
    }

    /// <summary>
    /// Sets a list; the handle keeps it alive, so it may be freed at once.
    /// <see href="https://curl.se/libcurl/c/curl_easy_setopt.html">curl_easy_setopt(3)</see>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption? option, curl_slist? parameter)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetHandle(curl!, option.GetValueOrDefault(), parameter);
    }

    /// <summary>
    /// Sets what receives data: <c>CURLOPT_WRITEFUNCTION</c>, <c>HEADERFUNCTION</c>, <c>INTERLEAVEFUNCTION</c>; a method of this shape also
    /// for <c>READFUNCTION</c>.
    /// </summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption? option, curl_write_callback? parameter) =>
        Set(curl, option.GetValueOrDefault(), parameter);

    /// <summary>Sets what supplies data: <c>CURLOPT_READFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_read_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what moves back in what is sent, so that libcurl can send it again: <c>CURLOPT_SEEKFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_seek_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what hears how far a transfer is, in floating-point numbers: <c>CURLOPT_PROGRESSFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_progress_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets <c>CURLOPT_XFERINFOFUNCTION</c>: what a lambda of five parameters is that could be several.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, CURLoption? option, curl_xferinfo_callback? parameter) =>
        Set(curl, option.GetValueOrDefault(), parameter);

    /// <summary>Sets what hears all that libcurl says, sends and receives, if it is verbose: <c>CURLOPT_DEBUGFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_debug_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what changes the TLS library's context before the handshake: <c>CURLOPT_SSL_CTX_FUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_ssl_ctx_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what goes back to the start of what is sent: <c>CURLOPT_IOCTLFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_ioctl_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what prepares a socket before it connects: <c>CURLOPT_SOCKOPTFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_sockopt_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what makes the socket: <c>CURLOPT_OPENSOCKETFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_opensocket_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what closes the socket: <c>CURLOPT_CLOSESOCKETFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_closesocket_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what is asked before a name is looked up: <c>CURLOPT_RESOLVER_START_FUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_resolver_start_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what supplies the trailers of a chunked upload: <c>CURLOPT_TRAILERFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_trailer_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what is asked before a request is sent on a connection: <c>CURLOPT_PREREQFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_prereq_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what supplies hosts that want TLS alone (HSTS): <c>CURLOPT_HSTSREADFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_hstsread_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what takes hosts that want TLS alone (HSTS), to keep them: <c>CURLOPT_HSTSWRITEFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_hstswrite_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what decides on a host key of SSH that was compared with the known ones: <c>CURLOPT_SSH_KEYFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_sshkeycallback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what decides on a host key of SSH by itself: <c>CURLOPT_SSH_HOSTKEYFUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_sshhostkeycallback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what is asked before each file of a wildcard match: <c>CURLOPT_CHUNK_BGN_FUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_chunk_bgn_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what is called after each file of a wildcard match: <c>CURLOPT_CHUNK_END_FUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_chunk_end_callback? parameter) =>
        Set(curl, option.Value, parameter);

    /// <summary>Sets what says whether a file name fits a wildcard: <c>CURLOPT_FNMATCH_FUNCTION</c>.</summary>
    public static CURLcode curl_easy_setopt(CURL? curl, OptionNumber option, curl_fnmatch_callback? parameter) =>
        Set(curl, option.Value, parameter);

    private static CURLcode Set(CURL? curl, CURLoption option, Delegate? callback)
    {
        using Call call = Call.On(curl);
        return call.Refused ? call.Refusal : SetFunction(curl!, option, callback);
    }
}
