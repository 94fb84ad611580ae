using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.WebSockets.Flow;

/// <summary>The way out, over an encoder that only writes down what it is given.</summary>
public sealed class SendSideTests
{
    [Fact]
    public async Task Send_FragmentsOfOneMessage_GoOnWithItsTypeWhateverTheCallsSay()
    {
        using FakeEngine engine = new();
        await SendAsync(engine, "a", WebSocketMessageType.Text, last: false);
        await SendAsync(engine, "b", WebSocketMessageType.Binary, last: false);
        await SendAsync(engine, "c", WebSocketMessageType.Binary, last: true);
        await SendAsync(engine, "d", WebSocketMessageType.Binary, last: true);
        Assert.Equal(["Text+:a", "Continuation+:b", "Continuation:c", "Binary:d"], engine.Encoder.Sent);
    }

    [Fact]
    public async Task Pong_BetweenFragments_LeavesAtOnceAndTheMessageGoesOn()
    {
        using FakeEngine engine = new();
        await SendAsync(engine, "a", WebSocketMessageType.Text, last: false);
        engine.Send.SendPong("p"u8.ToArray());
        await SendAsync(engine, "b", WebSocketMessageType.Text, last: true);
        Assert.Equal(["Text+:a", "Pong:p", "Continuation:b"], engine.Encoder.Sent);
        Assert.True(engine.Send.QueueIsEmpty);
    }

    [Fact]
    public async Task Send_AfterAFailure_TheEncoderIsNotAskedAgain()
    {
        using FakeEngine engine = new();
        engine.Encoder.Fails = new NotSupportedException("unforeseen");
        await Assert.ThrowsAsync<WebSocketException>(() => SendAsync(engine, "a", WebSocketMessageType.Text, last: true));
        engine.Encoder.Fails = null;
        WebSocketException again = await Assert.ThrowsAsync<WebSocketException>(
            () => SendAsync(engine, "b", WebSocketMessageType.Text, last: true));
        Assert.Equal("unforeseen", again.GetBaseException().Message);
        engine.Send.SendPong([]);
        Assert.Empty(engine.Encoder.Sent);
        Assert.True(engine.Send.HasFailed);
    }

    [Fact]
    public async Task Send_AfterTheEnd_IsRefusedByTheState()
    {
        using FakeEngine engine = new();
        engine.Connection.End(WebSocketState.Aborted, Ending.Aborted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SendAsync(engine, "a", WebSocketMessageType.Text, last: true));
        Assert.Equal(Ending.Aborted, engine.Ended);
        Assert.Empty(engine.Encoder.Sent);
    }

    /// <summary>A send that has changed nothing may fail without an end; a compressor that has seen a message cannot forget it.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Send_HandleIsBusy_OnlyACompressedMessageMakesSendingImpossible(bool compresses, bool failed)
    {
        using FakeEngine engine = new(compresses);
        engine.Encoder.Fails = new InvalidOperationException("busy");
        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(engine, "a", WebSocketMessageType.Text, last: true));
        Assert.Equal(failed, engine.Send.HasFailed);
    }

    /// <inheritdoc cref="Send_HandleIsBusy_OnlyACompressedMessageMakesSendingImpossible"/>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task SendAll_HandleIsBusy_OnlyACompressedMessageMakesSendingImpossible(bool compresses, bool failed)
    {
        using FakeEngine engine = new(compresses);
        engine.Encoder.Fails = new InvalidOperationException("busy");
        ReadOnlyMemory<byte>[] messages = ["a"u8.ToArray()];
        FrameHead head = engine.Send.HeadOf(WebSocketMessageType.Text, endOfMessage: true);
        await Assert.ThrowsAnyAsync<Exception>(() => engine.Send.SendAllAsync(messages, head, CancellationToken.None).AsTask());
        Assert.Equal(failed, engine.Send.HasFailed);
    }

    [Fact]
    public async Task Send_CompressedFromMemoryThatIsGone_MakesSendingImpossible()
    {
        using FakeEngine engine = new(compresses: true);
        using GoneMemory memory = new();
        FrameHead head = engine.Send.HeadOf(WebSocketMessageType.Text, endOfMessage: true);
        await Assert.ThrowsAnyAsync<Exception>(
            () => engine.Send.SendAsync(memory.Memory, head, blocks: false, CancellationToken.None).AsTask());
        Assert.True(engine.Send.HasFailed);
        Assert.Empty(engine.Encoder.Sent);
    }

    private static Task SendAsync(FakeEngine engine, string text, WebSocketMessageType type, bool last) => engine.Send
        .SendAsync(System.Text.Encoding.UTF8.GetBytes(text), engine.Send.HeadOf(type, last), blocks: false, CancellationToken.None)
            .AsTask();

    /// <summary>What a pool's memory is after it was given back.</summary>
    private sealed class GoneMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(1);

        public override Span<byte> GetSpan() => throw new ObjectDisposedException(nameof(GoneMemory));

        public override MemoryHandle Pin(int elementIndex = 0) => throw new ObjectDisposedException(nameof(GoneMemory));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
