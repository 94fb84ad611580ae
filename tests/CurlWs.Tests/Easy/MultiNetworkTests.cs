using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What a multi handle keeps, after a change of network.</summary>
public sealed class MultiNetworkTests : IAsyncLifetime
{
    private EmbeddedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>An idle connection is used again, but not after the signal, by whomever the multi handle is driven meanwhile.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NotifyNetworkChanged_IdleConnection_IsNotUsedAgain(bool underWay)
    {
        await using BlackHole hole = BlackHole.Start();
        using CurlMulti multi = new();
        using CancellationTokenSource cancel = new();
        using MultiTransfer stuck = new(_server, tls: false);
        stuck.Easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        Task running = underWay ? multi.PerformAsync(stuck.Easy, cancel.Token) : Task.CompletedTask;
        Assert.Equal(1, await ConnectionsOfOneAsync(multi));
        Assert.Equal(0, await ConnectionsOfOneAsync(multi));
        if (!CurlLibrary.NetworkSignal.IsThere)
        {
            PlatformNotSupportedException e = Assert.Throws<PlatformNotSupportedException>(multi.NotifyNetworkChanged);
            Assert.Contains("8.16", e.Message, StringComparison.Ordinal);
        }
        else
        {
            multi.NotifyNetworkChanged();
            Assert.Equal(1, await ConnectionsOfOneAsync(multi));
            Assert.Equal(0, await ConnectionsOfOneAsync(multi));
        }

        Assert.Equal(!underWay, running.IsCompleted);
        await cancel.CancelAsync();
        Assert.Equal(underWay, await Record.ExceptionAsync(() => Deadline.Within(running)) is OperationCanceledException);
        multi.Dispose();
        Assert.Throws<ObjectDisposedException>(multi.NotifyNetworkChanged);
    }

    private async Task<long> ConnectionsOfOneAsync(CurlMulti multi)
    {
        using MultiTransfer transfer = new(_server, tls: false);
        await Deadline.Within(multi.PerformAsync(transfer.Easy, Deadline.Token()));
        return transfer.NewConnections;
    }
}
