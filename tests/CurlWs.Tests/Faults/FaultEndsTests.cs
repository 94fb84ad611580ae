using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A fault as an end: the server breaks the protocol, ends TCP, or resets, before, beside and after every other end, with data of its own
/// that nobody reads. What sends completed before arrives unless the server has reset, then the close frame that names the fault, if no
/// other went out; and whoever is there is told.
/// </summary>
public sealed class FaultEndsTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private const string Protocol = "protocol";
    private const string Utf8 = "UTF-8";
    private const string Eof = "end of TCP";
    private const string Reset = "reset";

    private static readonly string[] s_ends = ["Close", "CloseOutput", "DisposeAsync", "Dispose", "Abort"];
    private static readonly byte[] s_unread = Wire.Concat(Enumerable.Repeat(Wire.Frame(WireOpcode.Binary, new byte[64 * 1024]), 16));

    public static TheoryData<CurlFraming, bool, string> Faults
    {
        get
        {
            TheoryData<CurlFraming, bool, string> data = [];
            foreach (CurlFraming framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl })
            {
                foreach (string fault in new[] { Protocol, Utf8, Eof, Reset })
                {
                    data.Add(framing, false, fault);
                    data.Add(framing, true, fault);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// More is on its way than the server's system holds, and the server reads none of it before the client has met the fault and ended.
    /// </summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_ThenEnd_WhatWasSentAndTheReasonArrive(CurlFraming framing, bool tls, string fault)
    {
        WindowsFacts.RequireSendBuffer();
        foreach (string end in s_ends)
        {
            Gate sent = new();
            Gate ended = new();
            List<WireFrame> arrived = [];
            await RunAsync(
                framing,
                tls,
                async c =>
                {
                    await sent.WaitAsync();
                    Task unread = CommitAsync(c, fault);
                    await ended.WaitAsync();
                    await ReadToEndAsync(c, arrived);
                    await unread.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                },
                async socket =>
                {
                    await SendAsync(socket, count: 16, size: 16 * 1024);
                    sent.Open();
                    await Connections.FailsAsync(() => Deadline.Within(socket.ReceiveWholeAsync()), ErrorOf(fault));
                    Assert.Equal(WebSocketState.Aborted, socket.State);
                    if (end is "Close" or "CloseOutput")
                    {
                        await Connections.FailsAsync(() => Deadline.Within(Ends.EndAsync(socket, end)), WebSocketError.InvalidState);
                    }
                    else
                    {
                        await Deadline.Within(Ends.EndAsync(socket, end));
                    }

                    Assert.Equal(WebSocketState.Aborted, socket.State);
                    ended.Open();
                });
            Assert.Equal(fault == Reset ? 0 : 16, CheckOrder(arrived));
            int? code = CodeOf(fault);
            Assert.Equal(code is null ? [] : [code], arrived.Where(f => f.Opcode == WireOpcode.Close).Select(f => f.CloseCode));
        }
    }

    /// <summary>A receive is pending and meets the fault while megabytes are under way, and an end behind them.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_BesideEnd_WhatIsUnderWayIsToldAndWhatWasCompleteArrives(CurlFraming framing, bool tls, string fault)
    {
        WindowsFacts.RequireSendBuffer();
        foreach (string end in s_ends)
        {
            Gate begun = new();
            Gate told = new();
            List<WireFrame> arrived = [];
            int completed = 0;
            await RunAsync(
                framing,
                tls,
                async c =>
                {
                    await begun.WaitAsync();
                    Task unread = CommitAsync(c, fault);
                    await told.WaitAsync();
                    await ReadToEndAsync(c, arrived);
                    await unread.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                },
                async socket =>
                {
                    Task receive = socket.ReceiveWholeAsync();
                    Task[] sends = [
                        .. Enumerable.Range(0, 128)
                        .Select(i => socket.SendAsync(Message(i, 64 * 1024), WebSocketMessageType.Binary, true, default))];
                    Task ending = Ends.EndAsync(socket, end);
                    bool endedFirst = end is "Dispose" or "Abort";
                    begun.Open();
                    Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => Deadline.Within(receive));
                    if (end == "Abort")
                    {
                        Assert.IsAssignableFrom<OperationCanceledException>(failure);
                    }
                    else
                    {
                        Assert.Equal(
                            endedFirst ? WebSocketError.ConnectionClosedPrematurely : ErrorOf(fault),
                            Assert.IsType<WebSocketException>(failure).WebSocketErrorCode);
                    }

                    if (end is "Close" or "CloseOutput")
                    {
                        await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(ending));
                    }
                    else
                    {
                        await Deadline.Within(ending);
                    }

                    Assert.Equal(end == "Dispose" ? WebSocketState.Closed : WebSocketState.Aborted, socket.State);
                    await Deadline.Within(Task.WhenAll(sends).ContinueWith(_ => { }, TaskScheduler.Default));
                    Assert.Contains(sends, send => !send.IsCompletedSuccessfully);
                    completed = sends.Count(send => send.IsCompletedSuccessfully);
                    told.Open();
                });
            Assert.True(
                fault == Reset || end == "Abort" || CheckOrder(arrived) >= completed,
                $"{end}: {completed} were complete, {arrived.Count} arrived");
            Assert.All(arrived, f => Assert.Equal(WireOpcode.Binary, f.Opcode));
        }
    }

    /// <summary>
    /// The server has read everything, the close frame as well, and answers it with the fault: no second close frame follows.
    /// </summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task End_ThenFault_IsToldAndNothingFollowsTheCloseFrame(CurlFraming framing, bool tls, string fault)
    {
        foreach (string end in s_ends.Take(3))
        {
            List<WireFrame> arrived = [];
            await RunAsync(
                framing,
                tls,
                async c =>
                {
                    arrived.AddRange(await c.ReadFramesUntilCloseAsync());
                    Task unread = CommitAsync(c, fault);
                    await ReadToEndAsync(c, arrived);
                    await unread.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                },
                async socket =>
                {
                    Task sends = SendAsync(socket, count: 32, size: 64 * 1024);
                    Task ending = Ends.EndAsync(socket, end);
                    if (end == "Close")
                    {
                        await Connections.FailsAsync(() => Deadline.Within(ending), ErrorOf(fault));
                    }
                    else
                    {
                        await Deadline.Within(ending);
                    }

                    if (end == "CloseOutput")
                    {
                        await Connections.FailsAsync(() => Deadline.Within(socket.ReceiveWholeAsync()), ErrorOf(fault));
                    }

                    Assert.Equal(WebSocketState.Aborted, socket.State);
                    await Deadline.Within(sends);
                });
            Assert.Equal((32, 33), (CheckOrder(arrived), arrived.Count));
            Assert.Equal((WireOpcode.Close, end == "DisposeAsync" ? 1000 : 3000), (arrived[^1].Opcode, arrived[^1].CloseCode));
        }
    }

    /// <summary>
    /// The receive has waited before it meets the fault, nobody reads what came behind, and the server sends more when the client is gone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Fault_AfterAWait_ServerThatGoesOnSendingSeesTheReason(CurlFraming framing)
    {
        Gate waits = new();
        Gate ended = new();
        List<WireFrame> arrived = [];
        await RunAsync(
            framing,
            tls: false,
            async c =>
            {
                await waits.WaitAsync();
                await CommitAsync(c, Protocol);
                await ended.WaitAsync();
                await c.WriteAsync(s_unread);
                await ReadToEndAsync(c, arrived);
            },
            async socket =>
            {
                Task receive = socket.ReceiveWholeAsync();
                waits.Open();
                await Connections.FailsAsync(() => Deadline.Within(receive), WebSocketError.Faulted);
                socket.Dispose();
                ended.Open();
            });
        Assert.Equal([1002], arrived.Select(f => f.CloseCode));
    }

    /// <summary>What CloseAsync skips is held nowhere, so MaxMessageSize does not count for it.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseAsync_UnreadMessageAboveMaxMessageSize_IsSkipped(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(s_unread);
            await c.CloseAsync();
        },
        async socket =>
        {
            await Deadline.Within(Ends.EndAsync(socket, "Close"));
            Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (socket.State, socket.CloseStatus));
        },
        o => o.MaxMessageSize = 1000);

    private Task RunAsync(CurlFraming framing, bool tls, Func<ScriptedConnection, Task> talk, Func<CurlWebSocket, Task> test) =>
        ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync();
            await talk(c);
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing, o =>
            {
                o.CaFile = tls ? certificates.CaFile : null;

                // Enough for what has to be complete before the server reads, and not for all that is to be under way.
                o.Configure = easy => Connections.LimitBuffers(easy, send: 200 * 1024);
            });
            await test(socket);
        },
        new ScriptedServerOptions { ReceiveBufferSize = 16 * 1024, Certificate = tls ? certificates.Server : null });

    /// <summary>Does what is wrong, and goes on sending if it can; never fails before its first wait.</summary>
    private static async Task CommitAsync(ScriptedConnection c, string fault)
    {
        switch (fault)
        {
            case Protocol:
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Binary, "!"u8, rsv: WireRsv.Rsv2), s_unread));
                break;
            case Utf8:
                await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Text, [0xff]), s_unread));
                break;
            case Eof:
                await c.CloseSendAsync();
                break;
            default:
                c.Reset();
                break;
        }
    }

    private static async Task ReadToEndAsync(ScriptedConnection c, List<WireFrame> arrived)
    {
        try
        {
            while (true)
            {
                arrived.Add(await c.ReadFrameAsync());
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client's end, or this side's own.
        }
    }

    private static WebSocketError ErrorOf(string fault) =>
        CodeOf(fault) is null ? WebSocketError.ConnectionClosedPrematurely : WebSocketError.Faulted;

    private static int? CodeOf(string fault) => fault switch
    {
        Protocol => 1002,
        Utf8 => 1007,
        _ => null,
    };

    private static int CheckOrder(List<WireFrame> arrived)
    {
        int[] numbers =
            [.. arrived.Where(f => f.Opcode == WireOpcode.Binary).Select(f => BinaryPrimitives.ReadInt32LittleEndian(f.Payload))];
        Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
        return numbers.Length;
    }

    private static byte[] Message(int number, int size)
    {
        byte[] message = new byte[size];
        BinaryPrimitives.WriteInt32LittleEndian(message, number);
        return message;
    }

    private static Task SendAsync(CurlWebSocket socket, int count, int size) => Deadline.Within(Task.WhenAll(
        Enumerable.Range(0, count).Select(i => socket.SendAsync(Message(i, size), WebSocketMessageType.Binary, true, default)).ToArray()));
}
