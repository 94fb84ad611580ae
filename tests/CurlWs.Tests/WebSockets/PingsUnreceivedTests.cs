using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Pings of the server while the application does not receive.</summary>
public sealed class PingsUnreceivedTests
{
    private const int Pings = 21;

    public static TheoryData<CurlFraming, bool> Ways =>
        [.. from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl } from prompt in new[] { false, true } select (framing, prompt)];

    /// <summary>An application that only sends, as those do that log or measure: servers cut what answers no pings.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public Task Ping_ApplicationOnlySends_EachIsAnswered(CurlFraming framing, bool prompt)
    {
        Gate answered = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < Pings; i++)
                {
                    await c.WriteAsync(Wire.Ping($"ping {i}"));
                    Assert.Equal($"ping {i}", await NextAnswerAsync(c));
                }

                answered.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                CancellationToken late = Deadline.Token();
                for (int i = 0; !answered.IsOpen; i++)
                {
                    await socket.SendAsync(BitConverter.GetBytes(i), WebSocketMessageType.Binary, true, late);
                    await Task.Yield();
                }

                Assert.Equal(WebSocketState.Open, socket.State);
            },
            o => Configure(o, prompt));
    }

    /// <summary>Up to the data, which stays where it is; what is behind it is answered once the application has received it.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public Task Ping_BehindDataThatIsNotReceived_IsAnsweredAfterIt(CurlFraming framing, bool prompt)
    {
        Gate inFront = new();
        Gate received = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Concat(Wire.Ping("in front"), Wire.Text("data"), Wire.Ping("behind")));
                Assert.Equal("in front", await NextAnswerAsync(c));
                inFront.Open();
                await received.WaitAsync();
                Assert.Equal("behind", await NextAnswerAsync(c));
                await c.WriteTextAsync("more");
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await inFront.WaitAsync();
                int pings = 0;

                // The one in front may be told of only now: its pong has left before.
                socket.PingReceived += (_, e) => pings += e.Payload.Span.SequenceEqual("behind"u8) ? 1 : 0;
                Assert.Equal("data"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                received.Open();
                Assert.Equal("more"u8.ToArray(), (await socket.ReceiveWholeAsync()).Payload);
                Assert.Equal(1, pings);
            },
            o => Configure(o, prompt));
    }

    /// <summary>Between receives, however many there are, and with messages of which none is lost.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public Task Ping_BetweenReceives_IsAnsweredAndNoMessageIsLost(CurlFraming framing, bool prompt)
    {
        const int Rounds = 5;
        Gate[] answered = [.. Enumerable.Range(0, Rounds).Select(_ => new Gate())];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    await c.WriteTextAsync($"message {i}");
                    await c.WriteAsync(Wire.Ping($"ping {i}"));
                    Assert.Equal($"ping {i}", await NextAnswerAsync(c));
                    answered[i].Open();
                }

                await c.WriteCloseAsync(1000, "");
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    Assert.Equal($"message {i}", Encoding.ASCII.GetString((await socket.ReceiveWholeAsync()).Payload));
                    await answered[i].WaitAsync();
                }

                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
            },
            o => Configure(o, prompt));
    }

    /// <summary>
    /// The close frame is the application's, and the end of the connection too: it finds them as if nobody had read before.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public Task CloseFrame_BehindAPing_WaitsForTheReceive(CurlFraming framing, bool prompt)
    {
        Gate answered = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Ping("bye?"));
                await c.WriteCloseAsync(1001, "bye");
                Assert.Equal("bye?", await NextAnswerAsync(c));
                answered.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                await answered.WaitAsync();
                Assert.Equal(WebSocketState.Open, socket.State);
                Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveWholeAsync()).Type);
                Assert.Equal("bye", socket.CloseStatusDescription);
            },
            o => Configure(o, prompt));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Reset_BehindAPing_IsToldToTheReceive(CurlFraming framing, bool prompt)
    {
        Gate gone = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Ping("last"));
                Assert.Equal("last", await NextAnswerAsync(c));
                c.Reset();
                gone.Open();
            },
            async socket =>
            {
                await gone.WaitAsync();
                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.ConnectionClosedPrematurely);
            },
            o => Configure(o, prompt));
    }

    private static void Configure(CurlWebSocketOptions options, bool prompt)
    {
        options.AnswerPingsPromptly = prompt;
        options.KeepAliveInterval = prompt ? TimeSpan.Zero : TimeSpan.FromMilliseconds(50);
    }

    /// <summary>The next pong that is an answer: neither a message nor a keep-alive.</summary>
    private static async Task<string> NextAnswerAsync(ScriptedConnection c)
    {
        while (true)
        {
            WireFrame frame = await c.ReadFrameAsync();
            if (frame.Opcode == WireOpcode.Pong && frame.Payload.Length > 0)
            {
                return frame.Text;
            }
        }
    }
}
