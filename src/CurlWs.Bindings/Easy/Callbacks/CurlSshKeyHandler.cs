using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Decides about an SSH server's key, given the one that the known-hosts file has (empty if none) and how they compare.</summary>
public delegate curl_khstat CurlSshKeyHandler(ReadOnlySpan<byte> known, ReadOnlySpan<byte> found, curl_khmatch match);
