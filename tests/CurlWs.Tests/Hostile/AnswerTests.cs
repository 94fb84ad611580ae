using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>Answers to the upgrade that are too long, too slow, too early or too many.</summary>
public sealed class AnswerTests
{
    private const string Switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

    public static TheoryData<CurlFraming, string, string> Endless => new()
    {
        { CurlFraming.Auto, Switching, "X-More: and more\r\n" },
        { CurlFraming.Libcurl, Switching, "X-More: and more\r\n" },
        { CurlFraming.Auto, Switching + "X-Long: ", "more and " },
        { CurlFraming.Libcurl, Switching + "X-Long: ", "more and " },
        { CurlFraming.Auto, "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" },
        { CurlFraming.Libcurl, "", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" },
        { CurlFraming.Auto, "HTTP/1.1 403 Forbidden\r\nContent-Length: 999999999999\r\n\r\n", "body and " },
        { CurlFraming.Libcurl, "HTTP/1.1 403 Forbidden\r\n\r\n", "body and " },
        { CurlFraming.Auto, "", "\u0081\u0005hello" },
        { CurlFraming.Libcurl, "", "\u0081\u0005hello" },
    };

    /// <summary>libcurl keeps at most 300 KiB of header fields; a body is not read.</summary>
    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Connect_AnswerWithoutEnd_FailsByItself(CurlFraming framing, string begin, string repeated)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await WriteWithoutEndAsync(c, begin, repeated);
        });
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(
            () => Deadline.Within(Connections.ConnectAsync(server.WsUri, framing)));
        Assert.NotNull(e.InnerException);

        // What the server said is cut: a message is for a log's line.
        Assert.InRange(e.Message.Length, 1, 2000);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connect_AnswerByteByByte_EndsWithTheTimeLimitOrTheToken(CurlFraming framing)
    {
        Gate asked = new();
        Gate goOn = new();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            try
            {
                await c.ReadRequestAsync();
            }
            catch (EndOfStreamException) when (c.Index == 0)
            {
                // On a slow machine the time is up before the request has left.
                return;
            }

            await c.WriteAsync("HTTP/1.1 101 Swi"u8.ToArray());
            if (c.Index > 0)
            {
                asked.Open();
            }

            await goOn.WaitAsync();
        });
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(
            Connections.ConnectAsync(server.WsUri, framing, o => o.UpgradeTimeout = TimeSpan.FromMilliseconds(100))));
        Assert.Contains("UpgradeTimeout", e.Message, StringComparison.Ordinal);
        using CancellationTokenSource cancel = new();
        Task connect = CurlWebSocket.ConnectAsync(server.WsUri, Connections.Options(framing), cancel.Token);
        await asked.WaitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(connect));
        goOn.Open();
    }

    /// <summary>An answer that comes before the request cannot know the key that it has to prove.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connect_AnswerBeforeTheRequest_IsRefused(CurlFraming framing)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.WriteAsync(Encoding.ASCII.GetBytes(Switching + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
            await c.WaitForEofAsync();
        });
        await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(Connections.ConnectAsync(server.WsUri, framing)));
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_SecondAnswerBehindTheFirst_IsNoFrame(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Encoding.ASCII.GetBytes(Switching + "\r\n"));
            await c.WaitForEofAsync();
        },
        socket => Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted));

    [Theory]
    [InlineData(CurlFraming.Auto, 1)]
    [InlineData(CurlFraming.Auto, 3)]
    [InlineData(CurlFraming.Libcurl, 1)]
    [InlineData(CurlFraming.Libcurl, 3)]
    public Task Receive_HalfAFrameAndSilence_EndsWithTheToken(CurlFraming framing, int bytes)
    {
        Gate done = new();
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Text("hello").AsMemory(0, bytes));
                await c.WaitUntilReadAsync();
                done.Open();
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                using CancellationTokenSource cancel = new();
                Task receive = socket.ReceiveAsync(new byte[10].AsMemory(), cancel.Token).AsTask();
                await done.WaitAsync();
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(receive));
            });
    }

    private static async Task WriteWithoutEndAsync(ScriptedConnection connection, string begin, string repeated)
    {
        byte[] many = Encoding.Latin1.GetBytes(new StringBuilder().Insert(0, repeated, 1000).ToString());
        try
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(begin));
            while (true)
            {
                await connection.WriteAsync(many);
            }
        }
        catch (IOException)
        {
            // The client has had enough, which is what the test waits for.
        }
    }
}
