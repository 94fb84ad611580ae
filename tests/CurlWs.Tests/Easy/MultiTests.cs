using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Many transfers in one multi handle: by task, by hand, and by an event loop.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The lists of transfers dispose them.")]
public sealed class MultiTests : IAsyncLifetime
{
    internal const string Page = "plain HTTP from the embedded server\n";

    private EmbeddedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public enum DrivenBy
    {
        Tasks,
        ByHand,
        EventLoop,
    }

    [Theory]
    [InlineData(DrivenBy.Tasks, false)]
    [InlineData(DrivenBy.Tasks, true)]
    [InlineData(DrivenBy.ByHand, false)]
    [InlineData(DrivenBy.ByHand, true)]
    [InlineData(DrivenBy.EventLoop, false)]
    [InlineData(DrivenBy.EventLoop, true)]
    public async Task Transfers_HttpAndHttps_AllSucceed(DrivenBy by, bool tls)
    {
        using CurlMulti multi = new();
        List<MultiTransfer> transfers = [.. Enumerable.Range(0, 20).Select(_ => new MultiTransfer(_server, tls))];
        await RunAsync(multi, transfers, by);
        foreach (MultiTransfer transfer in transfers)
        {
            Assert.Equal(Page, transfer.Body);
            Assert.Equal(tls ? 2 : 1, transfer.HttpMajor);
            transfer.Dispose();
        }
    }

    [Fact]
    public void TryReadEnded_TransferThatFailed_HasLibcurlsOwnText()
    {
        using CurlMulti multi = new();
        using MultiTransfer transfer = new(_server, tls: false);
        transfer.Easy.Options.Uri = new Uri("http://127.0.0.1:1/");
        multi.Add(transfer.Easy);
        while (multi.Perform() > 0)
        {
            multi.Poll(Deadline.Default);
        }

        Assert.True(multi.TryReadEnded(out _, out CurlException? failure));
        Assert.Equal(CurlErrorCode.CouldNotConnect, failure!.Code);
        Assert.Contains("127.0.0.1", failure.Detail, StringComparison.Ordinal);
        multi.Remove(transfer.Easy);
    }

    /// <summary>Two objects may stand for one native handle: the one that was added is the one that has ended.</summary>
    [Fact]
    public void TryReadEnded_BorrowedHandle_IsTheObjectThatWasAdded()
    {
        using CurlMulti multi = new();
        using MultiTransfer transfer = new(_server, tls: false);
        using CurlEasy borrowed = CurlEasy.Borrow(transfer.Easy.Handle);
        multi.Add(borrowed);
        ByHand(multi);
        Assert.True(multi.TryReadEnded(out CurlEasy? ended, out CurlException? failure));
        Assert.Same(borrowed, ended);
        Assert.Null(failure);
        multi.Remove(ended);
    }

    [Fact]
    public void TryReadEnded_HandleAddedUnderCNames_IsNotReported()
    {
        using CurlMulti multi = new();
        using MultiTransfer own = new(_server, tls: false);
        using MultiTransfer other = new(_server, tls: false);
        Assert.Equal(CURLMcode.CURLM_OK, LibCurl.curl_multi_add_handle(multi.Handle, other.Easy.Handle));
        multi.Add(own.Easy);
        ByHand(multi);
        Assert.True(multi.TryReadEnded(out CurlEasy? ended, out _));
        Assert.Same(own.Easy, ended);
        Assert.False(multi.TryReadEnded(out ended, out _));
        Assert.Null(ended);
        Assert.Equal(Page, other.Body);
        multi.Remove(own.Easy);
        Assert.Equal(CURLMcode.CURLM_OK, LibCurl.curl_multi_remove_handle(multi.Handle, other.Easy.Handle));
    }

    [Fact]
    public async Task PerformAsync_OneCanceled_TheOthersGoOn()
    {
        await using BlackHole hole = BlackHole.Start();
        using CurlMulti multi = new();
        using CancellationTokenSource cancel = new();
        using MultiTransfer stuck = new(_server, tls: false);
        stuck.Easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        using MultiTransfer good = new(_server, tls: true);
        Task first = multi.PerformAsync(stuck.Easy, cancel.Token);
        await Deadline.Within(multi.PerformAsync(good.Easy, Deadline.Token()));
        Assert.False(first.IsCompleted);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(first));
        Assert.Equal(cancel.Token, e.CancellationToken);

