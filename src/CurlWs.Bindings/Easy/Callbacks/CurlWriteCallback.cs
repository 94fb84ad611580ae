using System;

namespace CurlWs;

/// <summary>
/// Takes data that came. The memory is libcurl's and good until the return; a span cannot be stored: copy what is needed later.
/// </summary>
public delegate CurlWriteResult CurlWriteCallback(ReadOnlySpan<byte> data);
