using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net.NetworkInformation;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "In production", compiled; between the marks is what stands there.</summary>
internal static class ProductionGuide
{
    internal static void Collect(TracerProviderBuilder tracing, MeterProviderBuilder metering)
    {
        // <example>
        tracing.AddSource(CurlTelemetry.ActivitySourceName);
        metering.AddMeter(CurlTelemetry.MeterName);
        // </example>
    }

    internal static void Log(ILoggerFactory loggerFactory, Action work)
    {
        // <example>
        using IDisposable logs = loggerFactory.LogCurlWs();
        // </example>

        work();
    }

    internal static void Factory(CurlWebSocketOptions options, IServiceProvider services)
    {
        // <example>
        options.MeterFactory = services.GetRequiredService<IMeterFactory>();
        // </example>
    }

    internal static ActivityLink Link(CurlWebSocket socket)
    {
        // <example>
        ActivityLink link = new(socket.Activity!.Context);
        // </example>

        return link;
    }

    internal static void Propagate(CurlWebSocketOptions options)
    {
        // <example>
        options.PropagateTraceContext = true;
        // </example>
    }

    internal static void Frames(CurlWebSocketOptions options)
    {
        // <example>
        options.FrameTraceBytes = 32;
        options.FrameTrace = (in CurlFrameTrace frame) => Console.WriteLine(frame.ToString());
        // </example>
    }

    internal static void Queue(CurlWebSocketOptions options)
    {
        // <example>
        options.SendQueueLimit = 4 * 1024 * 1024;
        options.SendQueueFullMode = CurlSendQueueFullMode.DropOldest;
        // </example>
    }

    internal static void Dropped(CurlWebSocket socket, Action<string> log)
    {
        // <example>
        socket.MessageDropped += (sender, dropped) => log($"{dropped.Reason}: {dropped.Length} bytes");
        // </example>
    }

    internal static async Task LatestAsync(CurlWebSocket socket, ReadOnlyMemory<byte> price, CancellationToken token)
    {
        // <example>
        await socket.SendLatestAsync("EUR/USD", price, WebSocketMessageType.Text, token);
        // </example>
    }

    internal static async Task RoomAsync(CurlWebSocket socket, long length, CancellationToken token)
    {
        // <example>
        await socket.WaitForSendRoomAsync(length, token);
        await socket.FlushAsync(token);
        // </example>
    }

    internal static void Budget(CurlWebSocketOptions options)
    {
        // <example>
        CurlSendBudget budget = new(256 * 1024 * 1024);
        options.SendBudget = budget;
        // </example>
    }

    internal static async Task BroadcastAsync(IEnumerable<CurlWebSocket> sockets, string text, CancellationToken token)
    {
        // <example>
        CurlPreparedMessage message = new(text);
        foreach (CurlWebSocket socket in sockets)
        {
            await socket.SendAsync(message, token);
        }
        // </example>
    }

    internal static void Compress(CurlWebSocketOptions options)
    {
        // <example>
        options.Deflate = new WebSocketDeflateOptions { ClientContextTakeover = false };
        options.DeflateLevel = CompressionLevel.Fastest;
        options.DeflateThreshold = 512;
        options.DeflateAdaptive = true;
        // </example>
    }

    internal static void ConnectAgain(CurlWebSocketOptions options)
    {
        // <example>
        options.AllowTlsResume = false;
        // </example>
    }

    internal static void ChangeOfNetwork()
    {
        // <example>
        NetworkChange.NetworkAddressChanged += (_, _) => CurlWebSocket.NotifyNetworkChanged();
        // </example>
    }

    internal static void ReadAhead(CurlWebSocketOptions options)
    {
        // <example>
        options.ReceivePrefetch = 1024 * 1024;
        options.ValidateUtf8 = false;
        // </example>
    }

    internal static void Answer(CurlWebSocketOptions options)
    {
        // <example>
        options.AnswerPingsPromptly = true;
        // </example>
    }

    internal static void RoundTrip(CurlWebSocketOptions options, CurlWebSocket socket, Action<string> log)
    {
        // <example>
        options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        log($"{socket.LastPingRoundTrip}");
        // </example>
    }
}
