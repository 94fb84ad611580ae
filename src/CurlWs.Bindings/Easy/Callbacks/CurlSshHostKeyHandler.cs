using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Says whether an SSH server's key is the right one.</summary>
public delegate bool CurlSshHostKeyHandler(curl_khtype type, ReadOnlySpan<byte> key);
