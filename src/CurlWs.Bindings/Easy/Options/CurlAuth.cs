using System;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>
/// Ways to log in to a server or proxy, <c>CURLAUTH_*</c>: those that an option allows, or that an answer offers. Of several allowed ones
/// libcurl takes the safest that is offered. <see href="https://curl.se/libcurl/c/CURLOPT_HTTPAUTH.html">CURLOPT_HTTPAUTH(3)</see>.
/// </summary>
[Flags]
[SuppressMessage("Usage", "CA2217", Justification = "Only is bit 31, which is the sign of an int.")]
public enum CurlAuth
{
    /// <summary>No login at all.</summary>
    None = 0,

    /// <summary>User name and password as good as in the clear (RFC 7617).</summary>
    Basic = 1,

    /// <summary>Proof of the password by a hash (RFC 7616).</summary>
    Digest = 2,

    /// <summary>
    /// Kerberos or NTLM, as both sides agree by SPNEGO (RFC 4559), where libcurl was built with that; for SOCKS 5, GSS-API.
    /// </summary>
    Negotiate = 4,

    /// <summary>Microsoft's login by challenge and response, where libcurl was built with that.</summary>
    Ntlm = 8,

    /// <summary>Digest as old Internet Explorers did it. Without effect of its own since libcurl 8.21.</summary>
    DigestIe = 16,

    /// <summary>Bearer token of OAuth 2.0 (RFC 6750). Since libcurl 7.61.</summary>
    Bearer = 64,

    /// <summary>Signature of the request as Amazon's services demand. Since libcurl 7.75.</summary>
    AwsSigV4 = 128,

    /// <summary>Signature of the request by RFC 9421. Since libcurl 8.22.</summary>
    HttpSignature = 256,

    /// <summary>Added to one other way: uses that way without asking the server first.</summary>
    Only = int.MinValue,

    /// <summary>All ways to log in but Basic.</summary>
    AnySafe = Digest | Negotiate | Ntlm | Bearer | AwsSigV4,

    /// <summary>All ways to log in; libcurl first asks the server which ones it offers.</summary>
    Any = Basic | AnySafe,
}
