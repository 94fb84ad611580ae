using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.Consumers;

/// <summary>What a callback has been told, in order, with a way to wait for the next.</summary>
internal sealed class Happenings<T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    internal void Add(T item) => _items.Writer.TryWrite(item);

    internal async Task<T> NextAsync() => await Deadline.Within(_items.Reader.ReadAsync().AsTask(), what: typeof(T).Name);

    /// <summary>Takes those that have come and were not asked for.</summary>
    internal IReadOnlyList<T> Rest()
    {
        List<T> rest = [];
        while (_items.Reader.TryRead(out T? item))
        {
            rest.Add(item);
        }

        return rest;
    }
}
