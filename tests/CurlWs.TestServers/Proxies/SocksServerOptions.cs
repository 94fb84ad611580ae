namespace CurlWs.TestServers;

/// <summary>How a <see cref="SocksServer"/> behaves. The default forwards everybody.</summary>
public sealed record SocksServerOptions
{
    /// <summary>The only login that is let in; in SOCKS4 only the user counts. Null lets everybody in.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>Refuses every request with this reply code, such as 2 ("not allowed") in SOCKS5 or 91 in SOCKS4.</summary>
    public byte? RefuseReply { get; init; }

    /// <summary>Reads the request and never answers it.</summary>
    public bool Hang { get; init; }
}
