using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What a multi handle calls, and what becomes of an exception there.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The lists of transfers dispose them.")]
public sealed class MultiCallbacksTests : IAsyncLifetime
{
    private EmbeddedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Notify_EndOfATransfer_IsTold()
    {
        Assert.SkipUnless(CurlLibrary.Version >= new Version(8, 17, 0), "Notifications came with libcurl 8.17.");
        using CurlMulti multi = new();
        List<(CurlMultiNotification What, CurlEasy? Easy)> told = [];
        multi.NotifyCallback = (what, easy) => told.Add((what, easy));
        multi.EnableNotification(CurlMultiNotification.EasyDone);
        using MultiTransfer transfer = new(_server, tls: false);
        multi.Add(transfer.Easy);
        MultiTests.ByHand(multi);
        Assert.Equal([(CurlMultiNotification.EasyDone, transfer.Easy)], told);
        multi.DisableNotification(CurlMultiNotification.EasyDone);
        multi.Remove(transfer.Easy);
        multi.Add(transfer.Easy);
        MultiTests.ByHand(multi);
        Assert.Single(told);
    }

    [Fact]
    public void Notify_OlderVersion_NamesTheVersion()
    {
        Assert.SkipWhen(CurlLibrary.Version >= new Version(8, 17, 0), "This libcurl has notifications.");
        using CurlMulti multi = new();
        Assert.Throws<PlatformNotSupportedException>(() => multi.NotifyCallback = (_, _) => { });
        Assert.Throws<PlatformNotSupportedException>(() => multi.EnableNotification(CurlMultiNotification.InfoRead));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Callbacks_ThatThrow_SurfaceFromTheCall(bool socket)
    {
        CurlMulti multi = new();
        using MultiTransfer transfer = new(_server, tls: false);
        if (socket)
        {
            multi.SocketCallback = (_, _) => throw new InvalidDataException("mine");
        }
        else
        {
            multi.TimerCallback = _ => throw new InvalidDataException("mine");
        }

        InvalidDataException e = Assert.Throws<InvalidDataException>(() =>
        {
            multi.Add(transfer.Easy);
            while (multi.HandleTimeout() > 0)
            {
            }
        });
        Assert.Equal("mine", e.Message);
        Record.Exception(multi.Dispose);
        Assert.True(multi.Handle.WasClosed);
    }

    [Fact]
    public async Task PerformAsync_OneCallbackOfManyThrows_OnlyItsTaskFails()
    {
        using CurlMulti multi = new();
        List<MultiTransfer> transfers = [.. Enumerable.Range(0, 12).Select(i => new MultiTransfer(_server, tls: i % 2 == 0))];
        transfers[3].Throws = new InvalidDataException("third");
        transfers[8].Throws = new InvalidDataException("eighth");
        transfers[5].Easy.Options.Uri = new Uri("http://127.0.0.1:1/");
        Task[] tasks = [.. transfers.Select(t => multi.PerformAsync(t.Easy, Deadline.Token()))];
        for (int i = 0; i < tasks.Length; i++)
        {
            Exception? e = await Record.ExceptionAsync(() => Deadline.Within(tasks[i]));
            Assert.Same(transfers[i].Throws, i == 5 ? null : e);
            Assert.Equal(i == 5, e is CurlException { Code: CurlErrorCode.CouldNotConnect });
            transfers[i].Dispose();
        }
    }
}
