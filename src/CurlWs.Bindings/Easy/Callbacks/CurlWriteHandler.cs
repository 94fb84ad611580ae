using System;

namespace CurlWs;

/// <summary>Takes data that came. It is good until the return.</summary>
public delegate CurlWriteResult CurlWriteHandler(ReadOnlySpan<byte> data);
