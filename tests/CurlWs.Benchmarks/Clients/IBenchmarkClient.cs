using System;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>One of the things that are compared.</summary>
internal interface IBenchmarkClient
{
    string Version { get; }

    /// <summary>Whether it has this case at all.</summary>
    bool Supports(Command command);

    Task<IBenchmarkConnection> ConnectAsync(Command command);

    /// <summary>
    /// Several connections at once, one message under way on each: a loop of tasks each, if the client has no way of its own.
    /// </summary>
    Task EchoAsync(IBenchmarkConnection[] connections, ReadOnlyMemory<byte> message, byte[][] buffers, int count) =>
        Task.WhenAll(connections.Select((connection, i) => connection.EchoAsync(message, buffers[i], count, null)));
}

/// <summary>The loops are the connection's own, so that no call of this interface is inside what is measured.</summary>
internal interface IBenchmarkConnection : IDisposable
{
    Task SendAsync(ReadOnlyMemory<byte> message, int count, int batch);

    /// <summary>Whole messages; the buffer may be smaller than one.</summary>
    Task ReceiveAsync(Memory<byte> buffer, int count);

    /// <summary>One message there and back, <paramref name="count"/> times; each time in ticks of the stopwatch, if wanted.</summary>
    Task EchoAsync(ReadOnlyMemory<byte> message, Memory<byte> buffer, int count, long[]? times);

    /// <summary>Texts in turn, one by one.</summary>
    Task SendTextsAsync(ReadOnlyMemory<byte>[] messages, int count) => throw new NotSupportedException();

    /// <summary>So many sends at a time that are begun before one of them is awaited.</summary>
    Task SendUnderWayAsync(ReadOnlyMemory<byte> message, int count, int atOnce) => throw new NotSupportedException();

    /// <summary>Messages that come when the server's clock says so, each answered; how old each is, in nanoseconds.</summary>
    Task TickAsync(ReadOnlyMemory<byte> answer, Memory<byte> buffer, Memory<long> ages) => throw new NotSupportedException();

    /// <summary>Receives a message, and then the thread that brings it does nothing for so long.</summary>
    Task BlockAsync(ReadOnlyMemory<byte> answer, Memory<byte> buffer, TimeSpan blocked) => throw new NotSupportedException();

    /// <summary>A receive that nothing comes for; it ends when the connection is disposed.</summary>
    Task PendAsync(Memory<byte> buffer) => throw new NotSupportedException();
}
