using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>The options of a multi handle.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The lists of transfers dispose them.")]
public sealed class MultiOptionsTests : IAsyncLifetime
{
    private EmbeddedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Multiplexing_OverHttp2_IsOneConnectionUnlessSwitchedOff()
    {
        Assert.Equal(1, await ConnectionsAsync(new CurlMulti { Multiplex = true }));
        Assert.True(await ConnectionsAsync(new CurlMulti { Multiplex = false }) > 1);
    }

    [Fact]
    public async Task MaxTotalConnections_One_IsKept()
    {
        using CurlMulti multi = new() { MaxTotalConnections = 1, MaxHostConnections = 1 };
        List<MultiTransfer> transfers = [.. Enumerable.Range(0, 10).Select(_ => new MultiTransfer(_server, tls: false))];
        await MultiTests.RunAsync(multi, transfers, MultiTests.DrivenBy.Tasks);
        Assert.Equal(1, transfers.Sum(t => t.NewConnections));
        transfers.ForEach(t => t.Dispose());
    }

    [Fact]
    public void Options_SetAndUnset_AreRemembered()
    {
        using CurlMulti multi = new();
        Assert.Null(multi.MaxConnects);
        Assert.Null(multi.Multiplex);
        (multi.MaxConnects, multi.MaxHostConnections, multi.MaxTotalConnections, multi.MaxConcurrentStreams) = (1, 2, 3, 4);
        multi.Multiplex = false;
        Assert.Equal((1, 2, 3, 4), (multi.MaxConnects, multi.MaxHostConnections, multi.MaxTotalConnections, multi.MaxConcurrentStreams));
        Assert.False(multi.Multiplex);
        multi.MaxConnects = null;
        multi.Multiplex = null;
        Assert.Null(multi.MaxConnects);
        Assert.Null(multi.Multiplex);
        Assert.Throws<ArgumentOutOfRangeException>(() => multi.MaxConnects = -1);
    }

    [Fact]
    public void Options_OfNewerVersions_WorkOrNameTheVersion()
    {
        using CurlMulti multi = new();
        bool known = CurlLibrary.Version >= new Version(8, 20, 0);
        foreach (Action set in new Action[] { () => multi.MaxResolveThreads = 5, () => multi.QuickExit = true })
        {
            PlatformNotSupportedException? e = Record.Exception(set) as PlatformNotSupportedException;
            Assert.Equal(known, e is null);
            Assert.True(known || e!.Message.Contains(CurlLibrary.Path, StringComparison.Ordinal));
        }
    }

    private async Task<long> ConnectionsAsync(CurlMulti multi)
    {
        using (multi)
        {
            List<MultiTransfer> transfers =
                [.. Enumerable.Range(0, 10).Select(_ => new MultiTransfer(_server, tls: true) { Waits = true })];
            await MultiTests.RunAsync(multi, transfers, MultiTests.DrivenBy.Tasks);
            long connections = transfers.Sum(t => t.NewConnections);
            transfers.ForEach(t => t.Dispose());
            return connections;
        }
    }
}
