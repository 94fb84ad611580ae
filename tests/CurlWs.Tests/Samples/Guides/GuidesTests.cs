using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The guides of the API site: each block of C# is compiled, and what can be run on loopback works.</summary>
public sealed class GuidesTests : IAsyncLifetime
{
    private EmbeddedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Guides_EachIsKnownToTheTests() => Assert.Equal(
        ["conformance.md", "errors.md", "options.md", "performance.md", "production.md", "security.md", "start.md", "versions.md"],
        Directory.GetFiles(Path.Combine(Repository.Root, "build", "docs", "guides"), "*.md")
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Start_ProgramAndWaysToReceive_Work()
    {
        await Deadline.Within(StartGuide.ProgramAsync(_server.WsUri));
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(_server.WsUri, cancellationToken: Deadline.Token());
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Deadline.Token());
        Assert.True(await StartGuide.PieceAsync(socket, Deadline.Token()));

        using MemoryStream sent = new("a file"u8.ToArray());
        using MemoryStream received = new();
        await StartGuide.WriteAsync(socket, sent, Deadline.Token());
        await StartGuide.ReadAsync(socket, received, Deadline.Token());
        Assert.Equal("a file", Encoding.UTF8.GetString(received.ToArray()));

        sent.Position = 0;
        received.SetLength(0);
        await PerformanceGuide.WriteAsync(socket, sent, Deadline.Token());
        await StartGuide.ReadAsync(socket, received, Deadline.Token());
        Assert.Equal("a file", Encoding.UTF8.GetString(received.ToArray()));
    }

    [Fact]
    public async Task Start_Reconnect_ReceivesAndStopsByTheToken()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token());
        List<string> texts = [];
        Uri greet = new(_server.WsUri, "/greet");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartGuide.ReconnectAsync(
            greet,
            text =>
            {
                texts.Add(text);
                if (texts.Count == 3) { stop.Cancel(); }
            },
            _ => { },
            stop.Token));
        Assert.Equal("hello", texts[0]);
    }

    [Fact]
    public async Task Performance_BatchAndBlocking_Work()
    {
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(_server.WsUri, cancellationToken: Deadline.Token());
        await PerformanceGuide.BatchAsync(socket, Deadline.Token());
        List<string> texts = [];
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
        {
            texts.Add(message.GetText());
            if (texts.Count == 3) { break; }
        }

        Assert.Equal(["one", "two", "three"], texts);
        Assert.Equal(
            5, await Deadline.Within(Task.Run(() => PerformanceGuide.Block(_server.WsUri, new(), new byte[64], Deadline.Token()))));
    }

    [Fact]
    public async Task Production_QueueBroadcastAndReadingAhead_Work()
    {
        CurlWebSocketOptions options = new();
        ProductionGuide.Queue(options);
        ProductionGuide.Budget(options);
        ProductionGuide.Compress(options);
        ProductionGuide.ReadAhead(options);
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(_server.WsUri, options, Deadline.Token());
        ProductionGuide.Dropped(socket, _ => { });
        await ProductionGuide.LatestAsync(socket, "1.17"u8.ToArray(), Deadline.Token());
        await ProductionGuide.BroadcastAsync([socket, socket], "to all", Deadline.Token());
        await ProductionGuide.RoomAsync(socket, 1000, Deadline.Token());
        List<string> texts = [];
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(Deadline.Token()))
        {
            texts.Add(message.GetText());
            if (texts.Count == 3) { break; }
        }

        Assert.Equal(["1.17", "to all", "to all"], texts);
    }

    [Fact]
    public async Task Errors_Connect_SaysWhichCase()
    {
        Assert.Equal("connected", await ErrorsGuide.ConnectAsync(_server.WsUri, SecurityGuide.Limits(), Deadline.Token()));
        Assert.Equal("refused with 200", await ErrorsGuide.ConnectAsync(new Uri(_server.WsUri, "/http"), new(), Deadline.Token()));
        Assert.StartsWith(
            "no connection (CouldNotConnect): ",
            await ErrorsGuide.ConnectAsync(new Uri("ws://127.0.0.1:1/"), new(), Deadline.Token()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_PatientConnect_WaitsOrLogsTheBody()
    {
        await using ScriptedServer busy = ScriptedServer.Start(
            c => c.Index == 0 ? c.RespondAsync(503, [("Retry-After", "0")]) : Scripts.EchoAsync(c));
        TimeSpan longest = TimeSpan.FromSeconds(1);
        using (await ErrorsGuide.ConnectPatientlyAsync(busy.WsUri, new(), longest, _ => { }, Deadline.Token()))
        {
        }

        await using ScriptedServer closed = ScriptedServer.Start(c => c.RespondAsync(403, body: "closed today"));
        List<string> lines = [];
        await Assert.ThrowsAsync<WebSocketException>(
            () => ErrorsGuide.ConnectPatientlyAsync(closed.WsUri, new(), longest, lines.Add, Deadline.Token()));
        Assert.EndsWith(" It wrote: closed today", Assert.Single(lines), StringComparison.Ordinal);
    }

    // Each alone: that the names exist is the compiler's to say, that the values are taken is said here.
    [Fact]
    public void OptionsAndLibrary_EachExample_IsTaken()
    {
        CurlWebSocketOptions options = new();
        OptionsGuide.Who(options, "token");
        OptionsGuide.Proxy(options, "secret");
        OptionsGuide.Trust(options);
        OptionsGuide.Network(options);
        OptionsGuide.Times(options);
        OptionsGuide.Dead(options);
        OptionsGuide.Limits(options);
        OptionsGuide.Compress(options);
        OptionsGuide.Redirect(options);
        OptionsGuide.Cancel(options);
        OptionsGuide.Trace(options, _ => { });
        OptionsGuide.Configure(options);
        Assert.Equal(1000, options.MaxFragments);

        List<string> lines = [];
        VersionsGuide.Require(lines.Add);
        SecurityGuide.Defects(lines.Add);
        Assert.Contains(CurlLibrary.GetInfo().Version.ToString(), lines[0], StringComparison.Ordinal);
        Assert.InRange(lines.Count, 2, int.MaxValue);
    }
}
