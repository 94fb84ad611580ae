using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>A TCP relay between a client and a server on loopback that chops, stalls, cuts and resets as planned.</summary>
/// <remarks>It knows nothing of the bytes, so it works with TLS too. All members may be used from any thread.</remarks>
public sealed class ChaosRelay : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly ChaosPlan _toServer;
    private readonly ChaosPlan _toClient;
    private readonly int _seed;
    private readonly int? _bufferSize;
    private readonly AcceptLoop _loop;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytesToServer;
    private long _bytesToClient;

    private ChaosRelay(Uri target, ChaosPlan toServer, ChaosPlan toClient, int seed, int? bufferSize)
    {
        _target = target;
        _toServer = toServer;
        _toClient = toClient;
        _seed = seed;
        _bufferSize = bufferSize;
        _loop = new AcceptLoop(Listening.Tcp(receiveBuffer: bufferSize, sendBuffer: bufferSize), ServeAsync);
    }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port => _loop.Port;

    /// <summary>The server's address with the relay's port in it.</summary>
    public Uri Uri => new UriBuilder(_target) { Port = Port }.Uri;

    /// <summary>Opens when some connection has reached a <see cref="ChaosPlan.StallAt"/>.</summary>
    public Gate Stalled { get; } = new();

    /// <summary>The bytes that were passed on to the server, over all connections.</summary>
    public long BytesToServer => Interlocked.Read(ref _bytesToServer);

    /// <summary>The bytes that were passed on to the client, over all connections.</summary>
    public long BytesToClient => Interlocked.Read(ref _bytesToClient);

    /// <summary>Starts a relay.</summary>
    /// <param name="target">The server: its scheme, host and path are kept, its port is where the relay connects, on 127.0.0.1.</param>
    /// <param name="toServer">What happens to the bytes that the client sends.</param>
    /// <param name="toClient">What happens to the bytes that the server sends.</param>
    /// <param name="seed">The seed of random chunks; the first connection uses it, the next one the next number.</param>
    /// <param name="bufferSize">The size in bytes of the relay's kernel buffers; a small one makes a stall felt soon.</param>
    /// <returns>A relay that listens.</returns>
    public static ChaosRelay Start(
        Uri target, ChaosPlan? toServer = null, ChaosPlan? toClient = null, int seed = 1, int? bufferSize = null)
    {
        return new ChaosRelay(target, toServer ?? new ChaosPlan(), toClient ?? new ChaosPlan(), seed, bufferSize);
    }

    /// <summary>Lets all stalled directions go on, and those that would stall later not stall.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task ServeAsync(Socket client, int index, CancellationToken stop)
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Listening.SetBuffers(server, _bufferSize, _bufferSize);
        try
        {
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target.Port), stop).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            Listening.Reset(client);
            return;
        }

        await Task.WhenAll(
            PumpAsync(client, server, _toServer, bytes => Interlocked.Add(ref _bytesToServer, bytes), _seed + (2 * index), stop),
            PumpAsync(server, client, _toClient, bytes => Interlocked.Add(ref _bytesToClient, bytes), _seed + (2 * index) + 1, stop))
            .ConfigureAwait(false);
    }

    private async Task PumpAsync(Socket from, Socket to, ChaosPlan plan, Action<int> count, int seed, CancellationToken stop)
    {
        try
        {
            await CarryAsync(from, to, plan, count, new Random(seed), stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side broke, or the relay is being stopped: the other side learns it with RST.
            Listening.Reset(from);
            Listening.Reset(to);
        }
    }

    private async Task CarryAsync(Socket from, Socket to, ChaosPlan plan, Action<int> count, Random random, CancellationToken stop)
    {
        byte[] buffer = new byte[_bufferSize ?? 64 * 1024];
        Memory<byte> waiting = Memory<byte>.Empty;
        bool ended = false;
        for (long offset = 0; ;)
        {
            if (offset == plan.StallAt && !_released.Task.IsCompleted)
            {
                Stalled.Open();
                await _released.Task.WaitAsync(stop).ConfigureAwait(false);
            }

            if (offset == plan.ResetAt)
            {
                Listening.Reset(to);
                Listening.Reset(from);
                return;
            }

            if (offset == plan.FinAt && !ended)
            {
                to.Shutdown(SocketShutdown.Send);
                ended = true;
            }

            if (waiting.IsEmpty)
            {
                waiting = buffer.AsMemory(0, await from.ReceiveAsync(buffer, stop).ConfigureAwait(false));
                if (waiting.IsEmpty)
                {
                    break;
                }
            }

            if (ended)
            {
                waiting = Memory<byte>.Empty;
                continue;
            }

            int size = NextSize(plan, offset, waiting.Length, random);
            if (plan.LockStep)
            {
                await Deadline.RunAsync(
                    token => PeerQueue.WaitUntilReadAsync(to, token), "the receiver to read", Deadline.Default, stop).ConfigureAwait(false);
            }

            for (int sent = 0; sent < size;)
            {
                sent += await to.SendAsync(waiting[sent..size], stop).ConfigureAwait(false);
            }

            offset += size;
            waiting = waiting[size..];
            count(size);
        }

        if (!ended)
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>How much to send next: a chunk, but never across an offset at which something happens.</summary>
    private static int NextSize(ChaosPlan plan, long offset, int available, Random random)
    {
        int chunk = plan.ChunkSize <= 0 ? available : plan.RandomChunks ? random.Next(1, plan.ChunkSize + 1) : plan.ChunkSize;
        long size = Math.Min(chunk, available);
        foreach (long? happening in (long?[])[plan.StallAt, plan.FinAt, plan.ResetAt])
        {
            if (happening > offset)
            {
                size = Math.Min(size, happening.Value - offset);
            }
        }

        return (int)size;
    }
}
