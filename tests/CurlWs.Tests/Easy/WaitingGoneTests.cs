using System;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// What a wait that was overtaken by a disposal throws names the public type, which the code that throws it does not know.
/// </summary>
public sealed class WaitingGoneTests
{
    [Fact]
    public void Exceptions_OfDisposal_NameThePublicTypes()
    {
        Assert.Equal(typeof(CurlEasy).FullName, Gone.Handle().ObjectName);
        Assert.Equal(nameof(CurlEasy), Gone.BeforeTransfer().ObjectName);
        Assert.Equal(nameof(CurlEasy), Gone.DuringTransfer().ObjectName);
        Assert.Equal(nameof(CurlMulti), Gone.Multi().ObjectName);
    }

    [Fact]
    public void ThrowIf_NotGone_DoesNothing()
    {
        Gone.ThrowIf(gone: false);
        Assert.Throws<ObjectDisposedException>(() => Gone.ThrowIf(gone: true));
    }
}
