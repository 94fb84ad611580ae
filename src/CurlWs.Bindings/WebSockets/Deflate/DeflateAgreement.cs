namespace CurlWs;

/// <summary>
/// What the server agreed to, as far as it binds this side. The server's window needs no word here: the inflater's is the largest.
/// </summary>
/// <param name="ClientMaxWindowBits">The base-2 logarithm of the window that the compressor may use, 9 to 15.</param>
/// <param name="ClientContextTakeover">Whether the compressor may refer to earlier messages.</param>
/// <param name="ServerContextTakeover">Whether the server may refer to earlier messages.</param>
internal readonly record struct DeflateAgreement(int ClientMaxWindowBits, bool ClientContextTakeover, bool ServerContextTakeover);
