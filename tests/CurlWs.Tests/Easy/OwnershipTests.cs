using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Whose handle it is: what may be borrowed and adopted, and who frees it.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Who disposes what is what these tests are about.")]
public sealed class OwnershipTests
{
    [Fact]
    public void BorrowAndAdopt_Null_Throw()
    {
        Assert.Throws<ArgumentException>(() => CurlEasy.Borrow(0));
        Assert.Throws<ArgumentException>(() => CurlEasy.Adopt(0));
        Assert.Throws<ArgumentNullException>(() => CurlEasy.Borrow(null!));
        Assert.Throws<ArgumentNullException>(() => CurlEasy.Adopt(null!));
    }

    [Fact]
    public void BorrowAndAdopt_InvalidSafeHandle_Throw()
    {
        using ForeignHandle invalid = new(0);
        Assert.Throws<ArgumentException>(() => CurlEasy.Borrow(invalid));
        Assert.Throws<ArgumentException>(() => CurlEasy.Adopt(invalid));
    }

    [Fact]
    public void BorrowAndAdopt_ClosedSafeHandle_Throw()
    {
        ForeignHandle foreign = ForeignHandle.Make();
        foreign.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CurlEasy.Borrow(foreign));
        Assert.Throws<ObjectDisposedException>(() => CurlEasy.Adopt(foreign));
        CURL own = LibCurl.curl_easy_init()!;
        own.Dispose();
        Assert.Throws<ObjectDisposedException>(() => CurlEasy.Borrow(own));
        Assert.Throws<ObjectDisposedException>(() => CurlEasy.Adopt(own));
    }

    [Fact]
    public unsafe void BorrowAndAdopt_SomethingElsesAddress_Throw()
    {
        using CURLM multi = LibCurl.curl_multi_init()!;
        nint memory = (nint)NativeMemory.AllocZeroed(64);
        foreach (nint address in new[] { multi.Raw, memory, memory + 1 })
        {
            Assert.Contains(
                "not a live easy handle",
                Assert.Throws<ArgumentException>(() => CurlEasy.Borrow(address)).Message,
                StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => CurlEasy.Adopt(address));
        }

        using ForeignHandle wrong = new(memory) { FreesNothing = true };
        Assert.Throws<ArgumentException>(() => CurlEasy.Borrow(wrong));
        Assert.Throws<ArgumentException>(() => CurlEasy.Adopt(wrong));
        Assert.False(wrong.IsClosed);
        wrong.Dispose();
        NativeMemory.Free((void*)memory);
    }

    [Fact]
    public void Borrow_SafeHandleDisposedMeanwhile_LivesUntilTheBorrowerIsDone()
    {
        ForeignHandle foreign = ForeignHandle.Make();
        CurlEasy easy = CurlEasy.Borrow(foreign);
        foreign.Dispose();
        Assert.False(foreign.WasFreed);
        easy.Options.Timeout = TimeSpan.FromSeconds(1);
        easy.Dispose();
        Assert.True(foreign.WasFreed);
    }

    [Fact]
    public void Borrow_DisposedTwice_LetsGoOnce()
    {
        using ForeignHandle foreign = ForeignHandle.Make();
        CurlEasy easy = CurlEasy.Borrow(foreign);
        easy.Dispose();
        easy.Dispose();
        Assert.False(foreign.WasFreed);
        Assert.Throws<ObjectDisposedException>(() => easy.Options.Timeout = TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Borrow_OurOwnHandle_UsesTheSameObjectAndLeavesIt()
    {
        using CURL own = LibCurl.curl_easy_init()!;
        foreach (Func<CurlEasy> borrow in new[] { () => CurlEasy.Borrow(own), () => CurlEasy.Borrow(own.Raw) })
        {
            using (CurlEasy easy = borrow())
            {
                Assert.Same(own, easy.Handle);
                Assert.True(easy.IsBorrowed);
            }

            Assert.Equal(CURLcode.CURLE_OK, LibCurl.curl_easy_setopt(own, LibCurl.CURLOPT_URL, "ws://127.0.0.1/"));
        }
    }

    [Fact]
    public void Adopt_OurOwnHandle_FreesIt()
    {
        CURL own = LibCurl.curl_easy_init()!;
        using (CurlEasy easy = CurlEasy.Adopt(own))
        {
            Assert.Same(own, easy.Handle);
            Assert.False(easy.IsBorrowed);
        }

        Assert.True(own.WasClosed);
    }

    [Fact]
    public void Adopt_AddressThatAnObjectHasAlready_Throws()
    {
        using CurlEasy easy = new();
        Assert.Throws<InvalidOperationException>(() => CurlEasy.Adopt(easy.Handle.Raw));
        using ForeignHandle foreign = ForeignHandle.Make();
        using CurlEasy borrowed = CurlEasy.Borrow(foreign);
        Assert.Throws<InvalidOperationException>(() => CurlEasy.Adopt(foreign));
        Assert.False(foreign.IsClosed);
    }

    [Fact]
    public void Adopt_SafeHandle_CountsAsClosedAndFreesNothing()
    {
        ForeignHandle foreign = ForeignHandle.Make();
        CurlEasy easy = CurlEasy.Adopt(foreign);
        Assert.True(foreign.IsClosed);
        foreign.Dispose();
        Assert.False(foreign.WasFreed);
        easy.Options.Timeout = TimeSpan.FromSeconds(1);
        easy.Dispose();
        Assert.False(foreign.WasFreed);
    }

    [Fact]
    public async Task Dispose_WhilePerformAsyncRuns_EndsTheTask()
    {
        await using BlackHole hole = BlackHole.Start();
        using CurlMulti multi = new();
        CurlEasy easy = new();
        easy.Options.Uri = new Uri($"http://127.0.0.1:{hole.Port}/");
        Task transfer = multi.PerformAsync(easy, CancellationToken);
        easy.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(transfer));
    }

    [Fact]
    public async Task Dispose_WhileConnecting_EndsTheTask()
    {
        await using BlackHole hole = BlackHole.Start();
        for (int i = 0; i < 50; i++)
        {
            CurlEasy easy = new();
            easy.Options.Uri = new Uri($"ws://127.0.0.1:{hole.Port}/");
            Task connect = easy.ConnectAsync(CancellationToken);
            if (i % 2 == 0)
            {
                // Sometimes the poller has taken it in, sometimes not.
                await Task.Yield();
            }

            easy.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(connect));
        }
    }

    private static System.Threading.CancellationToken CancellationToken => Deadline.Token();

    private sealed class ForeignHandle : SafeHandle
    {
        internal ForeignHandle(nint value)
            : base(0, ownsHandle: true) => SetHandle(value);

        internal bool FreesNothing { get; init; }

        internal bool WasFreed { get; private set; }

        public override bool IsInvalid => handle == 0;

        internal static ForeignHandle Make()
        {
            CurlLibrary.EnsureInitialized();
            return new ForeignHandle(Native.curl_easy_init());
        }

        protected override bool ReleaseHandle()
        {
            WasFreed = true;
            if (!FreesNothing)
            {
                Native.curl_easy_cleanup(handle);
            }

            return true;
        }
    }
}
