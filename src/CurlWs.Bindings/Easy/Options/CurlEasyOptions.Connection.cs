using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// From where the connection is made, to where, and whether it is a new one.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// The server's port in place of the one in the URL; 0 means that one. Default 0.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_PORT.html">CURLOPT_PORT(3)</see>, since libcurl 7.1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 65,535.</exception>
    public int? Port
    {
        get => Get<int?>(CURLoption.CURLOPT_PORT);
        set => SetInRange(CURLoption.CURLOPT_PORT, value, 0, 65_535, fallback: 0);
    }

    /// <summary>
    /// The local end: an address, a name, or <c>if!</c> and an interface's name. Default: the system's choice.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_INTERFACE.html">CURLOPT_INTERFACE(3)</see>, since libcurl 7.3.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty, or has a control character other than the tab.</exception>
    public string? Interface
    {
        get => Get<string>(CURLoption.CURLOPT_INTERFACE);
        set => SetNonEmptyLine(CURLoption.CURLOPT_INTERFACE, value);
    }

    /// <summary>
    /// The local port; 0 means the system's choice. Default 0.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOCALPORT.html">CURLOPT_LOCALPORT(3)</see>, since libcurl 7.15.2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 65,535.</exception>
    public int? LocalPort
    {
        get => Get<int?>(CURLoption.CURLOPT_LOCALPORT);
        set => SetInRange(CURLoption.CURLOPT_LOCALPORT, value, 0, 65_535, fallback: 0);
    }

    /// <summary>
    /// Number of ports to try from <see cref="LocalPort"/> on; 0 counts as 1. Default 1.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_LOCALPORTRANGE.html">CURLOPT_LOCALPORTRANGE(3)</see>, since libcurl 7.15.2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 65,535.</exception>
    public int? LocalPortRange
    {
        get => Get<int?>(CURLoption.CURLOPT_LOCALPORTRANGE);
        set => SetInRange(CURLoption.CURLOPT_LOCALPORTRANGE, value, 0, 65_535, fallback: 0);
    }

    /// <summary>
    /// Host and port to connect to in place of the URL's: <c>host:port:other-host:other-port</c>, each part may be empty. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_CONNECT_TO.html">CURLOPT_CONNECT_TO(3)</see>, since libcurl 7.49.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a control character other than the tab.</exception>
    public IReadOnlyList<string>? ConnectTo
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_CONNECT_TO);
        set => SetList(CURLoption.CURLOPT_CONNECT_TO, value);
    }

    /// <summary>
    /// Kind of IP addresses to use. Default <see cref="CurlIpResolve.Any"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_IPRESOLVE.html">CURLOPT_IPRESOLVE(3)</see>, since libcurl 7.10.8.
    /// </summary>
    public CurlIpResolve? IpResolve
    {
        get => Get<CurlIpResolve?>(CURLoption.CURLOPT_IPRESOLVE);
        set => SetNumber(CURLoption.CURLOPT_IPRESOLVE, value, (long)(value ?? CurlIpResolve.Any));
    }

    /// <summary>
    /// The Unix domain socket that is connected to in place of the URL's host. It takes the place of <see cref="AbstractUnixSocket"/>.
    /// Default none. <see href="https://curl.se/libcurl/c/CURLOPT_UNIX_SOCKET_PATH.html">CURLOPT_UNIX_SOCKET_PATH(3)</see>, since libcurl
    /// 7.40.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? UnixSocketPath
    {
        get => Get<string>(CURLoption.CURLOPT_UNIX_SOCKET_PATH);
        set => SetUnixSocket(CURLoption.CURLOPT_UNIX_SOCKET_PATH, value);
    }

    /// <summary>
    /// The abstract Unix domain socket (Linux) that is connected to in place of the URL's host, without the leading zero. It takes the
    /// place of <see cref="UnixSocketPath"/>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_ABSTRACT_UNIX_SOCKET.html">CURLOPT_ABSTRACT_UNIX_SOCKET(3)</see>, since libcurl 7.53.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? AbstractUnixSocket
    {
        get => Get<string>(CURLoption.CURLOPT_ABSTRACT_UNIX_SOCKET);
        set => SetUnixSocket(CURLoption.CURLOPT_ABSTRACT_UNIX_SOCKET, value);
    }

    /// <summary>
    /// Whether a new connection is made even if an open one could be used. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_FRESH_CONNECT.html">CURLOPT_FRESH_CONNECT(3)</see>, since libcurl 7.7.
    /// </summary>
    public bool? FreshConnect
    {
        get => Get<bool?>(CURLoption.CURLOPT_FRESH_CONNECT);
        set => SetBoolean(CURLoption.CURLOPT_FRESH_CONNECT, value, fallback: false);
    }

    /// <summary>
    /// Number of idle connections that the handle keeps open for itself. Default 5.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAXCONNECTS.html">CURLOPT_MAXCONNECTS(3)</see>, since libcurl 7.7.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? MaxConnections
    {
        get => Get<int?>(CURLoption.CURLOPT_MAXCONNECTS);
        set => SetInRange(CURLoption.CURLOPT_MAXCONNECTS, value, 1, int.MaxValue, fallback: 5);
    }

    /// <summary>
    /// Longest time that a connection may have been idle and still be used again. Whole seconds. Default 118 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_MAXAGE_CONN.html">CURLOPT_MAXAGE_CONN(3)</see>, since libcurl 7.65.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 68 years.</exception>
    public TimeSpan? MaxIdleTime
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_MAXAGE_CONN);
        set => SetSeconds(CURLoption.CURLOPT_MAXAGE_CONN, value, fallback: 118);
    }

    /// <summary>
    /// Greatest age at which a connection may still be used again; zero means any age. Whole seconds. Default 24 hours since libcurl 8.17,
    /// any age before. <see href="https://curl.se/libcurl/c/CURLOPT_MAXLIFETIME_CONN.html">CURLOPT_MAXLIFETIME_CONN(3)</see>, since libcurl
    /// 7.80.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 68 years.</exception>
    public TimeSpan? MaxLifetime
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_MAXLIFETIME_CONN);
        set => SetSeconds(CURLoption.CURLOPT_MAXLIFETIME_CONN, value, CurlLibrary.LimitedLifetime.IsThere ? 24 * 3600 : 0);
    }
}
