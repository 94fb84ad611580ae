using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>The framework's server understands what the deflater makes, and the inflater what the framework's server makes.</summary>
public sealed class FrameworkInteropTests
{
    [Theory]
    [InlineData(15, true, 1)]
    [InlineData(15, false, 2)]
    [InlineData(10, true, 3)]
    [InlineData(9, false, 4)]
    public async Task FrameworkServer_BothWays_Understands(int windowBits, bool contextTakeover, int seed)
    {
        Random random = new(seed);
        Wires wires = new();
        using WebSocket server = WebSocket.CreateFromStream(wires, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = new()
            {
                ClientMaxWindowBits = windowBits,
                ServerMaxWindowBits = windowBits,
                ClientContextTakeover = contextTakeover,
                ServerContextTakeover = contextTakeover,
            },
        });
        using MessageDeflater deflater = new(windowBits, contextTakeover);
        using MessageInflater inflater = new(contextTakeover);
        byte[] received = new byte[100_000];
        for (int i = 0; i < 60; i++)
        {
            byte[] message = Samples.Next(random);
            wires.FromClient(Deflating.Message(deflater, message, 1 + random.Next(message.Length + 1)));
            int filled = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await server.ReceiveAsync(received.AsMemory(filled), Deadline.Token());
                filled += result.Count;
            }
            while (!result.EndOfMessage);

            Assert.True(message.AsSpan().SequenceEqual(received.AsSpan(0, filled)), $"to the framework: seed {seed}, message {i}");

            int cut = random.Next(message.Length + 1);
            await server.SendAsync(message.AsMemory(0, cut), WebSocketMessageType.Binary, endOfMessage: false, Deadline.Token());
            await server.SendAsync(message.AsMemory(cut), WebSocketMessageType.Binary, endOfMessage: true, Deadline.Token());
            byte[] back = Inflating.Message(inflater, wires.TakeFromServer(), random.Next(2_000), 1 + random.Next(message.Length + 1));
            Assert.True(message.AsSpan().SequenceEqual(back), $"from the framework: seed {seed}, message {i}");
        }
    }

    /// <summary>Frames from and to a server, in memory. Reading never waits: what is read is there.</summary>
    private sealed class Wires : BareStream
    {
        private readonly Queue<byte> _toServer = [];
        private readonly List<byte> _fromServer = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, _toServer.Count);
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = _toServer.Dequeue();
            }

            return ValueTask.FromResult(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadOnlySpan<byte> frame = buffer.Span;
            _fromServer.AddRange(frame[(frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10)..]);
            return ValueTask.CompletedTask;
        }

        /// <summary>A compressed binary message in one frame, masked with a key of zeros.</summary>
        internal void FromClient(byte[] payload)
        {
            byte[] header =
            [
                0xc2, 0xff, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8),
                (byte)payload.Length, 0, 0, 0, 0,
            ];
            byte[] frame = [.. header, .. payload];
            foreach (byte b in frame)
            {
                _toServer.Enqueue(b);
            }
        }

        internal byte[] TakeFromServer()
        {
            byte[] payload = [.. _fromServer];
            _fromServer.Clear();
            return payload;
        }
    }
}
