using System;

namespace CurlWs;

/// <summary>Receives a piece of libcurl's trace. Its bytes are valid until the callback returns.</summary>
public delegate void CurlTraceCallback(CurlTraceKind kind, ReadOnlySpan<byte> data);
