using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Microsoft.Extensions.Logging;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>CurlWs.Extensions: the library's events as logs.</summary>
public sealed class LogsTests
{
    [Theory]
    [InlineData(
        LogLevel.Debug,
        "Information ConnectStart, Information Opened, Information ConnectStop, Debug PingReceived, Debug PongSent, "
            + "Debug CloseReceived, Debug CloseSent, Information Closed")]
    [InlineData(LogLevel.Information, "Information ConnectStart, Information Opened, Information ConnectStop, Information Closed")]
    [InlineData(LogLevel.Warning, "")]
    public async Task LogCurlWs_Connection_IsLoggedAtItsLevels(LogLevel least, string expected)
    {
        using KeptLogs logs = new(least);
        long id = 0;
        using (logs.LogCurlWs())
        {
            await Connections.RunAsync(
                CurlFraming.Auto,
                async c =>
                {
                    await c.WriteFrameAsync(WireOpcode.Ping);
                    await c.ReadFrameAsync();
                    await c.CloseAsync(4001);
                },
                async socket =>
                {
                    id = socket.ConnectionId;
                    await socket.ReceiveAsync(new byte[1], Deadline.Token());
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                });
        }

        KeptLogs.Entry[] mine = [.. logs.All.Where(e => Equals(e.Values.GetValueOrDefault("connectionId"), id))];
        Assert.Equal(expected, string.Join(", ", mine.Select(e => $"{e.Level} {e.Id.Name}")));
        Assert.All(mine, e => Assert.StartsWith($"Connection {id}", e.Text, StringComparison.Ordinal));
        Assert.All(mine, e => Assert.Equal(CurlTelemetry.EventSourceName, e.Category));
        if (mine.Length > 0)
        {
            Assert.Equal(4001, mine[^1].Values["closeCode"]);
        }
    }

    [Fact]
    public async Task LogCurlWs_RefusedConnect_IsAnErrorWithItsReason()
    {
        using KeptLogs logs = new(LogLevel.Warning);
        using IDisposable forwarding = logs.LogCurlWs();
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(403, [("Content-Length", "0")]);
        });
        await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto));
        KeptLogs.Entry entry = Assert.Single(logs.All, e => e.Text.Contains($":{server.Port} ", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Error, "ConnectFailed", "403"), (entry.Level, entry.Id.Name, entry.Values["errorType"]));
    }

    [Fact]
    public async Task LogCurlWs_Disposed_LogsNothingMore()
    {
        using KeptLogs logs = new(LogLevel.Debug);
        logs.LogCurlWs().Dispose();
        int before = logs.All.Count;
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using (CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto))
        {
            Assert.DoesNotContain(logs.All.Skip(before), e => Equals(e.Values["connectionId"], socket.ConnectionId));
        }
    }
}
