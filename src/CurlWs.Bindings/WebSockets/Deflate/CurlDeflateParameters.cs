namespace CurlWs;

/// <summary>
/// The parameters of the compression (permessage-deflate) that client and server have agreed upon: RFC 7692, section 7.1.
/// </summary>
public sealed class CurlDeflateParameters
{
    internal CurlDeflateParameters(DeflateAgreement agreement)
    {
        ClientMaxWindowBits = agreement.ClientMaxWindowBits;
        ClientContextTakeover = agreement.ClientContextTakeover;
        ServerMaxWindowBits = agreement.ServerMaxWindowBits;
        ServerContextTakeover = agreement.ServerContextTakeover;
    }

    /// <summary>The base-2 logarithm of the window, in bytes, that this side compresses with: 9 to 15.</summary>
    public int ClientMaxWindowBits { get; }

    /// <summary>Whether this side may refer to earlier messages of its own. False: each message is compressed by itself.</summary>
    public bool ClientContextTakeover { get; }

    /// <summary>The base-2 logarithm of the largest window, in bytes, that the server compresses with: 8 to 15.</summary>
    public int ServerMaxWindowBits { get; }

    /// <summary>Whether the server may refer to earlier messages of its own. False: each message is compressed by itself.</summary>
    public bool ServerContextTakeover { get; }
}
