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

    /// <summary>
    /// Signs the upgrade in the manner of AWS: <c>provider1[:provider2[:region[:service]]]</c>, such as
    /// <c>aws:amz:eu-west-1:execute-api</c>, with the user and password of <see cref="Credentials"/> (or the address, or
    /// <see cref="Netrc"/>) as access key and secret key, which are not sent then. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_AWS_SIGV4.html">CURLOPT_AWS_SIGV4(3)</see>.
    /// </summary>
    public string? AwsSigV4 { get; set; }

    /// <summary>
    /// Whether a <c>.netrc</c> file supplies user and password for the server's host. Default <see cref="CurlNetrc.Ignored"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NETRC.html">CURLOPT_NETRC(3)</see>.
    /// </summary>
    public CurlNetrc Netrc { get; set; }

    /// <summary>
    /// Path of the file that <see cref="Netrc"/> reads. Default <c>.netrc</c> in the home folder.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NETRC_FILE.html">CURLOPT_NETRC_FILE(3)</see>.
    /// </summary>
    public string? NetrcFile { get; set; }

    /// <summary>As the user name of a Basic header, or of a proxy.</summary>
    internal static string BasicUser(NetworkCredential credential) =>
        credential.Domain.Length == 0 ? credential.UserName : $"{credential.Domain}\\{credential.UserName}";
}
