using System;

namespace CurlWs;

/// <summary>Takes a piece of trace. It is good until the return.</summary>
public delegate void CurlTraceHandler(CurlTraceKind kind, ReadOnlySpan<byte> data);
