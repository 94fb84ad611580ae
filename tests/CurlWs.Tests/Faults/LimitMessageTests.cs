using System;
using System.Globalization;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>What the limits say, in a culture that writes numbers otherwise.</summary>
public sealed class LimitMessageTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(150.5);

    [Theory]
    [InlineData("CloseTimeout")]
    [InlineData("CloseTimeout behind a send")]
    [InlineData("SendTimeout")]
    [InlineData("KeepAliveTimeout")]
    [InlineData("IdleTimeout")]
    [InlineData("ConnectTimeout")]
    [InlineData("UpgradeTimeout")]
    public async Task Limit_InACultureWithCommas_IsWrittenInvariantly(string limit)
    {
        CultureInfo before = CultureInfo.CurrentCulture;

        // Made by hand: without the data of the world's cultures .NET knows no other one.
        CultureInfo withCommas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        withCommas.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = withCommas;
            Exception e = await Assert.ThrowsAnyAsync<Exception>(() => ReachAsync(limit));
            Assert.Contains("0.15", $"{e}", StringComparison.Ordinal);
            Assert.DoesNotContain("0,15", $"{e}", StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static async Task ReachAsync(string limit)
    {
        Gate done = new();
        bool upgrades = limit is not ("ConnectTimeout" or "UpgradeTimeout");
        await using ScriptedServer server = ScriptedServer.Start(
            async c =>
            {
                if (upgrades)
                {
                    await c.AcceptUpgradeAsync();
                }

                await done.WaitAsync();
            },
            new ScriptedServerOptions { ReceiveBufferSize = 4096 });
        try
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
            {
                o.CloseTimeout = s_limit;
                _ = limit switch
                {
                    "SendTimeout" => o.SendTimeout = s_limit,
                    "IdleTimeout" => o.IdleTimeout = s_limit,
                    "KeepAliveTimeout" => o.KeepAliveInterval = o.KeepAliveTimeout = s_limit,
                    "ConnectTimeout" => o.ConnectTimeout = s_limit,
                    "UpgradeTimeout" => o.UpgradeTimeout = s_limit,
                    _ => s_limit,
                };
            });
            await Deadline.Within(UseAsync(socket, limit));
        }
        finally
        {
            done.Open();
        }
    }

    private static async Task UseAsync(CurlWebSocket socket, string limit)
    {
        byte[] tooMuch = new byte[32 << 20];
        switch (limit)
        {
            case "CloseTimeout":
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                break;
            case "CloseTimeout behind a send":
                _ = socket.SendAsync(tooMuch, WebSocketMessageType.Binary, true, CancellationToken.None)
                    .ContinueWith(static t => t.Exception, TaskScheduler.Default);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                break;
            case "SendTimeout":
                await socket.SendAsync(tooMuch, WebSocketMessageType.Binary, true, CancellationToken.None);
                break;
            default:
                await socket.ReceiveWholeAsync();
                break;
        }
    }
}
