using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Sections 5.5.1 and 7: the client's close frame, and that it is the last and only one.</summary>
public sealed class ClosingTests
{
    /// <summary>Every class of codes that an endpoint may send, with reasons up to 123 bytes.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public async Task Close_GoodCode_IsOnTheWireAsGiven(ClientKind client)
    {
        foreach ((int code, string? reason) in new (int, string?)[]
        {
            (1000, null), (1001, ""), (1002, "a"), (1003, "\u00e9\u20ac"), (1007, "x"), (1008, "x"), (1009, "x"), (1010, "x"), (1011, "x"),
            (3000, "x"), (3999, "x"), (4000, "x"), (4999, new string('r', 123)),
        })
        {
            await Clients.RunAsync(
                client,
                async c =>
                {
                    WireFrame close = await c.ReadFrameAsync();
                    Assert.Equal(
                        (true, WireRsv.None, WireOpcode.Close, true, 6),
                        (close.Fin, close.Rsv, close.Opcode, close.Masked, close.HeaderLength));
                    Assert.Equal(Wire.Close(code, reason ?? "")[2..], close.Payload);
                    await c.AnswerCloseAsync(code, "");
                    Assert.Empty(await c.ReadSomeAsync());
                },
                async socket =>
                {
                    await socket.CloseAsync((WebSocketCloseStatus)code, reason, Deadline.Token());
                    Assert.Equal((WebSocketState.Closed, (WebSocketCloseStatus)code), (socket.State, socket.CloseStatus));
                });
        }
    }

    /// <summary>7.4.1: 1005 is never on the wire; without a code there is no payload.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Close_NoCode_HasNoPayload(ClientKind client) => Clients.RunAsync(
        client,
        async c =>
        {
            // The framework's type sends the 1005.
            Assert.Equal(client == ClientKind.Framework ? [0x03, 0xed] : Array.Empty<byte>(), (await c.ReadFrameAsync()).Payload);
            await c.WriteAsync(Wire.Close(null));
            await c.CloseSendAsync();
        },
        socket => socket.CloseAsync(WebSocketCloseStatus.Empty, null, Deadline.Token()));

    /// <summary>5.5.1: no data, no pong and no second close frame after the close frame; what the server still sends is received.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Close_Sent_NothingFollows(ClientKind client) => Clients.RunAsync(
        client,
        async c =>
        {
            Assert.Equal(1001, (await c.ReadFrameAsync()).CloseCode);
            await c.WriteAsync(Wire.Concat(Wire.Text("rest"), Wire.Ping("p"), Wire.Text("more"), Wire.Close(1000)));
            await c.CloseSendAsync();
            if (client == ClientKind.Framework)
            {
                // The framework's type still answers pings.
                Assert.Equal("Pong fin [1] 70", (await c.ReadFrameAsync()).ToString());
            }

            Assert.Empty(await c.ReadSomeAsync());
        },
        async socket =>
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, Deadline.Token());
            await Connections.FailsAsync(
                () => socket.SendAsync(new byte[1], WebSocketMessageType.Text, true, Deadline.Token()), WebSocketError.InvalidState);
            Assert.Equal("rest"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            Assert.Equal("more"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            Assert.Equal(WebSocketState.Closed, socket.State);
        });

    /// <summary>7.1: both at once is a complete closing handshake, with one close frame from each side.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Close_BothAtOnce_IsOneFrameEach(ClientKind client)
    {
        Gate sent = new();
        return Clients.RunAsync(
            client,
            async c =>
            {
                await c.WriteCloseAsync(1001, "server");
                sent.Open();
                Assert.Equal(3000, (await c.ReadFrameAsync()).CloseCode);
                await c.CloseSendAsync();
                Assert.Empty(await c.ReadSomeAsync());
            },
            async socket =>
            {
                await sent.WaitAsync();
                await socket.CloseAsync((WebSocketCloseStatus)3000, "client", Deadline.Token());
                Assert.Equal(
                    (WebSocketState.Closed, WebSocketCloseStatus.EndpointUnavailable, "server"),
                    (socket.State, socket.CloseStatus, socket.CloseStatusDescription));
            });
    }

    /// <summary>5.4: a close frame may stand inside a message that the client has begun to send.</summary>
    [Theory]
    [MemberData(nameof(Clients.All), MemberType = typeof(Clients))]
    public Task Close_InsideAMessageOfOnesOwn_IsAControlFrame(ClientKind client) => Clients.RunAsync(
        client,
        async c =>
        {
            Assert.Equal("Text [1] 61", (await c.ReadFrameAsync()).ToString());
            Assert.Equal("Close fin [2] 03E8", (await c.ReadFrameAsync()).ToString());
            await c.AnswerCloseAsync();
        },
        async socket =>
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("a"), WebSocketMessageType.Text, endOfMessage: false, Deadline.Token());
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
        });

    /// <summary>7.4: codes that no endpoint may send, and reasons that do not fit, are refused before anything is sent.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Close_BadCodeOrReason_IsRefused(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c => Assert.Empty(await c.ReadSomeAsync()),
        async socket =>
        {
            foreach (int code in new[] { 0, 1, 999, 1004, 1006, 1015, 1016, 1999, 2000, 2999, 5000, 65535 })
            {
                await Assert.ThrowsAsync<ArgumentException>(() => socket.CloseAsync((WebSocketCloseStatus)code, "", Deadline.Token()));
            }

            await Assert.ThrowsAsync<ArgumentException>(
                () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, new string('r', 124), Deadline.Token()));
            await Assert.ThrowsAsync<ArgumentException>(
                () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, new string('\u00e9', 62), Deadline.Token()));
        });
}
