using System.Collections.Generic;

namespace CurlWs.TestServers;

/// <summary>How an <see cref="HttpProxyServer"/> behaves. The default forwards everybody, in the clear.</summary>
public sealed record HttpProxyOptions
{
    /// <summary>The only login that is let in; others get a 407 and may try again. Null lets everybody in.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>
    /// How to log in, in the order in which it is offered: Basic, Digest, NTLM (only the user is checked); others are offered and never
    /// work, such as Digest-Unknown, which is Digest with an algorithm that nobody knows.
    /// </summary>
    public IReadOnlyList<string> LoginKinds { get; init; } = ["Basic"];

    /// <summary>Refuses every request with this status, such as 403.</summary>
    public int? RefuseStatus { get; init; }

    /// <summary>Reads the request and never answers it.</summary>
    public bool Hang { get; init; }

    /// <summary>Speaks TLS to its clients with this certificate: an HTTPS proxy. Null for none.</summary>
    public TestCertificate? Certificate { get; init; }
}
