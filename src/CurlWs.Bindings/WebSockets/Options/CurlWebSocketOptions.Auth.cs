using System;
using System.Net;
using System.Net.WebSockets;

namespace CurlWs;

// Who asks. All of it is for the origin of the address given: see CrossOrigin.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// The login for the server, sent with the first request as Basic authentication; the domain, if there is one, as
    /// <c>domain\user</c>. Default none; user and password in the address do the same. A <see cref="NetworkCredential"/> is for the server
    /// of the address. A <see cref="CredentialCache"/> says which login goes to which server, and is asked again after each redirect.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_USERNAME.html">CURLOPT_USERNAME(3)</see>.
    /// </summary>
    /// <remarks>
    /// <para>An object other than a <see cref="NetworkCredential"/> is asked for each request, with the <c>ws</c> or <c>wss</c> address, as
    /// <see cref="ClientWebSocket"/> does: first for <c>Basic</c>, then for <c>Negotiate</c>, which needs a libcurl that was built with it
    /// (that of the package runtime.native.libcurl has it on Windows only) and throws <see cref="PlatformNotSupportedException"/>
    /// elsewhere. With no answer nothing is sent. What the object throws comes out of the connect.</para>
    /// <para>Digest and NTLM cannot work: they need a second request, and libcurl ends at the first answer that is not 101. An object that
    /// has nothing else for the server is an <see cref="ArgumentException"/>.</para>
    /// <para>To another origin (see <see cref="MaxRedirects"/>) a <see cref="CredentialCache"/> goes along, unless its logins are the keys
    /// of <see cref="AwsSigV4"/>; every other object stays behind.</para>
    /// </remarks>
    public ICredentials? Credentials { get; set; }

    /// <summary>
    /// Whether the user of this process logs in to the server, without a password in the program: by Negotiate, with the first request.
    /// Default false; <see cref="CredentialCache.DefaultCredentials"/> in <see cref="Credentials"/> does the same. Needs a libcurl that was
    /// built with SSPI or GSS-API: that of the package runtime.native.libcurl has it on Windows only. Connecting throws
    /// <see cref="PlatformNotSupportedException"/> elsewhere.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HTTPAUTH.html">CURLOPT_HTTPAUTH(3)</see>.
    /// </summary>
    public bool UseDefaultCredentials { get; set; }

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
