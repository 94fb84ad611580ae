using System.Net;

namespace CurlWs;

// Who asks. All of it is for the origin of the address given: see CrossOrigin.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// The user and password for the server, sent with the first request as Basic authentication; the domain, if there is one, as
    /// <c>domain\user</c>. Default none; user and password in the address do the same. Digest and NTLM cannot work here: libcurl ends at
    /// the first answer that is not 101. <see href="https://curl.se/libcurl/c/CURLOPT_USERNAME.html">CURLOPT_USERNAME(3)</see>.
    /// </summary>
    public NetworkCredential? Credentials { get; set; }

    /// <summary>
    /// The token that is sent as <c>Authorization: Bearer</c>. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_XOAUTH2_BEARER.html">CURLOPT_XOAUTH2_BEARER(3)</see>.
    /// </summary>
    public string? BearerToken { get; set; }

    /// <summary>As the user name of a Basic header, or of a proxy.</summary>
    internal static string BasicUser(NetworkCredential credential) =>
        credential.Domain.Length == 0 ? credential.UserName : $"{credential.Domain}\\{credential.UserName}";
}
