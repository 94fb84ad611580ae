// The callback types of <curl/curl.h> and <curl/multi.h>, libcurl 8.22.0. C's void pointers for the user are objects here, and a
// CURL * is the object that owns the handle: null for one that libcurl made for itself. A pushed one is new, and has an address only.
// A callback may throw: libcurl is told to abort, and the exception surfaces from the call that drove it.

namespace CurlWs.Interop;

/// <summary>
/// Receives data, <c>size * nitems</c> bytes.
/// <see href="https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html">CURLOPT_WRITEFUNCTION(3)</see>.
/// </summary>
public unsafe delegate nuint curl_write_callback(byte* buffer, nuint size, nuint nitems, object? outstream);

/// <summary>
/// Supplies data, at most <c>size * nitems</c> bytes.
/// <see href="https://curl.se/libcurl/c/CURLOPT_READFUNCTION.html">CURLOPT_READFUNCTION(3)</see>.
/// </summary>
public unsafe delegate nuint curl_read_callback(byte* buffer, nuint size, nuint nitems, object? instream);

/// <summary>
/// Seeks in the data to send, and returns <see cref="LibCurl.CURL_SEEKFUNC_OK"/>, <see cref="LibCurl.CURL_SEEKFUNC_FAIL"/> or
/// <see cref="LibCurl.CURL_SEEKFUNC_CANTSEEK"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html">CURLOPT_SEEKFUNCTION(3)</see>.
/// </summary>
public delegate int curl_seek_callback(object? instream, long offset, int origin);

/// <summary>
/// Receives the progress of a transfer in bytes, as <c>double</c>: deprecated in favor of <see cref="curl_xferinfo_callback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_PROGRESSFUNCTION.html">CURLOPT_PROGRESSFUNCTION(3)</see>.
/// </summary>
public delegate int curl_progress_callback(object? clientp, double dltotal, double dlnow, double ultotal, double ulnow);

/// <summary>
/// Receives the progress of a transfer in bytes. Returning 0 or <see cref="LibCurl.CURL_PROGRESSFUNC_CONTINUE"/> goes on, any other number
/// aborts the transfer. <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>.
/// </summary>
public delegate int curl_xferinfo_callback(object? clientp, long dltotal, long dlnow, long ultotal, long ulnow);

/// <summary>
/// Receives what libcurl reports where it is verbose.
/// <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_debug_callback(CURL? handle, curl_infotype type, byte* data, nuint size, object? userptr);

/// <summary>
/// Changes the TLS library's context before the handshake; any result but <see cref="CURLcode.CURLE_OK"/> fails the transfer with that
/// code. <see href="https://curl.se/libcurl/c/CURLOPT_SSL_CTX_FUNCTION.html">CURLOPT_SSL_CTX_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLcode curl_ssl_ctx_callback(CURL? curl, void* ssl_ctx, object? userptr);

/// <summary>
/// Rewinds the data to send: deprecated in favor of <see cref="curl_seek_callback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_IOCTLFUNCTION.html">CURLOPT_IOCTLFUNCTION(3)</see>.
/// </summary>
public delegate curlioerr curl_ioctl_callback(CURL? handle, int cmd, object? clientp);

/// <summary>
/// Receives a new socket before it connects, and returns <see cref="LibCurl.CURL_SOCKOPT_OK"/>, <see cref="LibCurl.CURL_SOCKOPT_ERROR"/> or
/// <see cref="LibCurl.CURL_SOCKOPT_ALREADY_CONNECTED"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SOCKOPTFUNCTION.html">CURLOPT_SOCKOPTFUNCTION(3)</see>.
/// </summary>
public delegate int curl_sockopt_callback(object? clientp, curl_socket_t curlfd, curlsocktype purpose);

/// <summary>
/// Makes the socket for an address and returns it, or <see cref="LibCurl.CURL_SOCKET_BAD"/> to refuse.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
public unsafe delegate curl_socket_t curl_opensocket_callback(object? clientp, curlsocktype purpose, curl_sockaddr* address);

/// <summary>
/// Closes the socket, and returns 0, or 1 where that failed.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CLOSESOCKETFUNCTION.html">CURLOPT_CLOSESOCKETFUNCTION(3)</see>.
/// </summary>
public delegate int curl_closesocket_callback(object? clientp, curl_socket_t item);

/// <summary>
/// Prepares for the resolving of a name that is about to start; any result but 0 makes resolving fail.
/// <see href="https://curl.se/libcurl/c/CURLOPT_RESOLVER_START_FUNCTION.html">CURLOPT_RESOLVER_START_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_resolver_start_callback(void* resolver_state, void* reserved, object? userdata);

/// <summary>
/// Supplies trailers: sets <c>*list</c>, which libcurl frees.
/// <see href="https://curl.se/libcurl/c/CURLOPT_TRAILERFUNCTION.html">CURLOPT_TRAILERFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_trailer_callback(curl_slist.node** list, object? userdata);

/// <summary>
/// Decides, once connected, whether the request is sent: <see cref="LibCurl.CURL_PREREQFUNC_OK"/> or
/// <see cref="LibCurl.CURL_PREREQFUNC_ABORT"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html">CURLOPT_PREREQFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_prereq_callback(
    object? clientp, byte* conn_primary_ip, byte* conn_local_ip, int conn_primary_port, int conn_local_port);

