using System;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

namespace CurlWs.Tests.Framing;

/// <summary>
/// A connection through libcurl, both ends in one hand: bytes go in at the server's end, a decoder reads them at the other.
/// </summary>
internal sealed class DecoderRig : IAsyncDisposable
{
    private readonly ScriptedServer _server = ScriptedServer.Start(async c =>
    {
        c.Patience = Timeout.InfiniteTimeSpan;
        await c.AcceptUpgradeAsync();
        await c.WaitForEofAsync();
    });

    private readonly bool _managed;
    private readonly byte[] _buffer = new byte[70_000];
    private CurlEasy? _easy;
    private Socket? _peer;
    private int _connections;

    internal DecoderRig(bool managed) => _managed = managed;

    /// <summary>How many connections were made.</summary>
    internal int Connections => _connections;

    /// <summary>
    /// Plays a stream, chopped as the random numbers say, into buffers of sizes that they say; tells what the decoder made of it.
    /// </summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="random">For the chops and the buffers.</param>
    /// <param name="expected">What should come out: a short wait for more is made only while it has not.</param>
    internal async Task<string> PlayAsync(byte[] stream, Random random, Transcript expected)
    {
        string expectedText = expected.ToString();
        if (_easy is null)
        {
            await ConnectAsync();
        }

        FrameDecoder decoder = _managed
            ? new ManagedDecoder(_easy!, new FrameLimits(), allowCompressed: false)
            : new LibcurlDecoder(_easy!, new FrameLimits());
        Transcript transcript = new();
        int largestChop = random.Next(4) switch { 0 => 1, 1 => 5, 2 => 300, _ => stream.Length + 1 };
        largestChop = Math.Max(largestChop, stream.Length / 200);
        for (int at = 0; at < stream.Length;)
        {
            int chop = Math.Min(random.Next(largestChop) + 1, stream.Length - at);
            await _peer!.SendAsync(stream.AsMemory(at, chop));
            at += chop;
            Drain(decoder, transcript, random);
        }

        // What was sent is nearly always there by now. If not, wait; the time is only spent if the decoder is wrong.
        using CancellationTokenSource limit = new(Deadline.Default);
        while (!limit.IsCancellationRequested && !transcript.Failed && transcript.ToString() != expectedText)
        {
            try
            {
                await _easy!.WaitToReceiveAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // Nothing came.
            }

            Drain(decoder, transcript, random);
        }

        decoder.Release();
        await LeaveAsync(atRest: !expected.Failed && expected.IsAtRest);
        return transcript.ToString();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _easy?.Dispose();
        await _server.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        _easy = WebSocketCallsClient.New(_server.WsUri);
        _easy.Options.FrameHandling = _managed
            ? CurlFrameHandling.RawMode | CurlFrameHandling.NoAutoPong
            : CurlFrameHandling.NoAutoPong;
        await _easy.ConnectAsync(Deadline.Token());
        _peer = (await _server.Connections.ItemAsync(_connections++)).Socket;
    }

    private void Drain(FrameDecoder decoder, Transcript transcript, Random random)
    {
        try
        {
            while (!transcript.Failed)
            {
                int size = random.Next(8) switch { 0 => 0, 1 => 1, 2 => 2, 3 => 7, 4 => 125, 5 => 4096, _ => _buffer.Length };
                if (!decoder.TryReceive(_buffer.AsSpan(0, size), out FrameChunk frame))
                {
                    return;
                }

                transcript.Add(frame, _buffer);
            }
        }
        catch (FramingException)
        {
            transcript.Fail();
        }
    }

    /// <summary>Makes the connection ready for the next stream: what is left of this one is read, or another connection is made.</summary>
    private async Task LeaveAsync(bool atRest)
    {
        if (!_managed)
        {
            // libcurl's decoder keeps its state in the connection.
            if (!atRest)
            {
                _easy!.Dispose();
                _easy = null;
            }

            return;
        }

        byte[] mark = RandomNumberGenerator.GetBytes(16);
        await _peer!.SendAsync(mark);
        int end = 0;
        while (end < mark.Length || !_buffer.AsSpan(end - mark.Length, mark.Length).SequenceEqual(mark))
        {
            if (end > _buffer.Length / 2)
            {
                _buffer.AsSpan(end - mark.Length, mark.Length).CopyTo(_buffer);
                end = mark.Length;
            }

            if (_easy!.TryReceiveRaw(_buffer.AsSpan(end), out int count))
            {
                end += count;
            }
            else
            {
                await _easy.WaitToReceiveAsync(Deadline.Token());
            }
        }
    }
}
