using System.Collections.Generic;
using System.Linq;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>What a server sends after the 101, how, and what a client must make of it.</summary>
/// <param name="Name">The section and what it is about; unique.</param>
/// <param name="Expected">What comes of it, as <see cref="ServerStreams"/> tells it.</param>
/// <param name="Pieces">The bytes, in the pieces in which they are written.</param>
internal sealed record ServerStream(string Name, string Expected, params IReadOnlyList<byte[]> Pieces)
{
    /// <summary>The size of the client's receive buffer.</summary>
    internal int BufferSize { get; init; } = 4096;

    /// <summary>How it differs from the plain form of the same name.</summary>
    internal string Form { get; init; } = "plain";

    /// <summary>All bytes in one.</summary>
    internal byte[] Bytes => Wire.Concat(Pieces);

    /// <summary>The same bytes in pieces of a size, each read before the next is written.</summary>
    internal ServerStream Chopped(int size) =>
        this with { Form = $"in pieces of {size}", Pieces = [.. Bytes.Chunk(size)] };

    /// <summary>The same with a receive buffer of another size.</summary>
    internal ServerStream Buffered(int size) => this with { Form = $"into a buffer of {size}", BufferSize = size };
}
