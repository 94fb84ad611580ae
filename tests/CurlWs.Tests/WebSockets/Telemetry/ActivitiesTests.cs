using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using OpenTelemetry;
using OpenTelemetry.Trace;

using Xunit;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>Activities, as OpenTelemetry's SDK exports them: one for the connect, one for the connection.</summary>
public sealed class ActivitiesTests : IDisposable
{
    private const string Mine = "CurlWs.Tests.Telemetry";

    private static readonly ActivitySource s_source = new(Mine);
    private readonly Exported _exported = [];
    private readonly TracerProvider _provider;

    public ActivitiesTests() => _provider =
        Sdk.CreateTracerProviderBuilder().AddSource(CurlTelemetry.ActivitySourceName, Mine).AddInMemoryExporter(_exported).Build();

    public void Dispose() => _provider.Dispose();

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connection_FromConnectToClose_IsTwoActivities(CurlFraming framing)
    {
        CurlWebSocketInfo? info = null;
        (long id, int port) = (0, 0);
        ActivityContext context = default;
        using Activity caller = s_source.StartActivity("caller")!;
        DateTime before = DateTime.UtcNow;
        await Connections.RunAsync(
            framing,
            async c =>
            {
                await c.ReadFrameAsync();
                await c.AnswerCloseAsync();
            },
            async socket =>
            {
                Assert.Same(caller, Activity.Current);
                (id, info, port, context) = (socket.ConnectionId, socket.Info, socket.Info.PrimaryEndPoint!.Port, socket.Activity!.Context);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                Assert.Same(caller, Activity.Current);
            });
        Activity connect = _exported.Of(id, "CurlWs.Connect");
        Assert.Equal(caller.SpanId, connect.ParentSpanId);
        Assert.Equal(
            (ActivityStatusCode.Unset, ActivityKind.Client, $"connect 127.0.0.1:{port}"),
            (connect.Status, connect.Kind, connect.DisplayName));
        Assert.Equal(
            ("127.0.0.1", port, "websocket", "ws", 101, "127.0.0.1", port),
            (connect.GetTagItem("server.address"), connect.GetTagItem("server.port"), connect.GetTagItem("network.protocol.name"),
                connect.GetTagItem("url.scheme"), connect.GetTagItem("http.response.status_code"),
                connect.GetTagItem("network.peer.address"), connect.GetTagItem("network.peer.port")));
        Assert.Equal(["dns", "tcp", "request", "upgrade"], connect.Events.Select(e => e.Name));
        AssertTimes(connect, before, ("dns", info!.NameLookupTime), ("tcp", info.ConnectTime), ("upgrade", info.UpgradeTime));

        Activity life = _exported.Of(id, "CurlWs.Connection");
        Assert.Equal(context, life.Context);
        Assert.Equal((default, connect.Context), (life.ParentSpanId, Assert.Single(life.Links).Context));
        Assert.NotEqual(caller.TraceId, life.TraceId);
        Assert.Equal((1000, ActivityStatusCode.Unset), (life.GetTagItem("curlws.close.code"), life.Status));
        Assert.Equal(["close sent", "close received"], life.Events.Select(e => e.Name));
    }

