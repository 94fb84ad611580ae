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
/// Seeks in the data to send. <see href="https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html">CURLOPT_SEEKFUNCTION(3)</see>.
/// </summary>
public delegate int curl_seek_callback(object? instream, long offset, int origin);

/// <summary>
/// Progress in <c>double</c>, deprecated.
/// <see href="https://curl.se/libcurl/c/CURLOPT_PROGRESSFUNCTION.html">CURLOPT_PROGRESSFUNCTION(3)</see>.
/// </summary>
public delegate int curl_progress_callback(object? clientp, double dltotal, double dlnow, double ultotal, double ulnow);

/// <summary>
/// Progress; other than 0 aborts. <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>.
/// </summary>
public delegate int curl_xferinfo_callback(object? clientp, long dltotal, long dlnow, long ultotal, long ulnow);

/// <summary>
/// Receives what libcurl reports where it is verbose.
/// <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_debug_callback(CURL? handle, curl_infotype type, byte* data, nuint size, object? userptr);

/// <summary>
/// The TLS library's context before the handshake.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_CTX_FUNCTION.html">CURLOPT_SSL_CTX_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLcode curl_ssl_ctx_callback(CURL? curl, void* ssl_ctx, object? userptr);

/// <summary>
/// Rewinds the data to send; deprecated. <see href="https://curl.se/libcurl/c/CURLOPT_IOCTLFUNCTION.html">CURLOPT_IOCTLFUNCTION(3)</see>.
/// </summary>
public delegate curlioerr curl_ioctl_callback(CURL? handle, int cmd, object? clientp);

/// <summary>
/// A new socket before it connects. <see href="https://curl.se/libcurl/c/CURLOPT_SOCKOPTFUNCTION.html">CURLOPT_SOCKOPTFUNCTION(3)</see>.
/// </summary>
public delegate int curl_sockopt_callback(object? clientp, curl_socket_t curlfd, curlsocktype purpose);

/// <summary>
/// Makes the socket. <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
public unsafe delegate curl_socket_t curl_opensocket_callback(object? clientp, curlsocktype purpose, curl_sockaddr* address);

/// <summary>
/// Closes the socket. <see href="https://curl.se/libcurl/c/CURLOPT_CLOSESOCKETFUNCTION.html">CURLOPT_CLOSESOCKETFUNCTION(3)</see>.
/// </summary>
public delegate int curl_closesocket_callback(object? clientp, curl_socket_t item);

/// <summary>
/// Before a name is resolved.
/// <see href="https://curl.se/libcurl/c/CURLOPT_RESOLVER_START_FUNCTION.html">CURLOPT_RESOLVER_START_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_resolver_start_callback(void* resolver_state, void* reserved, object? userdata);

/// <summary>
/// Supplies trailers: sets <c>*list</c>, which libcurl frees.
/// <see href="https://curl.se/libcurl/c/CURLOPT_TRAILERFUNCTION.html">CURLOPT_TRAILERFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_trailer_callback(curl_slist.node** list, object? userdata);

/// <summary>
/// Connected, request not sent yet. <see href="https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html">CURLOPT_PREREQFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_prereq_callback(
    object? clientp, byte* conn_primary_ip, byte* conn_local_ip, int conn_primary_port, int conn_local_port);

/// <summary>
/// Supplies HSTS entries. <see href="https://curl.se/libcurl/c/CURLOPT_HSTSREADFUNCTION.html">CURLOPT_HSTSREADFUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLSTScode curl_hstsread_callback(CURL? easy, curl_hstsentry* e, object? userp);

/// <summary>
/// Receives HSTS entries. <see href="https://curl.se/libcurl/c/CURLOPT_HSTSWRITEFUNCTION.html">CURLOPT_HSTSWRITEFUNCTION(3)</see>.
/// </summary>
public unsafe delegate CURLSTScode curl_hstswrite_callback(CURL? easy, curl_hstsentry* e, curl_index* i, object? userp);

/// <summary>
/// Decides on an SSH key. <see href="https://curl.se/libcurl/c/CURLOPT_SSH_KEYFUNCTION.html">CURLOPT_SSH_KEYFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_sshkeycallback(
    CURL? easy, curl_khkey* knownkey, curl_khkey* foundkey, curl_khmatch match, object? clientp);

/// <summary>
/// Checks an SSH host key. <see href="https://curl.se/libcurl/c/CURLOPT_SSH_HOSTKEYFUNCTION.html">CURLOPT_SSH_HOSTKEYFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_sshhostkeycallback(object? clientp, int keytype, byte* key, nuint keylen);

/// <summary>
/// Before a file of a wildcard download.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_BGN_FUNCTION.html">CURLOPT_CHUNK_BGN_FUNCTION(3)</see>.
/// </summary>
public unsafe delegate long curl_chunk_bgn_callback(void* transfer_info, object? ptr, int remains);

/// <summary>
/// After a file of a wildcard download.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_END_FUNCTION.html">CURLOPT_CHUNK_END_FUNCTION(3)</see>.
/// </summary>
public delegate long curl_chunk_end_callback(object? ptr);

/// <summary>
/// Matches a file name. <see href="https://curl.se/libcurl/c/CURLOPT_FNMATCH_FUNCTION.html">CURLOPT_FNMATCH_FUNCTION(3)</see>.
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
/// Decides on a pushed stream. <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.
/// </summary>
public unsafe delegate int curl_push_callback(CURL? parent, CURL_ptr easy, nuint num_headers, curl_pushheaders* headers, object? userp);

/// <summary>
/// Receives a notification of a multi handle.
/// <see href="https://curl.se/libcurl/c/CURLMOPT_NOTIFYFUNCTION.html">CURLMOPT_NOTIFYFUNCTION(3)</see>.
/// </summary>
public delegate void curl_notify_callback(CURLM m, uint notification, CURL? easy, object? user_data);

/// <summary>Locks shared data. <see href="https://curl.se/libcurl/c/CURLSHOPT_LOCKFUNC.html">CURLSHOPT_LOCKFUNC(3)</see>.</summary>
public delegate void curl_lock_function(CURL? handle, curl_lock_data data, curl_lock_access locktype, object? userptr);

/// <summary>Unlocks shared data. <see href="https://curl.se/libcurl/c/CURLSHOPT_UNLOCKFUNC.html">CURLSHOPT_UNLOCKFUNC(3)</see>.</summary>
public delegate void curl_unlock_function(CURL? handle, curl_lock_data data, object? userptr);
