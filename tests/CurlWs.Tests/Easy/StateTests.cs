#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>What a handle is doing, and what is refused meanwhile.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task Perform_WhateverTheHandleIsDoing_IsRefusedWithWhatThatIs()
    {
        await using ScriptedServer echo = ScriptedServer.Start(Scripts.EchoAsync);
        await using ScriptedServer silent = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        CurlEasy connected = await ConnectAsync(echo);
        Assert.Contains("holds a WebSocket connection", Refusal(connected), StringComparison.Ordinal);
        connected.Dispose();
        Assert.Throws<ObjectDisposedException>(connected.Perform);
        Assert.True(connected.IsConnected);

        using CurlEasy connecting = new();
        connecting.Options.Uri = silent.WsUri;
        Task connect = connecting.ConnectAsync(Deadline.Token());
        Assert.Contains("a connect is under way", Refusal(connecting), StringComparison.Ordinal);
        Assert.False(connecting.IsConnected);
        connecting.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(connect));
        Assert.False(connecting.IsConnected);

        using CurlEasy added = new();
        using CurlMulti multi = new();
        multi.Add(added);
        Assert.Contains("in a multi handle", Refusal(added), StringComparison.Ordinal);
        multi.Remove(added);
        multi.Add(added);
        multi.Remove(added);

        static string Refusal(CurlEasy easy) => Assert.Throws<InvalidOperationException>(easy.Perform).Message;
    }
}
