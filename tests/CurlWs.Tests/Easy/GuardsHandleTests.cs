#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Diagnostics;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>In pairs: what libcurl makes of a handle that is used wrongly, and <see cref="CurlEasy"/> throwing before it happens.</summary>
public sealed class GuardsHandleTests
{
    [Fact]
    public async Task SecondPerform_CName_OpensAnotherConnectionAndLeaksTheFirst()
    {
        Gate[] ended = [new(), new()];
        await using ScriptedServer server = ScriptedServer.Start(async connection =>
        {
            await connection.AcceptUpgradeAsync();
            await connection.WaitForEofAsync();
            ended[connection.Index].Open();
        });
        Task client = BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = Session.ConnectQuiet(server);
            nint first = session.Socket;
            Assert.Equal(CURLE_OK, curl_easy_perform(session.Curl));
            Assert.NotEqual(first, session.Socket);
            Assert.Equal(2, server.Connections.Count);
            Assert.Equal((CURLE_OK, 1), session.Send(CURLWS_TEXT, "x"u8));
            server.Connections[1].WaitUntilReadAsync().GetAwaiter().GetResult();

            // Nobody can reach the first one any more, and it is open until the cleanup.
            Assert.False(ended[0].IsOpen);
        });
        await client;
        await Task.WhenAll(ended[0].WaitAsync(), ended[1].WaitAsync());
    }

    [Fact]
    public async Task SecondPerform_CurlEasy_ThrowsAndKeepsTheConnection()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server);
        using CurlMulti multi = new();
        Assert.Throws<InvalidOperationException>(easy.Perform);
        Assert.Throws<InvalidOperationException>(() => easy.Connect());
        Assert.Throws<InvalidOperationException>(easy.Reset);
        Assert.Throws<InvalidOperationException>(() => multi.Add(easy));
        await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => multi.PerformAsync(easy, Deadline.Token()));
        await AssertEchoesAsync(easy);
        Assert.Equal(1, server.Connections.Count);
    }

    [Fact]
    public async Task SecondPerform_AfterConnectionOnly_ThrowsAndOpensNoOther()
    {
        await using ScriptedServer server = ScriptedServer.Start(async connection => await connection.WaitForEofAsync());
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using CurlEasy easy = new();
            easy.Options.Uri = server.HttpUri;
            easy.Options.ConnectOnly = CurlConnectOnly.Connection;
            easy.Perform();
            server.Connections.ItemAsync().GetAwaiter().GetResult();
            Assert.Throws<InvalidOperationException>(easy.Perform);
            Assert.Equal(1, server.Connections.Count);
        });
    }

    /// <summary>libcurl says OK to both, and the connection is gone.</summary>
    [Fact]
    public async Task ConnectionOnly_ThatWouldNotStay_IsRefused()
    {
        await using ScriptedServer server = ScriptedServer.Start(async connection => await connection.WaitForEofAsync());
        using CurlMulti multi = new();
        using CurlEasy easy = new();
        easy.Options.Uri = server.HttpUri;
        easy.Options.ConnectOnly = CurlConnectOnly.Connection;
        await Assert.ThrowsAsync<InvalidOperationException>(() => multi.PerformAsync(easy, Deadline.Token()));
        easy.Options.ForbidReuse = true;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => BlockingClient.OnOwnThreadAsync(easy.Perform));
        Assert.Contains("FORBID_REUSE", refused.Message, StringComparison.Ordinal);
        easy.Options.ForbidReuse = null;
        await BlockingClient.OnOwnThreadAsync(easy.Perform);
        Assert.True(easy.TrySendRaw("x"u8, out int sent) && sent == 1);
    }

    [Fact]
    public async Task RemovalFromItsMulti_CName_ClosesTheConnection()
    {
        Gate ended = new();
        await BlockingClient.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.WaitForEofAsync();
                ended.Open();
            },
            server =>
            {
                using CURLM multi = curl_multi_init()!;
                using CURL curl = Session.NewHandle(server.WsUri.AbsoluteUri, Session.NoAutoPong, connectOnly: true);
                Assert.Equal(CURLM_OK, curl_multi_add_handle(multi, curl));
                Assert.Equal(CURLE_OK, DriveToEnd(multi, Deadline.Default));
                Assert.Equal(CURLE_OK, curl_ws_send(curl, "x"u8, out _, 0, CURLWS_TEXT));
                Assert.Equal(CURLM_OK, curl_multi_remove_handle(multi, curl));
                Assert.NotEqual(CURLE_OK, curl_ws_send(curl, "x"u8, out _, 0, CURLWS_TEXT));
                ended.WaitAsync().GetAwaiter().GetResult();
            });
    }

    [Fact]
    public async Task RemovalFromItsMulti_CurlEasy_ThrowsAndKeepsTheConnection()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server);
        using CurlMulti multi = new();
        Assert.Throws<InvalidOperationException>(() => multi.Remove(easy));
        await AssertEchoesAsync(easy);
    }

    [Fact]
    public async Task HttpUrl_CName_NeverEnds()
    {
        await using ScriptedServer server = ScriptedServer.Start(async connection => await connection.WaitForEofAsync());
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using CURLM multi = curl_multi_init()!;
            using CURL curl = Session.NewHandle(server.HttpUri.AbsoluteUri, null, connectOnly: true);
            Assert.Equal(CURLM_OK, curl_multi_add_handle(multi, curl));
            Assert.Null(DriveToEnd(multi, TimeSpan.FromSeconds(1)));
            Assert.Equal(0, Session.Long(curl, CURLINFO_RESPONSE_CODE));
            Assert.Equal(CURLM_OK, curl_multi_remove_handle(multi, curl));
        });
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("ftp")]
    public async Task OtherScheme_CurlEasy_ThrowsBeforeConnecting(string scheme)
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(new Uri($"{scheme}://127.0.0.1:{nobody.Port}/"));
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Contains("ws://", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(nobody.Clients.Items);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("127.0.0.1:{0}/")]
    public async Task OtherSchemeUnderCName_CurlEasy_IsRefusedByLibcurl(string url)
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(nobody.WsUri);
        Session.Set(easy.Handle, CURLOPT_URL, url.Replace("{0}", $"{nobody.Port}", StringComparison.Ordinal));
        CurlException refusal = await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal(CurlErrorCode.UnsupportedProtocol, refusal.Code);
        Assert.Empty(nobody.Clients.Items);
    }

    [Fact]
    public async Task ForbidReuse_CName_BreaksTheFirstSend()
    {
        await BlockingClient.UpgradedAsync(
            server => Task.CompletedTask,
            server =>
            {
                using Session session = Session.Connect(server, curl => Session.Set(curl, CURLOPT_FORBID_REUSE, 1));
                Assert.NotEqual(CURLE_OK, session.Send(CURLWS_TEXT, "x"u8).Code);
            });
    }

    [Fact]
    public async Task ForbidReuse_CurlEasy_ThrowsBeforeConnecting()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(nobody.WsUri);
        easy.Options.ForbidReuse = true;
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Contains("ForbidReuse", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(nobody.Clients.Items);
    }

    [Fact]
    public async Task ForbidReuseUnderCName_CurlEasy_IsUndone()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server, e => Session.Set(e.Handle, CURLOPT_FORBID_REUSE, 1));
        await AssertEchoesAsync(easy);
    }

    [Fact]
    public async Task HandshakeDeadline_CName_IsIgnoredSince817()
    {
        await using BlackHole nobody = BlackHole.Start();
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using CURLM multi = curl_multi_init()!;
            using CURL curl = Session.NewHandle(nobody.WsUri.AbsoluteUri, c => Session.Set(c, CURLOPT_TIMEOUT_MS, 50), connectOnly: true);
            Assert.Equal(CURLM_OK, curl_multi_add_handle(multi, curl));

            if (LibcurlVersions.Since(LibcurlVersions.V8_17))
            {
                // Twenty times the limit.
                Assert.Null(DriveToEnd(multi, TimeSpan.FromSeconds(1)));
            }
            else
            {
                Assert.Equal(CURLE_OPERATION_TIMEDOUT, DriveToEnd(multi, Deadline.Default));
            }

            Assert.Equal(CURLM_OK, curl_multi_remove_handle(multi, curl));
        });
    }

    [Fact]
    public async Task HandshakeDeadline_CurlEasy_IsKept()
    {
        await using BlackHole nobody = BlackHole.Start();
        using CurlEasy easy = New(nobody.WsUri);
        easy.Options.Timeout = TimeSpan.FromMilliseconds(50);
        CurlException late = await ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal(CurlErrorCode.OperationTimedOut, late.Code);
    }

    /// <summary>Drives the transfers with waits of at most 50 ms; null when none has ended in this time.</summary>
    private static unsafe CURLcode? DriveToEnd(CURLM multi, TimeSpan time)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
        {
            Assert.Equal(CURLM_OK, curl_multi_perform(multi, out _));
            CURLMsg* message = curl_multi_info_read(multi, out _);
            if (message != null)
            {
                return message->data.result;
            }

            Assert.Equal(CURLM_OK, curl_multi_poll(multi, [], 50, out _));
        }

        return null;
    }

    private static async Task AssertEchoesAsync(CurlEasy easy)
    {
        await easy.SendAsync("still here"u8.ToArray(), WebSocketFrameKind.Text);
        Assert.Equal("still here"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
    }
}