    [Fact]
    public async Task Connect_ThroughProxyWithTls_HasAllPhasesInOrder()
    {
        using TestCertificates certificates = new();
        await using ScriptedServer server =
            ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificates.Server });
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions());
        DateTime before = DateTime.UtcNow;
        using CurlWebSocket tls = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.CaFile = certificates.CaFile);
        Activity direct = _exported.Of(tls.ConnectionId, "CurlWs.Connect");
        Assert.Equal(["dns", "tcp", "tls", "request", "upgrade"], direct.Events.Select(e => e.Name));
        AssertTimes(direct, before, ("tcp", tls.Info.ConnectTime), ("tls", tls.Info.TlsHandshakeTime), ("upgrade", tls.Info.UpgradeTime));

        await using ScriptedServer plain = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlWebSocket tunnelled = await Connections.ConnectAsync(plain.WsUri, CurlFraming.Auto, o => o.Proxy = proxy.Uri);
        Activity through = _exported.Of(tunnelled.ConnectionId, "CurlWs.Connect");
        Assert.Equal(["dns", "tcp", "proxy", "request", "upgrade"], through.Events.Select(e => e.Name));
        Assert.Equal((200, proxy.Port), (through.GetTagItem("curlws.proxy.status_code"), through.GetTagItem("network.peer.port")));
    }

    /// <summary>
    /// The times are those of the clock: what the server has done before it answered comes before the phase that ends with it.
    /// </summary>
    [Fact]
    public async Task Connect_Phases_AreInTheClocksOrderWithTheServers()
    {
        (DateTime accepted, DateTime asked, DateTime answers) = (default, default, default);
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            asked = DateTime.UtcNow;
            TaskCompletionSource later = new();
            await using System.Threading.Timer timer = new(_ => later.SetResult(), null, 60, -1);
            await later.Task;
            answers = DateTime.UtcNow;
            await c.RespondAsync(401, [("Content-Length", "0")]);
        });
        accepted = DateTime.UtcNow;
        await Assert.ThrowsAsync<WebSocketException>(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto));
        Activity connect = Assert.Single(
            _exported.Snapshot(), a => a.OperationName == "CurlWs.Connect" && Equals(a.GetTagItem("server.port"), server.Port));
        DateTimeOffset At(string name) => connect.Events.Single(e => e.Name == name).Timestamp;
        Assert.True(At("dns") >= accepted);
        Assert.True(At("request") <= asked + TimeSpan.FromMilliseconds(1), $"{At("request"):O} {asked:O}");
        Assert.True(At("upgrade") - At("request") >= TimeSpan.FromMilliseconds(50), $"{At("upgrade"):O} {At("request"):O}");
        Assert.Equal(
            ("401", 401, ActivityStatusCode.Error),
            (connect.GetTagItem("error.type"), connect.GetTagItem("http.response.status_code"), connect.Status));
        Assert.Contains("401", connect.StatusDescription, StringComparison.Ordinal);
        Assert.True(answers > asked);
    }

    [Fact]
    public async Task Connect_Redirected_HasBothRequests()
    {
        await using ScriptedServer target = ScriptedServer.Start(Scripts.EchoAsync);
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(302, [("Location", new Uri(target.WsUri, "/there?token=x").AbsoluteUri), ("Content-Length", "0")]);
        });
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.MaxRedirects = 1);
        Activity connect = _exported.Of(socket.ConnectionId, "CurlWs.Connect");
        Assert.Equal(
            ["dns", "tcp", "request", "upgrade", "redirect", "dns", "tcp", "request", "upgrade"], connect.Events.Select(e => e.Name));
        Assert.Equal($"ws://127.0.0.1:{target.Port}/there", connect.GetTagItem("url.full"));
        Assert.Equal(connect.Events.Select(e => e.Timestamp).Order(), connect.Events.Select(e => e.Timestamp));
    }

    [Fact]
    public async Task Connection_Fault_IsAnErrorOfItsActivity()
    {
        long id = 0;
        await Connections.RunAsync(
            CurlFraming.Auto,
            c => c.WriteFrameAsync(WireOpcode.Text, new byte[] { 0xff }),
            async socket =>
            {
                id = socket.ConnectionId;
                await Connections.FailsAsync(() => socket.ReceiveWholeAsync(), WebSocketError.Faulted);
            });
        Activity life = _exported.Of(id, "CurlWs.Connection");
        Assert.Equal(
            (ActivityStatusCode.Error, "Faulted", 1007),
            (life.Status, life.GetTagItem("error.type"), life.GetTagItem("curlws.close.code")));
    }

    /// <summary>Asked for, the upgrade carries the connect's activity, or the caller's; a field of the application's own stays.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task TraceContext_GoesWithTheUpgrade_WhenAskedFor(bool asked, bool own)
    {
        TaskCompletionSource<RequestHead> asking = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            asking.SetResult(await c.AcceptUpgradeAsync());
            await c.WaitForEofAsync();
        });
        using Activity caller = s_source.StartActivity("caller")!;
        caller.TraceStateString = "a=b";
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            o.PropagateTraceContext = asked;
            if (own)
            {
                o.RequestHeaders.Add("traceparent", "mine");
            }
        });
        Activity connect = _exported.Of(socket.ConnectionId, "CurlWs.Connect");
        RequestHead request = await Deadline.Within(asking.Task);
        Assert.Equal(own ? "mine" : asked ? connect.Id : null, request["traceparent"]);
        Assert.Equal(asked ? "a=b" : null, request["tracestate"]);
    }

    private static void AssertTimes(Activity connect, DateTime before, params (string Name, TimeSpan After)[] phases)
    {
        DateTimeOffset At(string name) => connect.Events.Single(e => e.Name == name).Timestamp;
        Assert.Equal(connect.Events.Select(e => e.Timestamp).Order(), connect.Events.Select(e => e.Timestamp));
        Assert.InRange(connect.Events.First().Timestamp.UtcDateTime, before, DateTime.UtcNow);
        foreach ((string name, TimeSpan after) in phases)
        {
            Assert.Equal(after - phases[0].After, At(name) - At(phases[0].Name));
        }
    }

    /// <summary>What the exporter is given, from any thread.</summary>
    private sealed class Exported : List<Activity>, ICollection<Activity>
    {
        private readonly object _lock = new();

        void ICollection<Activity>.Add(Activity item)
        {
            lock (_lock)
            {
                base.Add(item);
            }
        }

        internal Activity[] Snapshot()
        {
            lock (_lock)
            {
                return [.. this];
            }
        }

        internal Activity Of(long id, string name) =>
            Assert.Single(Snapshot(), a => a.OperationName == name && Equals(a.GetTagItem("curlws.connection.id"), id));
    }
}
