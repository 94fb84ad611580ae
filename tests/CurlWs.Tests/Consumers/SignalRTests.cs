using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>SignalR's client with a WebSocketFactory, against a hub in Kestrel.</summary>
public sealed class SignalRTests
{
    // SignalR stops its receive when it has sent its close frame: whether the server's comes first is a race.
    private static readonly WebSocketState[] s_ended = [WebSocketState.Closed, WebSocketState.Aborted];

    public static TheoryData<SocketKind> Kinds => ConsumerSockets.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Invoke_ManyAtOnce_EachGetsItsOwnAnswer(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);

        string[] sent = [.. Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), i * 31))];
        string[] answers = await Task.WhenAll(sent.Select(text => talk.Hub.InvokeAsync<string>("Echo", text, Deadline.Token())));

        Assert.Equal(sent, answers);
        Assert.Equal("WebSockets", await talk.Hub.InvokeAsync<string>("Transport", Deadline.Token()));
        HubException error = await Assert.ThrowsAsync<HubException>(
            () => talk.Hub.InvokeAsync<string>("Throw", "on purpose", Deadline.Token()));
        Assert.Contains("on purpose", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stream_FromHubAndToHub_ArrivesInOrder(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);

        List<int> received = [];
        await foreach (int number in talk.Hub.StreamAsync<int>("CountTo", 1000, Deadline.Token()))
        {
            received.Add(number);
        }

        Assert.Equal(Enumerable.Range(1, 1000), received);
        Assert.Equal(5050, await talk.Hub.InvokeAsync<int>("Sum", Enumerable.Range(1, 100).ToAsyncEnumerable(), Deadline.Token()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Callback_FromHub_IsHeardAndAnswered(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);
        Happenings<string> told = new();
        using IDisposable hears = talk.Hub.On<string>("Told", told.Add);
        using IDisposable answers = talk.Hub.On<string, string>("Ask", question => Task.FromResult(question + " 42"));

        await talk.Hub.SendAsync("Tell", "news \u00fc\u20ac\U0001F44B", Deadline.Token());

        Assert.Equal("news \u00fc\u20ac\U0001F44B", await told.NextAsync());
        Assert.Equal("what is 6 x 7? 42", await talk.Hub.InvokeAsync<string>("AskBack", "what is 6 x 7?", Deadline.Token()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_OfAMegabyte_ComesBackWhole(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);
        byte[] noise = Wire.Noise(1 << 20, seed: 7);

        Assert.Equal(noise, await talk.Hub.InvokeAsync<byte[]>("EchoBytes", noise, Deadline.Token()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_ByClient_EndsBothSidesWithoutAComplaint(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);
        await talk.Hub.InvokeAsync<string>("Echo", "hello", Deadline.Token());

        await talk.Hub.StopAsync(Deadline.Token());

        Assert.Null(await talk.Closed.NextAsync());
        Assert.Null(await talk.Disconnections.NextAsync());
        Assert.Contains(talk.Sockets[0].State, s_ended);
        Assert.NotEqual(0, talk.Log.Count);
        Assert.Equal("", talk.Log.Troubles);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cut_ByServer_ClosesWithAnError(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);

        await talk.Hub.SendAsync("Cut", Deadline.Token());

        Exception? error = await talk.Closed.NextAsync();
        Assert.Equal(WebSocketError.ConnectionClosedPrematurely, Assert.IsType<WebSocketException>(error).WebSocketErrorCode);
        Assert.Equal(HubConnectionState.Disconnected, talk.Hub.State);
        Assert.Equal(WebSocketState.Aborted, talk.Sockets[0].State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cut_WithAutomaticReconnect_MakesANewSocket(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind, reconnect: true);
        Assert.Single(talk.Sockets);

        await talk.Hub.SendAsync("Cut", Deadline.Token());

        Assert.NotNull(await talk.Reconnected.NextAsync());
        Assert.Equal(2, talk.Sockets.Count);
        Assert.NotSame(talk.Sockets[0], talk.Sockets[1]);
        Assert.Equal("again", await talk.Hub.InvokeAsync<string>("Echo", "again", Deadline.Token()));
        Assert.Empty(talk.Closed.Rest());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task SkipNegotiation_On_ConnectsAtOnce(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind, options => options.SkipNegotiation = true);

        Assert.Equal("direct", await talk.Hub.InvokeAsync<string>("Echo", "direct", Deadline.Token()));
        Assert.Null(talk.Hub.ConnectionId); // which only a negotiation gives
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Headers_AndAccessToken_ReachTheHub(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind, options =>
        {
            options.AccessTokenProvider = () => Task.FromResult<string?>("secret.of-1");
            options.Headers["X-Tenant"] = "blue";
            options.Url = new Uri(options.Url!, "?access_token=in%20the%20query");
        });

        Assert.Equal(
            ["Bearer secret.of-1", "in the query", "blue"],
            await talk.Hub.InvokeAsync<string?[]>("Credentials", Deadline.Token()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_WhileAStreamRuns_CancelsItOnTheServer(SocketKind kind)
    {
        await using SignalRTalk talk = await SignalRTalk.StartAsync(kind);
        IAsyncEnumerator<int> numbers = talk.Hub.StreamAsync<int>("CountTo", int.MaxValue, Deadline.Token()).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());

        await talk.Hub.StopAsync(Deadline.Token());

        Assert.Null(await talk.Closed.NextAsync());
        Assert.Null(await talk.Disconnections.NextAsync());
        await numbers.DisposeAsync();
        Assert.Contains(talk.Sockets[0].State, s_ended);
    }
}
