using System.Net;

namespace CurlWs;

/// <summary>
/// The socket that libcurl wants.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
public sealed class CurlSocketRequest
{
    internal CurlSocketRequest(IPEndPoint? endPoint, int family, int socketType, int protocol, bool isAccept) =>
        (EndPoint, Family, SocketType, Protocol, IsAccept) = (endPoint, family, socketType, protocol, isAccept);

    /// <summary>Address that the socket will be connected to; null if that is not an IP address.</summary>
    public IPEndPoint? EndPoint { get; }

    /// <summary>The address family, in the system's own numbers.</summary>
    public int Family { get; }

    /// <summary>The socket type, in the system's own numbers.</summary>
    public int SocketType { get; }

    /// <summary>The protocol, in the system's own numbers.</summary>
    public int Protocol { get; }

    /// <summary>Whether it is for a connection that the server makes, as in active FTP.</summary>
    public bool IsAccept { get; }
}
