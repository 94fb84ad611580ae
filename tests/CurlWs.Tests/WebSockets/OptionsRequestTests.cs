using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What options put into the request, and what they take from the answer.</summary>
public sealed class OptionsRequestTests
{
    [Theory]
    [InlineData("", "me:it")]
    [InlineData("office", "office\\me:it")]
    public async Task Credentials_Set_GoWithTheFirstRequest(string domain, string expected) => Assert.Equal(
        Basic(expected), (await RequestAsync(o => o.Credentials = new NetworkCredential("me", "it", domain)))["Authorization"]);

    [Fact]
    public async Task Credentials_InAddress_AreDecodedAndSent()
    {
        RequestHead request = await RequestAsync(null, uri => new Uri($"ws://m%40e:i%3At@{uri.Authority}/"));
        Assert.Equal(Basic("m@e:i:t"), request["Authorization"]);
    }

    [Fact]
    public async Task BearerToken_Set_IsSent() =>
        Assert.Equal("Bearer t0ken", (await RequestAsync(o => o.BearerToken = "t0ken"))["Authorization"]);

    [Fact]
    public async Task Cookies_Container_SendsThoseThatMatchAndTakesNewOnes()
    {
        CookieContainer cookies = new();
        RequestHead request = await RequestAsync(
            o =>
            {
                o.Cookies = cookies;
                cookies.Add(new Cookie("a", "1", "/", "127.0.0.1"));
                cookies.Add(new Cookie("other", "1", "/elsewhere", "127.0.0.1"));
                cookies.Add(new Cookie("secure", "1", "/", "127.0.0.1") { Secure = true });
            },
            answer: r =>
            {
                r.Add("Set-Cookie", "b=2; Path=/");
                r.Add("Set-Cookie", "=; Domain=elsewhere.example");
                r.Add("Set-Cookie", "c=3; Path=/; Expires=Wed, 21 Oct 2099 07:28:00 GMT");
            });
        Assert.Equal("a=1", request["Cookie"]);
        Assert.Equal(["a", "b", "c"], cookies.GetCookies(new Uri("http://127.0.0.1/")).Select(c => c.Name).Order());
    }

    [Fact]
    public async Task Cookies_FileAndJar_AreReadAndWrittenByLibcurl()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("curlws-cookies-");
        try
        {
            string file = Path.Combine(folder.FullName, "cookies");
            string jar = Path.Combine(folder.FullName, "jar");
            await File.WriteAllTextAsync(file, "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1\n");
            RequestHead request = await RequestAsync(
                o => (o.CookieFile, o.CookieJar) = (file, jar), answer: r => r.Add("Set-Cookie", "b=2"));
            Assert.Equal("a=1", request["Cookie"]);
            string[] lines = [.. (await File.ReadAllLinesAsync(jar)).Where(l => l.Contains("127.0.0.1", StringComparison.Ordinal))];
            Assert.Contains(lines, l => l.EndsWith("b\t2", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Trace_Set_SeesTheRequest()
    {
        StringBuilder sent = new();
        await RequestAsync(o => o.TraceCallback = (kind, data) =>
        {
            if (kind == CurlTraceKind.HeaderOut)
            {
                lock (sent)
                {
                    sent.Append(Encoding.ASCII.GetString(data));
                }
            }
        });
        Assert.StartsWith("GET / HTTP/1.1\r\n", sent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpgradeTimeout_ServerThatNeverAnswers_EndsTheConnect()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        string message = (await TransportClient.FailsAsync(
            server.WsUri, o => o.UpgradeTimeout = TimeSpan.FromMilliseconds(50), CurlErrorCode.OperationTimedOut)).Message;
        Assert.Contains("UpgradeTimeout", message, StringComparison.Ordinal);
    }

    /// <summary>A time that is over before the first request is over: to libcurl no time would mean no limit.</summary>
    [Fact]
    public async Task ConnectTimeout_OfATick_EndsTheConnect()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        await TransportClient.FailsAsync(server.WsUri, o => o.ConnectTimeout = TimeSpan.FromTicks(1), CurlErrorCode.OperationTimedOut);
    }

    [Fact]
    public async Task UpgradeTimeout_Answered_DoesNotEndTheConnection()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.EchoAsync(server.WsUri, o => o.UpgradeTimeout = Deadline.Default);
    }

    [Fact]
    public async Task DnsServers_WithoutCAres_SaysSo()
    {
        Assert.SkipWhen(CurlLibrary.HasCAres, "This libcurl was built with c-ares.");
        PlatformNotSupportedException e = await Assert.ThrowsAsync<PlatformNotSupportedException>(
            () => Connections.ConnectAsync(new Uri("ws://127.0.0.1:1/"), CurlFraming.Auto, o => o.DnsServers = ["127.0.0.1"]));
        Assert.Contains("c-ares", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Options whose effect the system hides: libcurl has them as they were set.</summary>
    [Fact]
    public async Task HiddenOptions_ArePassedOn()
    {
        List<object?> seen = [];
        await RequestAsync(o =>
        {
            o.TcpNoDelay = false;
            o.TcpKeepAlive = true;
            o.TcpKeepIdle = TimeSpan.FromSeconds(7);
            o.TcpKeepInterval = TimeSpan.FromSeconds(8);
            o.Configure = easy => seen.AddRange(
                [easy.Options.TcpNoDelay, easy.Options.TcpKeepAlive, easy.Options.TcpKeepIdle, easy.Options.TcpKeepInterval,
                    easy.Options.BufferSize]);
        });
        Assert.Equal([false, true, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8), 1024], seen);
    }

    [Fact]
    public async Task Options_ChangedAfterTheCall_DoNotReachTheConnect()
    {
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o => o.MaxRedirects = 1);
        options.RequestHeaders.Add("X-Who", "me");
        string?[] seen = new string?[2];
        await using ScriptedServer server = ScriptedServer.Start(
        [
            async c =>
            {
                seen[0] = (await c.ReadRequestAsync())["X-Who"];
                options.RequestHeaders.Set("X-Who", "somebody else");
                await c.RespondAsync(302, [("Location", "/next")]);
            },
            async c =>
            {
                seen[1] = (await c.ReadRequestAsync())["X-Who"];
                await c.AcceptUpgradeAsync();
            },
        ]);
        using (await CurlWebSocket.ConnectAsync(server.WsUri, options, Deadline.Token()))
        {
            Assert.Equal(["me", "me"], seen);
        }
    }

    private static string Basic(string login) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login));

    private static async Task<RequestHead> RequestAsync(
        Action<CurlWebSocketOptions>? configure, Func<Uri, Uri>? address = null, Action<UpgradeResponse>? answer = null)
    {
        RequestHead? request = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                request = await c.AcceptUpgradeAsync(answer);
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    address?.Invoke(server.WsUri) ?? server.WsUri, CurlFraming.Auto, configure);
            });
        return request!;
    }
}
