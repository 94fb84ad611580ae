using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;

using CurlWs.Interop;

namespace CurlWs;

// Callbacks around the connection: sockets, names, TLS, SSH, the request.
public sealed unsafe partial class CurlEasy
{
    /// <summary>
    /// Receives each new socket before libcurl connects it. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SOCKOPTFUNCTION.html">CURLOPT_SOCKOPTFUNCTION(3)</see>, since libcurl 7.16.0.
    /// </summary>
    public Func<nint, CurlSocketResult>? SocketCreatedCallback
    {
        get => Handler<Func<nint, CurlSocketResult>>(CURLoption.CURLOPT_SOCKOPTFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_SOCKOPTFUNCTION,
            value,
            value is null ? null : new curl_sockopt_callback(
                (_, socket, _) => Guarded(() => (int)value(socket), LibCurl.CURL_SOCKOPT_ERROR)));
    }

    /// <summary>
    /// Makes the socket; -1 refuses, and connecting fails. Default null: libcurl makes it. Set <see cref="CloseSocketCallback"/> as well
    /// unless the socket may be closed as any other.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>, since libcurl 7.17.1.
    /// </summary>
    public Func<CurlSocketRequest, nint>? OpenSocketCallback
    {
        get => Handler<Func<CurlSocketRequest, nint>>(CURLoption.CURLOPT_OPENSOCKETFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_OPENSOCKETFUNCTION,
            value,
            value is null ? null : new curl_opensocket_callback((_, purpose, address) => OpenSocket(value, purpose, address)));
    }

    /// <summary>
    /// Closes a socket; false says that it failed. It may be called until the handle is disposed, and after it for one in a multi handle.
    /// Default null: libcurl closes it.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CLOSESOCKETFUNCTION.html">CURLOPT_CLOSESOCKETFUNCTION(3)</see>, since libcurl 7.21.7.
    /// </summary>
    public Func<nint, bool>? CloseSocketCallback
    {
        get => Handler<Func<nint, bool>>(CURLoption.CURLOPT_CLOSESOCKETFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_CLOSESOCKETFUNCTION,
            value,
            value is null ? null : new curl_closesocket_callback((_, socket) => Guarded(() => value(socket) ? 0 : 1, 1)));
    }

    /// <summary>
    /// Receives the TLS library's context before a handshake (OpenSSL: <c>SSL_CTX *</c>). Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSL_CTX_FUNCTION.html">CURLOPT_SSL_CTX_FUNCTION(3)</see>, since libcurl 7.10.6.
    /// </summary>
    public Action<nint>? TlsContextCallback
    {
        get => Handler<Action<nint>>(CURLoption.CURLOPT_SSL_CTX_FUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_SSL_CTX_FUNCTION,
            value,
            value is null ? null : new curl_ssl_ctx_callback((_, context, _) => SslContext(value, (nint)context)));
    }

    /// <summary>
    /// Called when a name is about to be resolved; false ends the transfer. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_RESOLVER_START_FUNCTION.html">CURLOPT_RESOLVER_START_FUNCTION(3)</see>, since libcurl
    /// 7.59.0.
    /// </summary>
    public Func<bool>? ResolverStartCallback
    {
        get => Handler<Func<bool>>(CURLoption.CURLOPT_RESOLVER_START_FUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_RESOLVER_START_FUNCTION,
            value,
            value is null ? null : new curl_resolver_start_callback((_, _, _) => Guarded(() => value() ? 0 : 1, 1)));
    }

    /// <summary>
    /// Called when connected, before the request is sent, with the other end and this end; false ends the transfer. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html">CURLOPT_PREREQFUNCTION(3)</see>, since libcurl 7.80.0.
    /// </summary>
    public Func<IPEndPoint?, IPEndPoint?, bool>? PreRequestCallback
    {
        get => Handler<Func<IPEndPoint?, IPEndPoint?, bool>>(CURLoption.CURLOPT_PREREQFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_PREREQFUNCTION,
            value,
            value is null ? null : new curl_prereq_callback((_, remote, local, remotePort, localPort) => Guarded(
                () => value(EndPoint(remote, remotePort), EndPoint(local, localPort))
                    ? LibCurl.CURL_PREREQFUNC_OK : LibCurl.CURL_PREREQFUNC_ABORT,
                LibCurl.CURL_PREREQFUNC_ABORT)));
    }

    /// <summary>
    /// Supplies the trailers of a chunked upload, <c>Name: value</c>. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_TRAILERFUNCTION.html">CURLOPT_TRAILERFUNCTION(3)</see>, since libcurl 7.64.0.
    /// </summary>
    public Func<IEnumerable<string>>? TrailersCallback
    {
        get => Handler<Func<IEnumerable<string>>>(CURLoption.CURLOPT_TRAILERFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_TRAILERFUNCTION,
            value,
            value is null ? null : new curl_trailer_callback((list, _) => Trailers(value, list)));
    }

