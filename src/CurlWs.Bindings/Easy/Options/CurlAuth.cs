using System;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

/// <summary>Kinds of authentication: <c>CURLAUTH_*</c>. <see href="https://curl.se/libcurl/c/CURLOPT_HTTPAUTH.html">CURLOPT_HTTPAUTH(3)</see>.</summary>
[Flags]
[SuppressMessage("Usage", "CA2217", Justification = "Only is bit 31, which is the sign of an int.")]
public enum CurlAuth
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Basic: the password as it is.</summary>
    Basic = 1,

    /// <summary>Digest.</summary>
    Digest = 2,

    /// <summary>Negotiate (SPNEGO), where libcurl was built with it; for SOCKS5, GSS-API.</summary>
    Negotiate = 4,

    /// <summary>NTLM, where libcurl was built with it.</summary>
    Ntlm = 8,

    /// <summary>Digest as old Internet Explorers did it. Without effect of its own since libcurl 8.21.</summary>
    DigestIe = 16,

    /// <summary>A bearer token. Since libcurl 7.61.</summary>
    Bearer = 64,

    /// <summary>The signature of AWS. Since libcurl 7.75.</summary>
    AwsSigV4 = 128,

    /// <summary>HTTP message signatures. Since libcurl 8.22.</summary>
    HttpSignature = 256,

    /// <summary>Added to one other way: uses that way without asking the server first.</summary>
    Only = int.MinValue,

    /// <summary>All but Basic.</summary>
    AnySafe = Digest | Negotiate | Ntlm | Bearer | AwsSigV4,

    /// <summary>All.</summary>
    Any = Basic | AnySafe,
}
