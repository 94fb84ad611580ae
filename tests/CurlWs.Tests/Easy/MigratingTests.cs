using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using ForeignBinding;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Easy;

/// <summary>The guide for those who come from another binding: what it shows is compiled, and what is compiled works.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Who disposes what is what these tests are about.")]
public sealed class MigratingTests : IAsyncLifetime
{
    private const string Page = "plain HTTP from the embedded server\n";

    private EmbeddedServer _server = null!;

    // 8.14.1 masks predictably: allowed here, on loopback.
    private static CurlWebSocketOptions OnLoopback => new() { AllowPredictableMasking = true };

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Guide_EachPieceOfCSharp_OccursInTheSnippets() =>
        Guide.AssertCodeOccurs(
            Path.Combine(Repository.Root, "src", "CurlWs.Bindings", "MIGRATING.md"),
            [Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Easy", "MigratingSnippets.cs")],
            minimumRows: 80);

    [Fact]
    public async Task Easy_OptionsTransferAndInformation_Work()
    {
        MigratingSnippets.Options(_server.HttpsUri, _server.CaFile, await File.ReadAllBytesAsync(_server.CaFile, TestContext.Current.CancellationToken));
        Assert.Equal((200L, Page), await RunAsync(() => MigratingSnippets.Download(_server.HttpUri)));
        using MemoryStream body = new();
        Assert.Equal(CURLcode.CURLE_OK, await RunAsync(() => MigratingSnippets.InCsNames(_server.HttpUri.AbsoluteUri, body)));
        Assert.Equal(Page.Length, body.Length);
    }

    [Fact]
    public async Task Perform_NobodyListens_TheExceptionSaysSo()
    {
        using CurlEasy easy = new();
        easy.Options.Url = new Uri("http://127.0.0.1:1/");
        Assert.StartsWith(curl_easy_strerror(CURLcode.CURLE_COULDNT_CONNECT) + ": ", await RunAsync(() => MigratingSnippets.Refused(easy)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MultiAndShare_TwoDownloads_Succeed()
    {
        using CurlEasy first = Quiet();
        using CurlEasy second = Quiet();
        await MigratingSnippets.MultiAsync(first, second, Deadline.Token());
        Assert.Null(await RunAsync(() => MigratingSnippets.MultiByHand(first)));
        await Deadline.Within(Task.Run(() => MigratingSnippets.Share(first, second), TestContext.Current.CancellationToken));
        foreach (CurlEasy easy in new[] { first, second })
        {
            Assert.Equal(CURLcode.CURLE_OK, curl_easy_getinfo(easy.Handle, CURLINFO_RESPONSE_CODE, out long status));
            Assert.Equal(200, status);
        }
    }

    [Fact]
    public async Task WebSocket_EachWay_ExchangesMessages()
    {
        string text = new('x', 100);
        Assert.Equal(text, await MigratingSnippets.FramesAsync(_server.WsUri, System.Text.Encoding.UTF8.GetBytes(text), Deadline.Token()));
        Assert.Equal("text, 3, True, NormalClosure", await MigratingSnippets.WebSocketAsync(_server.WsUri, OnLoopback, Deadline.Token()));
        Assert.Equal("chat", Assert.Single(MigratingSnippets.WebSocketOptions(_server.CaFile).SubProtocols));
        await Deadline.Within(Task.Run(() => MigratingSnippets.Blocking(_server.WsUri, OnLoopback, new byte[100]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Foreign_RedirectedThenBorrowedThenAdopted_Upgrades()
    {
        MigratingSnippets.Redirect();
        Assert.Contains(CurlLibrary.Path, MigratingSnippets.Library(), StringComparison.Ordinal);
        SafeEasyHandle theirs = CurlNative.Easy.Init();
        await MigratingSnippets.BorrowAsync(theirs, _server.WsUri, Deadline.Token());
        Assert.False(theirs.IsClosed);
        using CurlWebSocket socket = await MigratingSnippets.AdoptAsync(theirs, _server.WsUri, OnLoopback, Deadline.Token());
        Assert.True(theirs.IsClosed);
        await socket.PingAsync(cancellationToken: Deadline.Token());
    }

    private static Task<T> RunAsync<T>(Func<T> calls) => Deadline.Within(Task.Run(calls, TestContext.Current.CancellationToken));

    private unsafe CurlEasy Quiet()
    {
        CurlEasy easy = new();
        easy.Options.Url = _server.HttpUri;
        curl_easy_setopt(easy.Handle, CURLOPT_WRITEFUNCTION, (_, size, count, _) => size * count);
        return easy;
    }
}
