using System;

namespace CurlWs;

/// <summary>Receives a piece of libcurl's trace. Its bytes are valid until the handler returns.</summary>
public delegate void CurlTraceHandler(CurlTraceKind kind, ReadOnlySpan<byte> data);
