using System;

namespace CurlWs;

/// <summary>
/// Says whether an SSH server's key is the right one. The key's bytes are libcurl's, and valid until the callback returns.
/// </summary>
public delegate bool CurlSshHostKeyCallback(CurlSshKeyType type, ReadOnlySpan<byte> key);
