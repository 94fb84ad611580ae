using System.Net;

namespace CurlWs;

/// <summary>
/// Socket that <see cref="CurlEasy.OpenSocketCallback"/> is to make: what it is for, and the arguments of the system's <c>socket</c> call.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
public sealed class CurlSocketRequest
{
    internal CurlSocketRequest(IPEndPoint? endPoint, int family, int socketType, int protocol, bool isAccept) =>
        (EndPoint, Family, SocketType, Protocol, IsAccept) = (endPoint, family, socketType, protocol, isAccept);

    /// <summary>Address that the socket will be connected to; null if that is not an IP address.</summary>
    public IPEndPoint? EndPoint { get; }

    /// <summary>
    /// Address family, first argument of the system's <c>socket</c> call, such as <c>AF_INET6</c> in the system's own numbers.
    /// </summary>
    public int Family { get; }

    /// <summary>
    /// Socket type, second argument of the system's <c>socket</c> call, such as <c>SOCK_STREAM</c> in the system's own numbers.
    /// </summary>
    public int SocketType { get; }

    /// <summary>
    /// Protocol, third argument of the system's <c>socket</c> call, such as <c>IPPROTO_TCP</c> in the system's own numbers.
    /// </summary>
    public int Protocol { get; }

    /// <summary>Whether it is for a connection that the server makes, as in active FTP.</summary>
    public bool IsAccept { get; }
}
