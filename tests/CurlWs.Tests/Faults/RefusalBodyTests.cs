using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>
/// The body of a refused upgrade: asked for by a second request, where the options say so, and never a reason for another exception.
/// </summary>
public sealed class RefusalBodyTests
{
    private const string Secret = "s3cret in the body";

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\nhello", "hello", false)]
    [InlineData("Content-Length: 0\r\n\r\n", "", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello", false)]
    [InlineData("\r\nhello", "hello", false)]
    [InlineData("Connection: close\r\n\r\nhello", "hello", false)]
    [InlineData("Content-Length: 16\r\n\r\n0123456789abcdef", "0123456789abcdef", false)]
    [InlineData("Content-Length: 17\r\n\r\n0123456789abcdefg", "0123456789abcdef", true)]
    [InlineData("\r\n0123456789abcdefg", "0123456789abcdef", true)]
    [InlineData("Content-Length: 9\r\n\r\nhello", "hello", true)]
    [InlineData("Content-Length: 2\r\n\r\nhello", "he", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello", "hello", true)]
    [InlineData("Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00e4", "\u00e4", false)]
    [InlineData("Content-Type: text/plain; Charset=\"none-such\"\r\n\r\nhello", "hello", false)]
    [InlineData("Content-Encoding: gzip\r\n\r\n\u001f\u008b", null, false)]
    public async Task Body_AskedFor_IsThatOfTheSecondAnswer(string rest, string? text, bool isCut)
    {
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, rest));
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri);
        Assert.Equal((HttpStatusCode.Forbidden, isCut), (refused.StatusCode, refused.IsBodyTruncated));
        Assert.Equal(text, refused.GetBodyText());
        Assert.Equal(text ?? "\u001f\u008b", Encoding.Latin1.GetString(refused.Body!.Value.Span));
    }

    /// <summary>Both requests of a refusal are the same but for the key.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Body_OverTls_IsAskedForByTheSameRequest(CurlFraming framing)
    {
        using TestCertificates certificates = new();
        ConcurrentQueue<RequestHead> seen = [];
        await using ScriptedServer server = ScriptedServer.Start(
            async c =>
            {
                seen.Enqueue(await c.ReadRequestAsync());
                await c.RespondAsync(401, body: Secret);
            },
            new ScriptedServerOptions { Certificate = certificates.Server });
        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(new Uri(server.WsUri, "/a%2fb?q=1"), framing, o =>
            {
                o.CaFile = certificates.Ca.CertificateFile;
                o.MaxRefusalBodySize = 1000;
                o.Credentials = new NetworkCredential("me", "it");
                o.SubProtocols.Add("chat");
                o.RequestHeaders.Add("X-Mine", "1");
            }),
            WebSocketError.NotAWebSocket);
        CurlUpgradeRefusedException refused = Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException);
        Assert.Equal(Secret, refused.GetBodyText());
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        RequestHead[] requests = [.. seen];
        Assert.Equal(2, requests.Length);
        Assert.Equal(Lines(requests[0]), Lines(requests[1]));
    }

    [Fact]
    public async Task Body_NotAskedFor_IsNullAfterOneRequest()
    {
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, "Content-Length: 5\r\n\r\nhello"));
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri, o => o.MaxRefusalBodySize = 0);
        Assert.Equal((null, null, false, 1), (refused.Body, refused.GetBodyText(), refused.IsBodyTruncated, server.Connections.Count));
    }

    /// <summary>Who says to wait is not asked again, and a redirect's body is nobody's.</summary>
    [Theory]
    [InlineData(429, "X-Y: 1")]
    [InlineData(503, "Retry-After: 5")]
    [InlineData(302, "Location: /else")]
    public async Task Body_WhereAnotherRequestIsUnwanted_IsNotAskedFor(int status, string field)
    {
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, $"{field}\r\nContent-Length: 0\r\n\r\n", status));
        Assert.Null((await RefusedAsync(server.WsUri)).Body);
        Assert.Equal(1, server.Connections.Count);
    }

    /// <summary>The first answer is what the exception tells of, whatever the second one is.</summary>
    [Theory]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello")]
    [InlineData("HTTP/1.1 101 Yes\r\n\r\n")]
    [InlineData("SSH-2.0-none\r\n\r\n")]
    [InlineData("HTTP/1.1 4")]
    [InlineData("")]
    public async Task Body_SecondAnswerIsAnother_IsNull(string second)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(Encoding.Latin1.GetBytes(c.Index == 0 ? "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n" : second));
            c.Close();
        });
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri);
        Assert.Equal((HttpStatusCode.Forbidden, null), (refused.StatusCode, refused.Body));
        Assert.Equal(2, server.Connections.Count);
    }

    /// <summary>A body that stands still, or that comes in drops without end, is cut in a time of its own.</summary>
    [Theory]
    [InlineData(false, "Content-Length: 9000000000000\r\n\r\nhe")]
    [InlineData(false, "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n")]
    [InlineData(false, "\r\nhe")]
    [InlineData(true, "\r\nhe")]
    public async Task Body_WithoutEnd_IsCutAndTheExceptionComes(bool blocks, string rest)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(Encoding.Latin1.GetBytes("HTTP/1.1 403 No\r\n" + rest));
            await c.WaitForEofAsync();
        });
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri, blocks: blocks);
        Assert.Equal((HttpStatusCode.Forbidden, "he", true), (refused.StatusCode, refused.GetBodyText(), refused.IsBodyTruncated));
    }

    [Fact]
    public async Task Body_Flooded_IsCutAtTheMost()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            try
            {
                await c.WriteAsync("HTTP/1.1 403 No\r\n\r\n"u8.ToArray());
                while (true)
                {
                    await c.WriteAsync(new byte[65536]);
                }
            }
            catch (IOException)
            {
                // The client went away, as it should.
            }
        });
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri);
        Assert.Equal((16, true), (refused.Body!.Value.Length, refused.IsBodyTruncated));
    }

    /// <summary>The answer is there: neither the token nor the connect's time makes another one of it.</summary>
    [Fact]
    public async Task Body_ConnectIsCancelledMeanwhile_TheRefusalComesAtOnce()
    {
        using CancellationTokenSource cancel = new();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync("HTTP/1.1 403 No\r\n\r\n"u8.ToArray());
            if (c.Index > 0)
            {
                await cancel.CancelAsync();
            }

            await c.WaitForEofAsync();
        });
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o => o.MaxRefusalBodySize = 16);
        WebSocketException failure = await Connections.FailsAsync(
            () => CurlWebSocket.ConnectAsync(server.WsUri, options, cancel.Token), WebSocketError.NotAWebSocket);
        Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException);
        Assert.Equal(2, server.Connections.Count);
    }

    /// <summary>What the application's code throws the second time is nobody's: the refusal is what happened.</summary>
    [Fact]
    public async Task Body_ConfigureThrowsTheSecondTime_TheRefusalComes()
    {
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, "Content-Length: 0\r\n\r\n"));
        int calls = 0;
        CurlUpgradeRefusedException refused = await RefusedAsync(server.WsUri, o => o.Configure = _ =>
        {
            if (++calls == 2)
            {
                throw new InvalidDataException("of the test's own");
            }
        });
        Assert.Equal((null, 2), (refused.Body, calls));
    }

    private static async Task AnswerAsync(ScriptedConnection connection, string rest, int status = 403)
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} No\r\n{rest}"));
        connection.Close();
    }

    private static async Task<CurlUpgradeRefusedException> RefusedAsync(
        Uri uri, Action<CurlWebSocketOptions>? configure = null, bool blocks = false)
    {
        // Nothing but the body's own time ends a body.
        CurlWebSocketOptions options = Connections.Options(
            CurlFraming.Auto, o => (o.MaxRefusalBodySize, o.ConnectTimeout) = (16, Timeout.InfiniteTimeSpan));
        configure?.Invoke(options);
        WebSocketException failure = await Connections.FailsAsync(
            () => Deadline.Within(
                blocks ? Task.Run(() => CurlWebSocket.Connect(uri, options)) : CurlWebSocket.ConnectAsync(uri, options)),
            WebSocketError.NotAWebSocket);
        return Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException);
    }

    private static string[] Lines(RequestHead request) =>
    [
        .. request.Raw.Split("\r\n").Where(static line => !line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];
}
