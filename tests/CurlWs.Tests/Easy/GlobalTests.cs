using System;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Settings of libcurl as a whole.</summary>
public sealed class GlobalTests
{
    [Fact]
    public void EnsureInitialized_AgainAndAgain_DoesNothing()
    {
        CurlLibrary.EnsureInitialized();
        CurlLibrary.EnsureInitialized();
        using CurlEasy easy = new();
        Assert.False(easy.Handle.IsClosed);
    }

    [Fact]
    public void ConfigureTrace_ComponentsOrNone_AreTaken()
    {
        Assert.Throws<ArgumentNullException>(() => CurlLibrary.ConfigureTrace(null!));
        CurlLibrary.ConfigureTrace("-ws");
    }
}
