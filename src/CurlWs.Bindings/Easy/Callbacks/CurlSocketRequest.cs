using System.Net;

namespace CurlWs;

/// <summary>
/// The socket that libcurl wants.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
/// <param name="EndPoint">Address that the socket will be connected to; null if that is not an IP address.</param>
/// <param name="Family">The address family, in the system's own numbers.</param>
/// <param name="SocketType">The socket type, in the system's own numbers.</param>
/// <param name="Protocol">The protocol, in the system's own numbers.</param>
/// <param name="IsAccept">Whether it is for a connection that the server makes, as in active FTP.</param>
public sealed record CurlSocketRequest(IPEndPoint? EndPoint, int Family, int SocketType, int Protocol, bool IsAccept);
