using System;

namespace CurlWs;

/// <summary>
/// Takes a line of the answer's head, with its line end, the status line too. The memory is libcurl's and good until the return. False
/// fails the transfer with <see cref="CurlErrorCode.WriteError"/>.
/// </summary>
public delegate bool CurlHeaderCallback(ReadOnlySpan<byte> line);
