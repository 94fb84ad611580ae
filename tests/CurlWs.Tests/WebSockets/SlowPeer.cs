using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A server that reads nothing until it is told to, then everything; the systems between hold little.</summary>
internal sealed class SlowPeer
{
    /// <summary>
    /// The length of a message that cannot leave before the server reads: what the encoder and the systems between hold, sooner or later,
    /// is less than half of it.
    /// </summary>
    internal const int MoreThanFits = 1 << 20;

    private readonly Gate _reads = new();

    /// <summary>What the server has read, in order.</summary>
    internal List<WireFrame> Frames { get; } = [];

    /// <summary>The payloads of its data frames, in order.</summary>
    internal IEnumerable<byte[]> Messages => Frames.Where(f => !f.IsControl).Select(f => f.Payload);

    internal Gate ServerIsDone { get; } = new();

    /// <summary>From now on the server reads.</summary>
    internal void Read() => _reads.Open();

    /// <summary>
    /// Connects, runs, then closes the output, and waits until the server has read all; the server answers nothing but the close.
    /// </summary>
    internal Task RunAsync(
        CurlFraming framing, Func<CurlWebSocket, Task> test, Action<CurlWebSocketOptions>? configure = null, byte[]? first = null) =>
        Connections.RunAsync(
            framing,
            async c =>
            {
                if (first is not null)
                {
                    await c.Stream.WriteAsync(first);
                }

                await _reads.WaitAsync();
                do
                {
                    Frames.Add(await c.ReadFrameAsync());
                }
                while (Frames[^1].Opcode != WireOpcode.Close);
                ServerIsDone.Open();
            },
            async socket =>
            {
                await test(socket);
                Read();
                if (socket.State == WebSocketState.Open)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                    await ServerIsDone.WaitAsync();
                }
            },
            o =>
            {
                o.Configure = Connections.LimitSendBuffer;
                configure?.Invoke(o);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });

    /// <summary>Sends to it, through a queue, what does not fit, and five messages that wait behind it until the server reads.</summary>
    /// <param name="socket">The connection, with a queue that has room for all of it.</param>
    /// <returns>How many messages that took; each begins with its number.</returns>
    internal static async Task<int> FillAsync(CurlWebSocket socket)
    {
        const int Count = 6;
        for (int i = 0; i < Count; i++)
        {
            byte[] message = Numbered(i, i == 0 ? MoreThanFits : 4096);
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, Deadline.Token());
        }

        Assert.InRange(socket.BufferedAmount, MoreThanFits / 2, long.MaxValue);
        return Count;
    }

    internal static byte[] Numbered(int number, int length)
    {
        byte[] message = new byte[length];
        BitConverter.TryWriteBytes(message, number);
        return message;
    }

    internal static int NumberOf(byte[] message) => BitConverter.ToInt32(message);
}
