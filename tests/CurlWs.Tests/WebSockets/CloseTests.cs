using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>States and the closing handshake, as the framework's type has them.</summary>
public sealed class CloseTests
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_ServerCloses_StateFollowsTheApplication(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Concat(Wire.Text("last"), Wire.Close(1001, "going")));
            WireFrame echo = await c.ReadFrameAsync();
            Assert.Equal("still here", echo.Text);
            Assert.Equal(1000, (await c.ReadFrameAsync()).CloseCode);
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Assert.Equal("last"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            Assert.Equal(WebSocketState.Open, socket.State);
            Assert.Null(socket.CloseStatus);

            WebSocketReceiveResult close = await socket.ReceiveAsync(new ArraySegment<byte>(new byte[10]), Deadline.Token());
            Assert.Equal(WebSocketMessageType.Close, close.MessageType);
            Assert.Equal(
                (WebSocketCloseStatus.EndpointUnavailable, "going", 0, true),
                (close.CloseStatus, close.CloseStatusDescription, close.Count, close.EndOfMessage));
            Assert.Equal(WebSocketState.CloseReceived, socket.State);
            Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "going"), (socket.CloseStatus, socket.CloseStatusDescription));

            await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.InvalidState);
            await socket.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            Assert.Equal(WebSocketState.Closed, socket.State);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
            await Connections.FailsAsync(
                () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()), WebSocketError.InvalidState);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_ServerAnswers_IsClosedWithTheServersStatus(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            WireFrame close = await c.ReadFrameAsync();
            Assert.Equal((WireOpcode.Close, 3000, "bye"), (close.Opcode, close.CloseCode, close.CloseReason));
            await c.WriteAsync(Wire.Concat(Wire.Text("skipped"), Wire.Ping("skipped"), Wire.Close(3001, "too")));
            await c.CloseSendAsync();
            Assert.Equal(ConnectionEnd.Fin, await c.WaitForEofAsync());
        },
        async socket =>
        {
            await socket.CloseAsync((WebSocketCloseStatus)3000, "bye", Deadline.Token());
            Assert.Equal(WebSocketState.Closed, socket.State);
            Assert.Equal(((WebSocketCloseStatus)3001, "too"), (socket.CloseStatus, socket.CloseStatusDescription));
            await Connections.FailsAsync(
                () => socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, default), WebSocketError.InvalidState);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_ServerNeverClosesTcp_CompletesAllTheSame(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFrameAsync();
            await c.WriteCloseAsync(1000, "");
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Deadline.Token());
            Assert.Equal(WebSocketState.Closed, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseOutput_ThenReceive_IsClosedByTheServersFrame(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal(1000, (await c.ReadFrameAsync()).CloseCode);
            await c.WriteAsync(Wire.Concat(Wire.Text("rest"), Wire.Close()));
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
            Assert.Equal(WebSocketState.CloseSent, socket.State);
            await Connections.FailsAsync(
                () => socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, default), WebSocketError.InvalidState);
            Assert.Equal("rest"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            Assert.Equal(WebSocketState.Closed, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_WhileAReceiveIsPending_LetsItTakeTheCloseFrame(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFrameAsync();
            await c.AnswerCloseAsync(1000, "");
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            Task<(WebSocketMessageType Type, byte[])> receive = socket.ReceiveWholeAsync();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Deadline.Token());
            Assert.Equal(WebSocketMessageType.Close, (await receive).Type);
            Assert.Equal(WebSocketState.Closed, socket.State);
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_EmptyStatus_HasNoPayload(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            WireFrame close = await c.ReadFrameAsync();
            Assert.Empty(close.Payload);
            await c.WriteAsync(Wire.Close(null));
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.CloseAsync(WebSocketCloseStatus.Empty, null, Deadline.Token());
            Assert.Equal((WebSocketCloseStatus.NormalClosure, ""), (socket.CloseStatus, socket.CloseStatusDescription));
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_ServerNeverAnswers_CutsAfterTheTimeout(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.ReadFrameAsync();
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token()),
                WebSocketError.ConnectionClosedPrematurely);
            Assert.IsType<TimeoutException>(e.InnerException);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        },
        o => o.CloseTimeout = TimeSpan.FromMilliseconds(50));

    [Fact]
    public Task Close_BadArguments_LeaveTheConnectionOpen() => Connections.RunAsync(
        CurlFraming.Auto,
        async c =>
        {
            await c.CloseAsync(1000, "");
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            foreach (int code in new[] { 0, 999, 1004, 1006, 1015, 1016, 2999, 5000 })
            {
                Assert.Equal(
                    "closeStatus",
                    Assert.Throws<ArgumentException>(() => { _ = socket.CloseAsync((WebSocketCloseStatus)code, "", default); }).ParamName);
            }

            Assert.Equal(
                "statusDescription",
                Assert.Throws<ArgumentException>(
                    () => { _ = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, new string('é', 62), default); }).ParamName);
            Assert.Throws<ArgumentException>(() => { _ = socket.CloseAsync(WebSocketCloseStatus.Empty, "text", default); });
            Assert.Equal(
                "messageType",
                Assert.Throws<ArgumentException>(
                    () => { _ = socket.SendAsync(new byte[1], WebSocketMessageType.Close, true, default); }).ParamName);
            Assert.Equal(WebSocketState.Open, socket.State);
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        });

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Receive_EndWithoutCloseFrame_IsPremature(CurlFraming framing)
    {
        foreach (bool reset in new[] { false, true })
        {
            await Connections.RunAsync(
                framing,
                async c =>
                {
                    await c.WriteAsync(Wire.Text("before"));
                    await c.ReadFrameAsync();
                    if (reset)
                    {
                        c.Reset();
                    }
                    else
                    {
                        await c.CloseSendAsync();
                        await c.WaitForEofAsync();
                    }
                },
                async socket =>
                {
                    Assert.Equal("before"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                    await socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, Deadline.Token());
                    WebSocketException e = await Connections.FailsAsync(
                        () => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
                    Assert.IsType<CurlException>(e.InnerException);
                    Assert.Equal(WebSocketState.Aborted, socket.State);
                    await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.InvalidState);
                });
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Dispose_Async_ClosesFirst(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            Assert.Equal(1000, (await c.ReadFrameAsync()).CloseCode);
            await c.AnswerCloseAsync(1000, "");
            await c.WaitForEofAsync();
        },
        async socket =>
        {
            await socket.DisposeAsync();
            Assert.Equal(WebSocketState.Closed, socket.State);
            await Assert.ThrowsAsync<ObjectDisposedException>(
                () => socket.SendAsync(new byte[1], WebSocketMessageType.Binary, true, default));
        });

    /// <summary>
    /// A ping that comes while the close frame waits for the connection: its pong may not follow the close frame (RFC 6455, section 5.5.1).
    /// </summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task CloseOutput_PingComesWhileItWaits_NothingFollowsTheCloseFrame(CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only of Linux is it known that SO_SNDBUF limits what a socket holds.");
        Gate waits = new();
        Gate pinged = new();
        byte[] filler = Wire.Frame(WireOpcode.Binary, mask: 0x12345678);
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await waits.WaitAsync();
                await c.WriteFrameAsync(WireOpcode.Ping, "late"u8.ToArray());
                await pinged.WaitAsync();
                WireFrame frame;
                do
                {
                    frame = await c.ReadFrameAsync();
                }
                while (frame.Opcode == WireOpcode.Binary);

                Assert.Equal((WireOpcode.Close, 1000), (frame.Opcode, frame.CloseCode));
                await c.AnswerCloseAsync();
                Assert.Empty(await c.ReadSomeAsync());
            },
            async socket =>
            {
                socket.PingReceived += (_, _) => pinged.Open();
                Task receive = socket.ReceiveWholeAsync();

                // Past the encoder, so that no send of the facade's waits in front of the close frame.
                // The kernels go on moving bytes for a moment: full is what refuses many times.
                for (int refused = 0; refused < 1000;)
                {
                    bool taken = socket.Easy.TrySendRaw(filler, out int sent);
                    Assert.Equal(taken ? filler.Length : 0, sent);
                    refused = taken ? 0 : refused + 1;
                    Thread.Yield();
                }

                // Should there be room again all the same, it goes through at once, and there is nothing to see.
                Task close = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                waits.Open();
                await Deadline.Within(close);
                await Deadline.Within(receive);
            },
            o => o.Configure = Connections.LimitSendBuffer,
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>A server that talks on and never closes: skipping its data does not go on past the time for closing.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_ServerSendsDataWithoutEnd_EndsAfterTheTimeout(CurlFraming framing) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync();
            byte[] flood = Wire.Concat(Enumerable.Repeat(Wire.Binary(new byte[100]), 1000));
            try
            {
                while (true)
                {
                    await c.WriteAsync(flood);
                }
            }
            catch (IOException)
            {
                // Cut.
            }
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(
                server.WsUri, framing, o => o.CloseTimeout = TimeSpan.FromMilliseconds(200));
            await Connections.FailsAsync(
                () => Deadline.Within(socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)),
                WebSocketError.ConnectionClosedPrematurely);
            Assert.Equal(WebSocketState.Aborted, socket.State);
        });
}