        // The handle is free again, at once.
        stuck.Easy.Options.Uri = _server.HttpUri;
        await Deadline.Within(multi.PerformAsync(stuck.Easy, Deadline.Token()));
        Assert.Equal(Page, stuck.Body);
    }

    /// <summary>
    /// As <c>using</c> does when a second transfer has failed: what failed comes out, and the first one is not left to nobody.
    /// </summary>
    [Fact]
    public async Task Dispose_WithTransfersUnderWay_EndsThemAndHidesNothing()
    {
        await using BlackHole hole = BlackHole.Start();
        using MultiTransfer stuck = new(_server, tls: false);
        using MultiTransfer wrong = new(_server, tls: false);
        stuck.Easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        wrong.Easy.Options.Uri = new Uri("http://127.0.0.1:1/");
        Task? running = null;
        CurlException e = await Assert.ThrowsAsync<CurlException>(async () =>
        {
            using CurlMulti multi = new();
            running = multi.PerformAsync(stuck.Easy, Deadline.Token());
            await Deadline.Within(multi.PerformAsync(wrong.Easy, Deadline.Token()));
        });
        Assert.Equal(CurlErrorCode.CouldNotConnect, e.Code);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(running!));

        // The handle is free again.
        stuck.Easy.Options.Uri = _server.HttpUri;
        using CurlMulti other = new();
        await Deadline.Within(other.PerformAsync(stuck.Easy, Deadline.Token()));
        Assert.Equal(Page, stuck.Body);
    }

    [Fact]
    public async Task Dispose_RacesWithTransfersThatBegin_EachEndsOneWayOrTheOther()
    {
        for (int round = 0; round < 50; round++)
        {
            CurlMulti multi = new();
            List<MultiTransfer> transfers = [.. Enumerable.Range(0, 4).Select(_ => new MultiTransfer(_server, tls: false))];
            Task[] tasks = [.. transfers.Select(t => Task.Run(() => multi.PerformAsync(t.Easy, Deadline.Token())))];
            await Task.Run(multi.Dispose);
            foreach (Task task in tasks)
            {
                Exception? e = await Record.ExceptionAsync(() => Deadline.Within(task));
                Assert.True(e is null or ObjectDisposedException, $"{round}: {e}");
            }

            transfers.ForEach(t => t.Dispose());
        }
    }

    [Fact]
    public async Task PerformAsync_TransfersUnderWay_TheMultiHandleCannotBeDrivenByHand()
    {
        await using BlackHole hole = BlackHole.Start();
        CurlMulti multi = new();
        using CancellationTokenSource cancel = new();
        using MultiTransfer stuck = new(_server, tls: false);
        stuck.Easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        Task task = multi.PerformAsync(stuck.Easy, cancel.Token);
        Assert.Throws<InvalidOperationException>(() => multi.Perform());
        Assert.Throws<InvalidOperationException>(() => multi.MaxConnects = 1);
        Assert.Throws<InvalidOperationException>(() => multi.HandleSocket(0, CurlSocketEvents.Read));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(task));
        multi.Dispose();
        multi.Dispose();
        Assert.Throws<ObjectDisposedException>(() => multi.HandleTimeout());
        Assert.Throws<ObjectDisposedException>(() => _ = multi.NextTimeout);
        ThrowsAtOnce(() => multi.PerformAsync(stuck.Easy));

        // Not through the task: a disposed object is the caller's mistake.
        static void ThrowsAtOnce(Func<Task> start)
        {
            ObjectDisposedException? thrown = null;
            try
            {
                _ = start();
            }
            catch (ObjectDisposedException e)
            {
                thrown = e;
            }

            Assert.NotNull(thrown);
        }
    }

    [Fact]
    public void Dispose_WithHandlesStillAdded_RemovesThem()
    {
        CurlMulti multi = new();
        using MultiTransfer transfer = new(_server, tls: false);
        multi.Add(transfer.Easy);
        multi.Dispose();
        transfer.Easy.Perform();
        Assert.Equal(Page, transfer.Body);
    }

    [Fact]
    public void Add_Twice_Throws()
    {
        using CurlMulti multi = new();
        using CurlMulti other = new();
        using MultiTransfer transfer = new(_server, tls: false);
        multi.Add(transfer.Easy);
        Assert.Throws<InvalidOperationException>(() => multi.Add(transfer.Easy));
        Assert.Throws<InvalidOperationException>(() => other.Add(transfer.Easy));
        Assert.Throws<InvalidOperationException>(transfer.Easy.Perform);
        Assert.Throws<ArgumentNullException>(() => multi.Add(null!));
        multi.Remove(transfer.Easy);
        transfer.Easy.Perform();
        Assert.Equal(Page, transfer.Body);
    }

    internal static async Task RunAsync(CurlMulti multi, List<MultiTransfer> transfers, DrivenBy by)
    {
        if (by == DrivenBy.Tasks)
        {
            await Deadline.Within(Task.WhenAll(transfers.Select(t => multi.PerformAsync(t.Easy, Deadline.Token()))));
            return;
        }

        using MultiEventLoop? loop = by == DrivenBy.EventLoop ? new MultiEventLoop(multi) : null;
        transfers.ForEach(t => multi.Add(t.Easy));
        if (loop is not null)
        {
            loop.Run(Deadline.Default);
            Assert.True(loop.SocketActions > 0);
        }
        else
        {
            ByHand(multi);
        }

        for (int i = 0; i < transfers.Count; i++)
        {
            Assert.True(multi.TryReadEnded(out CurlEasy? ended, out CurlException? failure));
            Assert.Null(failure);
            Assert.Contains(transfers, t => ReferenceEquals(t.Easy, ended));
            multi.Remove(ended);
        }

        Assert.False(multi.TryReadEnded(out _, out _));
    }

    internal static void ByHand(CurlMulti multi)
    {
        CancellationToken deadline = Deadline.Token();
        while (multi.Perform() > 0)
        {
            deadline.ThrowIfCancellationRequested();
            multi.Poll(TimeSpan.FromSeconds(1));
        }
    }
}
