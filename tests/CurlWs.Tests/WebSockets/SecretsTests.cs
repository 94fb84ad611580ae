using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Known secrets in every place that takes one: no message, no ToString, no info and no trace has any of them.</summary>
public sealed class SecretsTests
{
    private const string Secret = "s3cret";

    private static readonly string s_encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}1"));

    public static TheoryData<string> Ends => ["101", "wrong accept", "wrong subprotocol", "401", "302", "reset", "407", "no proxy"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Secrets_InEveryPlace_AreInNothingThatLeaves(string end)
    {
        WindowsFacts.RequireLogin(end == "302" ? "Digest" : "Basic");
        List<string> texts = [];
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions
        {
            Credentials = ("me", end == "407" ? "other" : Secret + "2"),
            LoginKinds = end == "302" ? ["Digest"] : ["Basic"],
        });
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, end));
        Uri address = new($"ws://me:{Secret}1@127.0.0.1:{server.Port}/path?token={Secret}3#{Secret}4");
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o =>
        {
            o.Proxy = new Uri($"http://me:{Secret}2@127.0.0.1:{(end == "no proxy" ? 1 : proxy.Port)}");
            o.RequestHeaders.Add("X-Key", Secret + "5");
            o.RequestHeaders.Add("Origin", "https://origin.test/?" + Secret + "6");
            o.Cookies = new CookieContainer();
            o.Cookies.Add(new Cookie("a", Secret + "7", "/", "127.0.0.1"));
            o.CookieFile = string.Empty;
            o.SubProtocols.Add("bearer." + Secret + "8");
            o.TraceCallback = (kind, data) =>
            {
                lock (texts)
                {
                    texts.Add($"trace {kind}: {Encoding.Latin1.GetString(data)}");
                }
            };
        });
        try
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(address, options, Deadline.Token());
            Assert.Equal("101", end);
            texts.AddRange(Infos(socket.Info));
            texts.Add(socket.ToString()!);
        }
        catch (WebSocketException e)
        {
            Assert.NotEqual("101", end);
            texts.Add(e.ToString());
            for (Exception? inner = e; inner is not null; inner = inner.InnerException)
            {
                texts.Add(inner.Message + (inner as CurlException)?.Detail);
            }
        }

        texts.Add(options.ToString()!);
        lock (texts)
        {
            Assert.Contains(texts, t => t.StartsWith("trace HeaderOut: CONNECT ", StringComparison.Ordinal) || end == "no proxy");
            Assert.Contains(
                texts,
                t => t.StartsWith("trace HeaderOut: GET /path?*** HTTP/1.1\r\n", StringComparison.Ordinal) || end is "407" or "no proxy");
            Assert.DoesNotContain(
                texts, t => t.Contains(Secret, StringComparison.OrdinalIgnoreCase) || t.Contains(s_encoded, StringComparison.Ordinal));
        }
    }

    /// <summary>What a caller got wrong is named, not shown.</summary>
    [Fact]
    public async Task Secrets_InWrongOptions_AreNotInTheRefusal()
    {
        Action<CurlWebSocketOptions>[] wrong =
        [
            o => o.SubProtocols.Add(Secret + " x"),
            o => (o.SubProtocols as List<string>)!.AddRange([Secret, Secret]),
            o => o.RequestHeaders.Add($"X: {Secret}", "x"),
            o => o.RequestHeaders.Add("X", Secret + "\n"),
            o => o.BearerToken = Secret + "\n",
            o => o.Credentials = new NetworkCredential(Secret + ":", "x"),
            o => o.Proxy = new Uri($"ftp://me:{Secret}@127.0.0.1"),
            o => (o.Proxy, o.ProxyCredentials) = (new Uri($"http://me:{Secret}@127.0.0.1"), new NetworkCredential("a", Secret)),
        ];
        foreach (Action<CurlWebSocketOptions> set in wrong)
        {
            Exception refused = await Assert.ThrowsAnyAsync<ArgumentException>(
                () => CurlWebSocket.ConnectAsync(
                    new Uri($"ws://127.0.0.1:1/?{Secret}"), Connections.Options(CurlFraming.Auto, set), Deadline.Token()));
            Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FromHandle_AddressWithALogin_HasNoneInItsInfo()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlEasy easy = new();
        easy.Options.Uri = new Uri($"ws://me:{Secret}@127.0.0.1:{server.Port}/path?a=b");
        await easy.ConnectAsync(Deadline.Token());
        using CurlWebSocket socket = CurlWebSocket.FromHandle(easy);
        Assert.Equal(new Uri(server.WsUri, "/path?a=b"), socket.Info.Uri);
        Assert.DoesNotContain(Secret, string.Join(' ', Infos(socket.Info)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Secret, new CurlHeader("Set-Cookie", Secret, CurlHeaderOrigin.Header, 0).ToString(), StringComparison.Ordinal);
    }

    /// <summary>A server's words in a message print, and are not its whole book.</summary>
    [Theory]
    [InlineData("accept")]
    [InlineData("subprotocol")]
    [InlineData("extension")]
    [InlineData("location")]
    [InlineData("challenge")]
    public async Task ServersText_InAMessage_IsPrintableAndCut(string place)
    {
        string text = "\x1b[31m\a\u0085\u009b" + new string('x', 60_000);
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            if (place is "location" or "challenge")
            {
                await c.ReadRequestAsync();
                await (place == "location" ? c.RespondAsync(302, [("Location", "ws://elsewhere.test/" + text)])
                    : c.RespondAsync(407, [("Proxy-Authenticate", "Basic, " + text), ("Content-Length", "0")]));
                return;
            }

            string name = place switch
            {
                "accept" => "Sec-WebSocket-Accept",
                "subprotocol" => "Sec-WebSocket-Protocol",
                _ => "Sec-WebSocket-Extensions",
            };
            await c.AcceptUpgradeAsync(r => r[name] = text);
            await c.WaitForEofAsync();
        });
        WebSocketException failure = await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(
            server.WsUri,
            CurlFraming.Auto,
            o => o.Proxy = place == "challenge" ? server.HttpUri : null));
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            Assert.True(e.Message.Length < 1_500, $"{e.Message.Length}");
            Assert.DoesNotContain(e.Message, c => char.IsControl(c));
        }
    }

    private static async Task AnswerAsync(ScriptedConnection c, string end)
    {
        switch (end)
        {
            case "401" or "302":
                await c.ReadRequestAsync();
                await c.RespondAsync(
                    end == "401" ? 401 : 302, [("Location", $"ws://me:{Secret}@127.0.0.1:1/?{Secret}"), ("Set-Cookie", "b=" + Secret)]);
                break;
            case "reset":
                await c.ReadRequestAsync();
                break;
            default:
                await c.AcceptUpgradeAsync(r =>
                {
                    r.Add("Set-Cookie", "b=" + Secret);
                    r.Accept = end == "wrong accept" ? "x" : r.Accept;
                    r.SubProtocol = end == "wrong subprotocol" ? "other" : null;
                });
                await c.WaitForEofAsync();
                break;
        }
    }

    private static IEnumerable<string> Infos(CurlWebSocketInfo info) => typeof(CurlWebSocketInfo).GetProperties()
        .Where(p => p.Name != nameof(CurlWebSocketInfo.Uri))
        .Select(p => $"{p.Name}: {p.GetValue(info)}")
        .Append($"Uri: {info.Uri!.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Query, UriFormat.UriEscaped)}");
}
