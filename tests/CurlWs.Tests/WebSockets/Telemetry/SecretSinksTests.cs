using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Microsoft.Extensions.Logging;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>Known secrets in every place that takes one: no measurement, activity, event, log or traced frame has any of them.</summary>
public sealed class SecretSinksTests
{
    private const string Secret = "h1ddenHere";

    private static readonly string[] s_forms =
    [
        Secret, Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}1")), Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
    ];

    public static TheoryData<CurlFraming, string> Cases =>
        [.. from framing in new[] { CurlFraming.Auto, CurlFraming.Libcurl }
            from end in new[] { "close", "fault", "abort", "401", "302", "wrong accept", "407" }
            select (framing, end)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Secrets_InEveryPlace_AreInNoSink(CurlFraming framing, string end)
    {
        List<string> seen = [];
        void See(string text)
        {
            lock (seen)
            {
                seen.Add(text);
            }
        }

        using MeasuredValues values = new MeasuredValues().Listen();
        using HeardEvents events = new();
        using KeptLogs logs = new(LogLevel.Trace);
        using IDisposable forwarding = logs.LogCurlWs();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == CurlTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => See(TextOf(a)),
        };
        ActivitySource.AddActivityListener(listener);
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Credentials = ("me", end == "407" ? "other" : Secret + "2") });
        await using ScriptedServer server = ScriptedServer.Start(c => AnswerAsync(c, end));
        Uri address = new($"ws://me:{Secret}1@127.0.0.1:{server.Port}/path?token={Secret}3#{Secret}4");
        CurlWebSocketOptions options = Connections.Options(framing, o =>
        {
            o.Proxy = new Uri($"http://me:{Secret}2@127.0.0.1:{proxy.Port}");
            o.RequestHeaders.Add("X-Key", Secret + "5");
            o.RequestHeaders.Add("Origin", "https://origin.test/?" + Secret + "6");
            o.Cookies = new CookieContainer();
            o.Cookies.Add(new Cookie("a", Secret + "7", "/", "127.0.0.1"));
            o.SubProtocols.Add("bearer." + Secret + "8");
            (o.MeterFactory, o.PropagateTraceContext, o.MaxRedirects) = (values, true, 1);
            o.FrameTrace = (in CurlFrameTrace frame) => See(frame.ToString());
        });
        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(address, options, Deadline.Token());
            await TalkAsync(socket, end);
        });
        Assert.Equal(end is "close" or "abort", failure is null);
        await values.WaitForAsync("curlws.client.connect.duration");
        seen.AddRange(values.All.Select(v => $"{v.Name} {v.Value} {v.Tags}"));
        seen.AddRange(values.Observe("curlws.client.open_connections").Select(v => v.Tags));
        seen.AddRange(events.All.Select(e => e.Text));
        seen.AddRange(logs.All.Select(e => $"{e.Text} {string.Join(' ', e.Values)}"));
        lock (seen)
        {
            Assert.Contains(seen, text => text.Contains("activity CurlWs.Connect", StringComparison.Ordinal));
            Assert.Contains(seen, text => text.StartsWith("Connection ", StringComparison.Ordinal));
            Assert.Equal(end is "close" or "abort" or "fault", seen.Exists(text => text.Contains(" > text FIN", StringComparison.Ordinal)));
            Assert.DoesNotContain(seen, text => s_forms.Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase)));
        }
    }

    /// <summary>What is sought is found where it is asked for: the trace of frames with payloads.</summary>
    [Fact]
    public async Task FrameTraceBytes_AskedFor_ShowsThePayload()
    {
        string? line = null;
        await Connections.RunAsync(
            CurlFraming.Auto,
            c => c.ReadFrameAsync(),
            async socket => await socket.SendAsync(Secret, Deadline.Token()),
            o => (o.FrameTraceBytes, o.FrameTrace) = (100, (in CurlFrameTrace frame) => line ??= frame.ToString()));
        Assert.Contains(s_forms[0], line, StringComparison.Ordinal);
    }

    private static async Task TalkAsync(CurlWebSocket socket, string end)
    {
        await socket.SendAsync(Secret + "9", Deadline.Token());
        await socket.SendPongAsync(Encoding.UTF8.GetBytes(Secret), Deadline.Token());
        await socket.ReceiveWholeAsync();
        if (end == "abort")
        {
            socket.Abort();
            return;
        }

        await socket.ReceiveAsync(new byte[100], Deadline.Token());
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, Secret + "10", Deadline.Token());
    }

    private static async Task AnswerAsync(ScriptedConnection c, string end)
    {
        if (end is "401" or "302")
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(
                int.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
                [("Location", $"ws://me:{Secret}@127.0.0.1:1/?{Secret}"), ("Set-Cookie", "b=" + Secret), ("Content-Length", "0")]);
            return;
        }

        await c.AcceptUpgradeAsync(r =>
        {
            r.Add("Set-Cookie", "b=" + Secret);
            r.Accept = end == "wrong accept" ? "x" : r.Accept;
            r.SubProtocol = "bearer." + Secret + "8";
        });
        if (end is "close" or "abort" or "fault")
        {
            await c.WriteAsync(Wire.Concat(Wire.Frame(WireOpcode.Ping, Encoding.UTF8.GetBytes(Secret)), Wire.Text(Secret)));
            await (end == "fault"
                ? c.WriteFrameAsync(WireOpcode.Continuation, Encoding.UTF8.GetBytes(Secret))
                : c.WriteCloseAsync(4000, Secret));
        }

        await c.WaitForEofAsync();
    }

    private static string TextOf(Activity a) =>
        $"activity {a.OperationName} {a.DisplayName} {a.StatusDescription} {a.TraceStateString} {string.Join(' ', a.TagObjects)} "
            + $"{string.Join(' ', a.Baggage)} "
        + string.Join(' ', a.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"));
}
