using System;
using CurlWs.Interop;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>C's callbacks around methods that may be part of an asynchronous test, where no pointer may be.</summary>
internal static unsafe class DataCallbacks
{
    /// <summary>Takes all data of each call.</summary>
    internal static curl_write_callback Writer(Action<byte[]> take) => (data, size, count, _) =>
    {
        take(new ReadOnlySpan<byte>(data, (int)(size * count)).ToArray());
        return size * count;
    };

    /// <summary>Supplies one piece for each call; null is the end.</summary>
    internal static curl_read_callback Reader(Func<byte[]?> next) => (buffer, size, count, _) =>
    {
        byte[] piece = next() ?? [];
        piece.CopyTo(new Span<byte>(buffer, (int)(size * count)));
        return (nuint)piece.Length;
    };
}
