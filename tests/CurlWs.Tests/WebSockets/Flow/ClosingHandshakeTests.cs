using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets.Flow;

/// <summary>A closing that another call has seen through, and freed, before this one came to its turn.</summary>
public sealed class ClosingHandshakeTests
{
    [Fact]
    public async Task CloseAsync_DisposeAsyncWasFasterInEachStep_Succeeds()
    {
        using FakeEngine engine = new();
        Task close = CloseBehindAnother(engine);

        engine.Connection.MarkCloseSent();
        engine.Connection.MarkCloseReceived(WebSocketCloseStatus.NormalClosure, "");
        engine.Connection.End(WebSocketState.Closed, Ending.Ended);
        engine.Connection.End(WebSocketState.Closed, Ending.Disposed);
        engine.Send.ExitTurn();

        await Deadline.Within(close);
        Assert.Empty(engine.Encoder.Sent);
    }

    [Fact]
    public async Task CloseAsync_DisposedBeforeACloseFrameWasSent_Fails()
    {
        using FakeEngine engine = new();
        Task close = CloseBehindAnother(engine);

        engine.Connection.MarkCloseReceived(WebSocketCloseStatus.NormalClosure, "");
        engine.Connection.End(WebSocketState.Closed, Ending.Disposed);
        engine.Send.ExitTurn();

        await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(close));
    }

    /// <summary>A server's close frame and the state Closed are no closing handshake: Dispose may have come before the answer.</summary>
    [Fact]
    public async Task SkipToEnd_DisposedBehindTheServersCloseFrame_Fails()
    {
        using FakeEngine engine = new();
        engine.Connection.MarkCloseReceived(WebSocketCloseStatus.NormalClosure, "");
        engine.Connection.End(WebSocketState.Closed, Ending.Disposed);
        using CloseLimit limit = new(Deadline.Default, CancellationToken.None);

        await Assert.ThrowsAsync<WebSocketException>(() => Deadline.Within(engine.Receive.SkipToEndAsync(limit)));
        Assert.False(engine.Receive.IsClosedByServer(new ObjectDisposedException("it")));
    }

    /// <summary>It waits for the turn to send its close frame, which the test has.</summary>
    private static Task CloseBehindAnother(FakeEngine engine)
    {
        Assert.True(engine.Send.TryEnterLast());
        ClosingHandshake closing = new(engine.Connection, engine.Send, engine.Receive, Deadline.Default);
        Task close = closing.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.False(close.IsCompleted);
        return close;
    }
}
