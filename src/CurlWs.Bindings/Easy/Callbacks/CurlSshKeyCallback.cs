using System;

namespace CurlWs;

/// <summary>
/// Decides about an SSH server's key, given the one that the known-hosts file has (empty if none) and how they compare. The keys' bytes are
/// libcurl's, and valid until the callback returns.
/// </summary>
public delegate CurlSshKeyVerdict CurlSshKeyCallback(ReadOnlySpan<byte> known, ReadOnlySpan<byte> found, CurlSshKeyMatch match);
