using System;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.WebSockets.Flow;

/// <summary>The way in, over a decoder that hands out what it was given.</summary>
public sealed class ReceiveSideTests
{
    [Fact]
    public async Task Receive_PingBeforeData_IsAnsweredAndTheDataIsReturned()
    {
        using FakeEngine engine = new();
        engine.Decoder.Add(WebSocketOpcode.Ping, "are you there"u8);
        engine.Decoder.Add(WebSocketOpcode.Text, "yes"u8);
        Assert.Equal("yes", await ReceiveAsync(engine, size: 10));
        Assert.Equal(["Pong:are you there"], engine.Encoder.Sent);
    }

    [Fact]
    public async Task Receive_FrameLargerThanTheBuffer_ComesInPieces()
    {
        using FakeEngine engine = new();
        engine.Decoder.Add(WebSocketOpcode.Text, "abcdef"u8);
        Assert.Equal("abcd", await ReceiveAsync(engine, size: 4));
        Assert.Equal("ef", await ReceiveAsync(engine, size: 4));
    }

    [Fact]
    public async Task Receive_MessageLargerThanItMayBe_TellsTheServerAndEnds()
    {
        using FakeEngine engine = new();
        engine.Decoder.Add(WebSocketOpcode.Binary, new byte[11]);
        WebSocketException e = await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(engine, size: 4));
        Assert.Contains("MaxMessageSize (10 bytes)", e.Message, StringComparison.Ordinal);
        Assert.StartsWith("Close:", Assert.Single(engine.Encoder.Sent), StringComparison.Ordinal);
        Assert.Equal((Ending.Ended, WebSocketState.Aborted), (engine.Ended, engine.Connection.State));
    }

    [Fact]
    public async Task Receive_CloseFrame_ChangesTheState()
    {
        using FakeEngine engine = new();
        engine.Decoder.Add(WebSocketOpcode.Close, [0x03, 0xe8, (byte)'b', (byte)'y', (byte)'e']);
        Assert.Equal("", await ReceiveAsync(engine, size: 4));
        Assert.Equal(
            (WebSocketState.CloseReceived, WebSocketCloseStatus.NormalClosure, "bye"),
            (engine.Connection.State, engine.Connection.CloseStatus, engine.Connection.CloseStatusDescription));
    }

    private static async Task<string> ReceiveAsync(FakeEngine engine, int size)
    {
        byte[] buffer = new byte[size];
        ReceivedChunk chunk = await engine.Receive.ReceiveAsync(buffer, ReceiveMode.Framework, CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, chunk.Count);
    }
}
