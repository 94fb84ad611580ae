using System;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// What a wait that was overtaken by a disposal throws names the public type, which the code that throws it does not know.
/// </summary>
public sealed class WaitingDisposedTests
{
    [Fact]
    public void Exceptions_OfDisposal_NameThePublicTypes()
    {
        Assert.Equal(typeof(CurlEasy).FullName, DisposedMeanwhile.Handle().ObjectName);
        Assert.Equal(nameof(CurlEasy), DisposedMeanwhile.BeforeTransfer().ObjectName);
        Assert.Equal(nameof(CurlEasy), DisposedMeanwhile.DuringTransfer().ObjectName);
        Assert.Equal(nameof(CurlMulti), DisposedMeanwhile.Multi().ObjectName);
    }

    [Fact]
    public void ThrowIf_NotGone_DoesNothing()
    {
        DisposedMeanwhile.ThrowIf(gone: false);
        Assert.Throws<ObjectDisposedException>(() => DisposedMeanwhile.ThrowIf(gone: true));
    }
}
