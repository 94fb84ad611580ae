using System;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>A server that stands still for a while, and a side that ends its half of the connection.</summary>
public sealed class StoppedPeerTests
{
    private const int Some = 100;

    /// <summary>Sends wait until the server goes on, and nothing that they took is lost or out of order.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ServerStopsAndGoesOn_ArrivesInOrder(CurlFraming framing)
    {
        Gate goOn = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await goOn.WaitAsync();
                for (int i = 0; i < Some; i++)
                {
                    WireFrame message = await c.ReadMessageAsync();
                    Assert.Equal(100_000, message.Payload.Length);
                    Assert.All([message.Payload[0], message.Payload[^1]], b => Assert.Equal((byte)i, b));
                }

                await c.WriteTextAsync("all");
            },
            async socket =>
            {
                int sent = 0;
                Task sends = Task.Run(async () =>
                {
                    byte[] message = new byte[100_000];
                    for (; sent < Some; sent++)
                    {
                        Array.Fill(message, (byte)sent);
                        await socket.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);
                    }
                });
                Assert.True(sent < Some);
                goOn.Open();
                await Deadline.Within(sends);
                Assert.Equal("all"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
            },
            o => o.Configure = Connections.LimitSendBuffer,
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
    }

    /// <summary>The server's FIN ends receives only, once what came before it is read: what is sent meanwhile arrives.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Send_ServerHasEndedItsHalf_Arrives(CurlFraming framing)
    {
        Gate ended = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteTextAsync("last words");
                await c.CloseSendAsync();
                ended.Open();
                for (int i = 0; i < Some; i++)
                {
                    Assert.Equal($"{i}", (await c.ReadFrameAsync()).Text);
                }
            },
            async socket =>
            {
                await ended.WaitAsync();
                for (int i = 0; i < Some; i++)
                {
                    await socket.SendAsync(Encoding.ASCII.GetBytes($"{i}"), WebSocketMessageType.Text, true, Deadline.Token());
                }

                Assert.Equal("last words"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
                Assert.Equal(WebSocketState.Aborted, socket.State);
            });
    }

    /// <summary>This side's FIN (made past the library, which makes none) ends sends only: what the server says afterwards comes.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_OwnHalfHasEnded_GetsWhatTheServerStillSays(CurlFraming framing)
    {
        nint descriptor = 0;
        return Connections.RunAsync(
            framing,
            async c =>
            {
                Assert.Equal(ConnectionEnd.Fin, await c.WaitForEofAsync());
                for (int i = 0; i < Some; i++)
                {
                    await c.WriteTextAsync($"{i}");
                }

                await c.CloseSendAsync();
            },
            async socket =>
            {
                using (Socket view = new(new SafeSocketHandle(descriptor, ownsHandle: false)))
                {
                    view.Shutdown(SocketShutdown.Send);
                }

                for (int i = 0; i < Some; i++)
                {
                    Assert.Equal($"{i}", Encoding.ASCII.GetString((await socket.ReceiveWholeAsync()).Payload));
                }

                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
            },
            o => o.Configure = easy => easy.SocketCreatedCallback = created =>
            {
                descriptor = created;
                return CurlSocketResult.Connect;
            });
    }
}