    /// <summary>
    /// Checks an SSH server's key, where libcurl was built with libssh2. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSH_HOSTKEYFUNCTION.html">CURLOPT_SSH_HOSTKEYFUNCTION(3)</see>, since libcurl 7.84.0.
    /// </summary>
    public CurlSshHostKeyCallback? SshHostKeyCallback
    {
        get => Handler<CurlSshHostKeyCallback>(CURLoption.CURLOPT_SSH_HOSTKEYFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_SSH_HOSTKEYFUNCTION,
            value,
            value is null ? null : SshHostKeyFunction(value));
    }

    /// <summary>
    /// Decides about an SSH server's key, where libcurl was built with SSH. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SSH_KEYFUNCTION.html">CURLOPT_SSH_KEYFUNCTION(3)</see>, since libcurl 7.19.6.
    /// </summary>
    public CurlSshKeyCallback? SshKeyCallback
    {
        get => Handler<CurlSshKeyCallback>(CURLoption.CURLOPT_SSH_KEYFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_SSH_KEYFUNCTION,
            value,
            value is null ? null : SshKeyFunction(value));
    }

    // libcurl calls these two only where it was built with SSH: the tests call them themselves.
    internal curl_sshhostkeycallback SshHostKeyFunction(CurlSshHostKeyCallback judge) => (_, type, key, length) => Guarded(
        () => (int)(judge((CurlSshKeyType)type, new ReadOnlySpan<byte>(key, checked((int)length)))
            ? curl_khmatch.CURLKHMATCH_OK : curl_khmatch.CURLKHMATCH_MISMATCH),
        (int)curl_khmatch.CURLKHMATCH_MISMATCH);

    internal curl_sshkeycallback SshKeyFunction(CurlSshKeyCallback decide) => (_, known, found, match, _) =>
        (int)Guarded(() => decide(Key(known), Key(found), (CurlSshKeyMatch)match), CurlSshKeyVerdict.Reject);

    private static ReadOnlySpan<byte> Key(curl_khkey* key)
    {
        if (key == null || key->key == null)
        {
            return [];
        }

        // A length of 0 means that it is text, in base 64.
        return key->len == 0
            ? System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(key->key)
            : new ReadOnlySpan<byte>(key->key, checked((int)key->len));
    }

    private static IPEndPoint? EndPoint(byte* address, int port) =>
        IPAddress.TryParse(Utf8.Text(address), out IPAddress? ip) ? new IPEndPoint(ip, port) : null;

    // sockaddr_in and sockaddr_in6: a family of two bytes, the port and the address in network order.
    private static IPEndPoint? EndPoint(curl_sockaddr* address)
    {
        ReadOnlySpan<byte> bytes = new(&address->addr, checked((int)address->addrlen));
        return bytes.Length switch
        {
            16 => new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            28 => new IPEndPoint(
                new IPAddress(bytes.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..])),
                BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            _ => null,
        };
    }

    private void CopyConnectionHandlersTo(CurlEasy other)
    {
        other.SocketCreatedCallback = SocketCreatedCallback ?? other.SocketCreatedCallback;
        other.OpenSocketCallback = OpenSocketCallback ?? other.OpenSocketCallback;
        other.CloseSocketCallback = CloseSocketCallback ?? other.CloseSocketCallback;
        other.TlsContextCallback = TlsContextCallback ?? other.TlsContextCallback;
        other.ResolverStartCallback = ResolverStartCallback ?? other.ResolverStartCallback;
        other.PreRequestCallback = PreRequestCallback ?? other.PreRequestCallback;
        other.TrailersCallback = TrailersCallback ?? other.TrailersCallback;
        other.SshHostKeyCallback = SshHostKeyCallback ?? other.SshHostKeyCallback;
        other.SshKeyCallback = SshKeyCallback ?? other.SshKeyCallback;
    }

    private curl_socket_t OpenSocket(
        Func<CurlSocketRequest, nint> handler, curlsocktype purpose, curl_sockaddr* address) => Guarded<curl_socket_t>(
        () => handler(new CurlSocketRequest(
            EndPoint(address), address->family, address->socktype, address->protocol, purpose == curlsocktype.CURLSOCKTYPE_ACCEPT)),
        LibCurl.CURL_SOCKET_BAD);

    private CURLcode SslContext(Action<nint> handler, nint context) => Guarded(
        () =>
        {
            handler(context);
            return CURLcode.CURLE_OK;
        },
        CURLcode.CURLE_ABORTED_BY_CALLBACK);

    private int Trailers(Func<IEnumerable<string>> handler, curl_slist.node** list) => Guarded(
        () =>
        {
            // libcurl frees the list, also when a later entry fails.
            foreach (string line in handler())
            {
                CurlEasyOptions.CheckTrailer(line);
                fixed (byte* text = Utf8.Bytes(line))
                {
                    *list = Native.curl_slist_append(*list, text);
                }
            }

            return LibCurl.CURL_TRAILERFUNC_OK;
        },
        LibCurl.CURL_TRAILERFUNC_ABORT);
}
