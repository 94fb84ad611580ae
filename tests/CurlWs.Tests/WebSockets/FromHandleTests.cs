using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A handle that the app connected: taken if it holds a WebSocket connection, else refused with what it holds.</summary>
public sealed class FromHandleTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FromHandle_Upgraded_Works(bool byCsNames)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlEasy easy = new();
        easy.Options.Uri = server.WsUri;
        if (byCsNames)
        {
            LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_CONNECT_ONLY, 2L);
            Assert.Equal(CURLcode.CURLE_OK, await Task.Run(() => LibCurl.curl_easy_perform(easy.Handle)));
        }
        else
        {
            await easy.ConnectAsync(Deadline.Token());
        }

        using CurlWebSocket socket = CurlWebSocket.FromHandle(easy, Connections.Options(CurlFraming.Auto));
        await socket.SendAsync("there"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        Assert.Equal("there", Encoding.UTF8.GetString((await socket.ReceiveWholeAsync()).Payload));
    }

    [Fact]
    public void FromHandle_NeverConnected_IsRefused() => IsRefused(new CurlEasy(), "has no connection");

    [Fact]
    public async Task FromHandle_PlainHttpConnection_IsRefused()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.RespondAsync(200);
            await c.WaitForEofAsync();
        });
        CurlEasy easy = new();
        easy.Options.Uri = server.HttpUri;
        await Task.Run(easy.Perform);
        IsRefused(easy, "holds an HTTP connection (scheme http, last status 200)");
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("http")]
    public async Task FromHandle_BareConnection_IsRefused(string scheme)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        CurlEasy easy = new();
        easy.Options.Uri = new Uri($"{scheme}://127.0.0.1:{server.Port}/");
        easy.Options.ConnectOnly = CurlConnectOnly.Connection;
        await Task.Run(easy.Perform);
        IsRefused(easy, $"holds a bare connection (scheme {scheme}) without an upgrade, as CONNECT_ONLY = 1 makes it");
    }

    /// <summary>A 101 that the app has asked for by itself, over http: libcurl knows no frames there.</summary>
    [Fact]
    public async Task FromHandle_UpgradeOfTheAppsOwnOverHttp_IsRefused()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.AcceptUpgradeAsync(glued: Wire.Text("hello"));
            await c.CloseSendAsync();
            await c.WaitForEofAsync();
        });
        CurlEasy easy = new() { WriteCallback = _ => CurlWriteResult.Continue };
        easy.Options.Uri = server.HttpUri;
        easy.Options.HttpHeaders = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="];
        await Task.Run(easy.Perform);
        IsRefused(easy, "The handle h");
    }

    [Fact]
    public async Task FromHandle_RefusedUpgrade_IsRefused()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c => await c.RespondAsync(403));
        CurlEasy easy = new();
        easy.Options.Uri = server.WsUri;
        await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        IsRefused(easy, "has no connection");
    }

    /// <summary>The handle's own calls say the same, and are no failure of the connection.</summary>
    [Theory]
    [InlineData("ws")]
    [InlineData("http")]
    public async Task Calls_OnABareConnection_SayWhatItIs(string scheme)
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        using CurlEasy easy = new();
        easy.Options.Uri = new Uri($"{scheme}://127.0.0.1:{server.Port}/");
        easy.Options.ConnectOnly = CurlConnectOnly.Connection;
        await Task.Run(easy.Perform);
        byte[] buffer = new byte[8];
        foreach (Action call in (Action[])[
            () => easy.TryReceive(buffer, out _), () => easy.TryPeek(out _), () => easy.TrySend(buffer, WebSocketFrameKind.Binary, out _),
            () => easy.TryBeginFrame(WebSocketFrameKind.Binary, 8)])
        {
            Assert.Contains("bare connection", Assert.Throws<InvalidOperationException>(call).Message, StringComparison.Ordinal);
        }

        Assert.True(easy.TrySendRaw(buffer, out _));
    }

    [Fact]
    public async Task Calls_OnAPlainHttpConnection_SayWhatItIs()
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.RespondAsync(200);
            await c.WaitForEofAsync();
        });
        using CurlEasy easy = new();
        easy.Options.Uri = server.HttpUri;
        await Task.Run(easy.Perform);
        byte[] buffer = new byte[8];
        Assert.Contains(
            "HTTP connection",
            Assert.Throws<InvalidOperationException>(() => easy.TryReceive(buffer, out _)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "HTTP connection",
            Assert.Throws<InvalidOperationException>(() => easy.TrySend(buffer, WebSocketFrameKind.Binary, out _)).Message,
            StringComparison.Ordinal);
    }

    private static void IsRefused(CurlEasy easy, string mentioned)
    {
        using (easy)
        {
            ArgumentException refused = Assert.Throws<ArgumentException>(
                () => CurlWebSocket.FromHandle(easy, Connections.Options(CurlFraming.Auto)));
            Assert.Contains(mentioned, refused.Message, StringComparison.Ordinal);
            Assert.Contains("ConnectAsync", refused.Message, StringComparison.Ordinal);
        }
    }
}
