namespace CurlWs;

/// <summary>What the server agreed to. Its window binds only itself: the inflater's is the largest.</summary>
/// <param name="ClientMaxWindowBits">The base-2 logarithm of the window that the compressor may use, 9 to 15.</param>
/// <param name="ClientContextTakeover">Whether the compressor may refer to earlier messages.</param>
/// <param name="ServerContextTakeover">Whether the server may refer to earlier messages.</param>
/// <param name="ServerMaxWindowBits">The base-2 logarithm of the window that the server may use, 8 to 15.</param>
internal readonly record struct DeflateAgreement(
    int ClientMaxWindowBits, bool ClientContextTakeover, bool ServerContextTakeover, int ServerMaxWindowBits);
