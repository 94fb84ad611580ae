using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// Every end in every state, two at a time as well, with megabytes under way to a server that reads slowly and has data of its own waiting.
/// A close comes after everything that was sent before it, once, and is waited for; Dispose and Abort do not wait, and what they cut off is
/// told.
/// </summary>
public sealed class EndsTableTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private const int Messages = 32;
    private const int MessageSize = 64 * 1024;

    private static readonly (string State, string Ends, int? CloseCode, bool Waits, WebSocketState After)[] s_table =
    [
        ("Open", "Close", 3000, true, WebSocketState.Closed),
        ("Open", "CloseOutput", 3000, false, WebSocketState.CloseSent),
        ("Open", "DisposeAsync", 1000, true, WebSocketState.Closed),
        ("Open", "Dispose", null, false, WebSocketState.Closed),
        ("Open", "Abort", null, false, WebSocketState.Aborted),
        ("Open", "Close+Close", 3000, true, WebSocketState.Closed),
        ("Open", "Close+DisposeAsync", 3000, true, WebSocketState.Closed),
        ("Open", "DisposeAsync+Close", 1000, true, WebSocketState.Closed),
        ("Open", "DisposeAsync+DisposeAsync", 1000, true, WebSocketState.Closed),
        ("Open", "CloseOutput+DisposeAsync", 3000, true, WebSocketState.Closed),
        ("Open", "CloseOutput+Close", 3000, true, WebSocketState.Closed),
        ("CloseSent", "Close", 3001, true, WebSocketState.Closed),
        ("CloseSent", "DisposeAsync", 3001, true, WebSocketState.Closed),
        ("CloseSent", "Close+DisposeAsync", 3001, true, WebSocketState.Closed),
        ("CloseSent", "DisposeAsync+DisposeAsync", 3001, true, WebSocketState.Closed),
        ("CloseReceived", "Close", 3000, false, WebSocketState.Closed),
        ("CloseReceived", "CloseOutput", 3000, false, WebSocketState.Closed),
        ("CloseReceived", "DisposeAsync", 1000, false, WebSocketState.Closed),
        ("CloseReceived", "Close+DisposeAsync", 3000, false, WebSocketState.Closed),
        ("CloseReceived", "CloseOutput+DisposeAsync", 3000, false, WebSocketState.Closed),
        ("CloseReceived", "DisposeAsync+DisposeAsync", 1000, false, WebSocketState.Closed),
        ("CloseReceived", "Dispose", null, false, WebSocketState.Closed),
        ("CloseReceived", "Abort", null, false, WebSocketState.Aborted),
    ];

    public static TheoryData<CurlFraming, bool, string, string> Cells
    {
        get
        {
            TheoryData<CurlFraming, bool, string, string> data = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (bool tls in new[] { false, true })
                {
                    foreach ((string state, string ends, _, _, _) in s_table)
                    {
                        data.Add(framing, tls, state, ends);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task End_MegabytesUnderWay_ArrivesInOrderOrIsTold(CurlFraming framing, bool tls, string state, string ends)
    {
        (_, _, int? closeCode, bool waits, WebSocketState after) = s_table.Single(row => row.State == state && row.Ends == ends);
        List<WireFrame> arrived = [];
        bool answered = false;
        Gate readOn = new();
        int completed = 0;
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                if (state == "CloseReceived")
                {
                    await c.WriteCloseAsync(1001, "going");
                }

                // Without an order to the end: the client reads none of it before it closes, and then has to read all of it.
                Task unread = state == "CloseReceived" || ends == "Abort"
                    ? Task.CompletedTask
                    : c.WriteAsync(Wire.Concat(Enumerable.Repeat(Wire.Frame(WireOpcode.Binary, new byte[MessageSize]), 16)));
                if (state != "CloseSent")
                {
                    await readOn.WaitAsync();
                }

                try
                {
                    do
                    {
                        arrived.Add(await c.ReadFrameAsync());
                    }
                    while (arrived[^1].Opcode != WireOpcode.Close);
                }
                catch (IOException) when (closeCode is null)
                {
                    await unread.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }

                if (state != "CloseReceived")
                {
                    await unread;
                    Volatile.Write(ref answered, true);
                    await c.WriteCloseAsync();
                }

                await c.CloseSendAsync();
                Assert.Equal(ConnectionEnd.Fin, await c.WaitForEofAsync());
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    server.WsUri, framing, o => o.CaFile = tls ? certificates.CaFile : null);
                if (state == "CloseReceived")
                {
                    Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                }

                Task[] sends = [
                    .. Enumerable.Range(0, Messages).Select(i => socket.SendAsync(Message(i), WebSocketMessageType.Binary, true, default))];
                if (state == "CloseSent")
                {
                    await Deadline.Within(socket.CloseOutputAsync((WebSocketCloseStatus)3001, null, default));
                }

                Assert.Equal(Enum.Parse<WebSocketState>(state), socket.State);
                Task[] ended = [.. ends.Split('+').Select(end => Ends.EndAsync(socket, end))];
                readOn.Open();
                await Deadline.Within(Task.WhenAll(ended));
                Assert.True(!waits || Volatile.Read(ref answered), "It did not wait for the server.");
                Assert.Equal(after, socket.State);
                if (socket.State == WebSocketState.CloseSent)
                {
                    while ((await socket.ReceiveWholeAsync()).Type != WebSocketMessageType.Close)
                    {
                    }
                }

                completed = await CountCompletedAsync(sends);
            },
            new ScriptedServerOptions { ReceiveBufferSize = 16 * 1024, Certificate = tls ? certificates.Server : null });

        WireFrame[] data = [.. arrived.Where(f => f.Opcode == WireOpcode.Binary)];
        Assert.Equal(Enumerable.Range(0, data.Length), data.Select(f => BinaryPrimitives.ReadInt32LittleEndian(f.Payload)));
        Assert.All(data, f => Assert.Equal(MessageSize, f.Payload.Length));
        if (closeCode is null)
        {
            Assert.All(arrived, f => Assert.Equal(WireOpcode.Binary, f.Opcode));
            Assert.InRange(data.Length, completed, Messages);
        }
        else
        {
            Assert.Equal((Messages, Messages, Messages + 1), (completed, data.Length, arrived.Count));
            Assert.Equal((WireOpcode.Close, closeCode), (arrived[^1].Opcode, arrived[^1].CloseCode));
        }
    }

    /// <summary>A server that does not answer is given CloseTimeout, whole, in each state where its answer is still to come.</summary>
    [Theory]
    [InlineData("Open", "Close")]
    [InlineData("Open", "DisposeAsync")]
    [InlineData("CloseSent", "Close")]
    [InlineData("CloseSent", "DisposeAsync")]
    public async Task End_ServerDoesNotAnswer_IsGivenTheWholeCloseTimeout(string state, string end)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(300);
        foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
        {
            await Connections.RunAsync(
                framing,
                Scripts.NeverAnswerAsync,
                async socket =>
                {
                    if (state == "CloseSent")
                    {
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                    }

                    long started = Stopwatch.GetTimestamp();
                    Task ending = Ends.EndAsync(socket, end);
                    if (end == "Close")
                    {
                        await Connections.FailsAsync(() => Deadline.Within(ending), WebSocketError.ConnectionClosedPrematurely);
                    }
                    else
                    {
                        await Deadline.Within(ending);
                    }

                    // Timers count in whole milliseconds.
                    Assert.True(Stopwatch.GetElapsedTime(started) > timeout - TimeSpan.FromMilliseconds(20), "It gave up too early.");
                    Assert.Equal(WebSocketState.Aborted, socket.State);
                },
                o => o.CloseTimeout = timeout);
        }
    }

    /// <summary>
    /// Nothing may follow the close frame (RFC 6455, section 5.5.1): a pong and a ping that had to wait for it are refused, not passed
    /// over.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task SendPongAndPing_CloseFrameGoesFirst_AreTold(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only of Linux is it known that SO_SNDBUF limits what a socket holds.");
        Gate queued = new();
        byte[] filler = Wire.Frame(WireOpcode.Binary, mask: 0x12345678);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await queued.WaitAsync();
                WireFrame frame;
                do
                {
                    frame = await c.ReadFrameAsync();
                }
                while (frame.Opcode == WireOpcode.Binary);

                Assert.Equal((WireOpcode.Close, 1000), (frame.Opcode, frame.CloseCode));
                Assert.Empty(await c.ReadSomeAsync());
            },
            async socket =>
            {
                // Past the encoder; full is what refuses many times, because the kernels go on moving bytes for a moment.
                for (int refused = 0; refused < 1000;)
                {
                    refused = socket.Easy.TrySendRaw(filler, out _) ? 0 : refused + 1;
                    Thread.Yield();
                }

                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                if (close.IsCompleted)
                {
                    // The kernels found room again all the same: nothing had to wait.
                    queued.Open();
                    return;
                }

                Task pong = socket.SendPongAsync("pong"u8.ToArray(), Deadline.Token()).AsTask();
                Task ping = socket.PingAsync("ping"u8.ToArray(), Deadline.Token()).AsTask();
                queued.Open();
                await Deadline.Within(close);
                await Connections.FailsAsync(() => Deadline.Within(pong), WebSocketError.InvalidState);
                await Connections.FailsAsync(() => Deadline.Within(ping), WebSocketError.InvalidState);
            },
            o => o.Configure = Connections.LimitSendBuffer,
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>
    /// A send that has left its bytes to the next one's write is complete: Dispose, which comes before that write, must not lose them.
    /// </summary>
    [Fact]
    public async Task Dispose_BetweenSends_WhatCompletedArrives()
    {
        const int Senders = 4;
        for (int round = 0; round < 200; round++)
        {
            int[] completed = new int[Senders];
            int[] arrived = new int[Senders];
            await Connections.RunAsync(
                CurlFraming.Auto,
                async c =>
                {
                    try
                    {
                        while (true)
                        {
                            WireFrame frame = await c.ReadFrameAsync();
                            Assert.Equal(arrived[frame.Payload[0]]++, frame.Payload[1]);
                        }
                    }
                    catch (IOException)
                    {
                        // The client has disposed.
                    }
                },
                async socket =>
                {
                    using Barrier barrier = new(Senders + 1);
                    Task[] senders = [.. Enumerable.Range(0, Senders).Select(i => Task.Factory.StartNew(
                        () => SendSome(socket, i, barrier, completed), CancellationToken.None, TaskCreationOptions.LongRunning,
                        TaskScheduler.Default))];
                    barrier.SignalAndWait(Deadline.Default);
                    SpinWait.SpinUntil(() => completed.Sum() > round % 20, 10);
                    socket.Dispose();
                    await Deadline.Within(Task.WhenAll(senders));
                });
            Assert.All(
                completed.Zip(arrived),
                pair => Assert.True(pair.Second >= pair.First, $"round {round}: {pair.First} sends were complete, {pair.Second} arrived"));
        }
    }

    private static void SendSome(CurlWebSocket socket, int sender, Barrier barrier, int[] completed)
    {
        barrier.SignalAndWait(Deadline.Default);
        try
        {
            // Few and small: the connection takes them all.
            for (int i = 0; i < 100; i++)
            {
                socket.Send(new byte[] { (byte)sender, (byte)i }, WebSocketMessageType.Binary, Deadline.Token());
                Volatile.Write(ref completed[sender], i + 1);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            // Told, as it should be.
        }
    }

    private static byte[] Message(int number)
    {
        byte[] message = new byte[MessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(message, number);
        return message;
    }

    private static async Task<int> CountCompletedAsync(Task[] sends)
    {
        int completed = 0;
        foreach (Task send in sends)
        {
            try
            {
                await Deadline.Within(send);
                completed++;
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Told.
            }
        }

        return completed;
    }
}