/// <summary>
/// Fills <c>e</c> with one HSTS entry and returns <see cref="CURLSTScode.CURLSTS_OK"/>, or <see cref="CURLSTScode.CURLSTS_DONE"/> where no
/// entry is left. <see href="https://curl.se/libcurl/c/CURLOPT_HSTSREADFUNCTION.html">CURLOPT_HSTSREADFUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLSTScode curl_hstsread_callback(CURL? easy, curl_hstsentry* e, object? userp);

/// <summary>
/// Receives one HSTS entry to save, and returns <see cref="CURLSTScode.CURLSTS_OK"/> to receive the next one.
/// <see href="https://curl.se/libcurl/c/CURLOPT_HSTSWRITEFUNCTION.html">CURLOPT_HSTSWRITEFUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLSTScode curl_hstswrite_callback(CURL? easy, curl_hstsentry* e, curl_index* i, object? userp);

/// <summary>
/// Decides on an SSH server's key by returning a <see cref="curl_khstat"/>; <c>knownkey</c> is null where the file of known hosts has none.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SSH_KEYFUNCTION.html">CURLOPT_SSH_KEYFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_sshkeycallback(
    CURL? easy, curl_khkey* knownkey, curl_khkey* foundkey, curl_khmatch match, object? clientp);

/// <summary>
/// Accepts an SSH server's key by returning <see cref="curl_khmatch.CURLKHMATCH_OK"/> as a number, and refuses it by any other.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SSH_HOSTKEYFUNCTION.html">CURLOPT_SSH_HOSTKEYFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_sshhostkeycallback(object? clientp, int keytype, byte* key, nuint keylen);

/// <summary>
/// Decides on the next file of a wildcard download, a <see cref="curl_fileinfo"/>, by returning a <c>CURL_CHUNK_BGN_FUNC_*</c> number.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_BGN_FUNCTION.html">CURLOPT_CHUNK_BGN_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate long curl_chunk_bgn_callback(void* transfer_info, object? ptr, int remains);

/// <summary>
/// Receives the end of a file of a wildcard download, and returns a <c>CURL_CHUNK_END_FUNC_*</c> number.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_END_FUNCTION.html">CURLOPT_CHUNK_END_FUNCTION(3)</see>.
/// </summary>
public delegate long curl_chunk_end_callback(object? ptr);

/// <summary>
/// Compares a file name with the pattern of a wildcard download, and returns a <c>CURL_FNMATCHFUNC_*</c> number.
/// <see href="https://curl.se/libcurl/c/CURLOPT_FNMATCH_FUNCTION.html">CURLOPT_FNMATCH_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_fnmatch_callback(object? ptr, byte* pattern, byte* @string);

/// <summary>
/// Receives one exported TLS session. <see href="https://curl.se/libcurl/c/curl_easy_ssls_export.html">curl_easy_ssls_export(3)</see>.
/// </summary>
public unsafe delegate CURLcode curl_ssls_export_cb(
    CURL? curl,
    object? userptr,
    byte* session_key,
    byte* shmac,
    nuint shmac_len,
    byte* sdata,
    nuint sdata_len,
    long valid_until,
    int ietf_tls_id,
    byte* alpn,
    nuint earlydata_max);

/// <summary>
/// Receives what to wait for on a socket.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html">CURLMOPT_SOCKETFUNCTION(3)</see>.
/// </summary>
public delegate int curl_socket_callback(CURL? easy, curl_socket_t s, int what, object? userp, object? socketp);

/// <summary>
/// Receives when to call again, in milliseconds; -1 deletes the timer.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_TIMERFUNCTION.html">CURLMOPT_TIMERFUNCTION(3)</see>.
/// </summary>
public delegate int curl_multi_timer_callback(CURLM m, long timeout_ms, object? userp);

/// <summary>
/// Decides on a stream that the server pushes, by returning <see cref="LibCurl.CURL_PUSH_OK"/>, <see cref="LibCurl.CURL_PUSH_DENY"/> or
/// <see cref="LibCurl.CURL_PUSH_ERROROUT"/>.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_push_callback(CURL? parent, CURL_ptr easy, nuint num_headers, curl_pushheaders* headers, object? userp);

/// <summary>
/// Receives a notification of a multi handle.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_NOTIFYFUNCTION.html">CURLMOPT_NOTIFYFUNCTION(3)</see>.
/// </summary>
public delegate void curl_notify_callback(CURLM m, uint notification, CURL? easy, object? user_data);

/// <summary>
/// Locks one kind of shared data, with a lock of its own, before libcurl uses it.
/// <see href="https://curl.se/libcurl/c/CURLSHOPT_LOCKFUNC.html">CURLSHOPT_LOCKFUNC(3)</see>.
/// </summary>
public delegate void curl_lock_function(CURL? handle, curl_lock_data data, curl_lock_access locktype, object? userptr);

/// <summary>
/// Releases the lock on one kind of shared data.
/// <see href="https://curl.se/libcurl/c/CURLSHOPT_UNLOCKFUNC.html">CURLSHOPT_UNLOCKFUNC(3)</see>.
/// </summary>
public delegate void curl_unlock_function(CURL? handle, curl_lock_data data, object? userptr);
