using System;

namespace CurlWs;

/// <summary>Supplies data to send: writes it to the buffer, which is libcurl's until the return, and says how much.</summary>
public delegate CurlReadResult CurlReadCallback(Span<byte> buffer);
