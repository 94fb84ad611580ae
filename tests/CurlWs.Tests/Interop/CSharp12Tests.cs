using CurlWs.CSharp12;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The C names in C# 12, a stock .NET 8 project's language: the first half of the test is that CurlWs.CSharp12 compiles.</summary>
public sealed class CSharp12Tests
{
    [Fact]
    public void Statements_OnAnEasyHandle_AreTaken() =>
        Assert.All(Statements.OnAnEasyHandle(), result => Assert.Equal((result.Key, CURLE_OK), (result.Key, result.Value)));

    [Fact]
    public void Statements_OnAMultiHandle_AreTaken() =>
        Assert.All(Statements.OnAMultiHandle(), result => Assert.Equal((result.Key, CURLM_OK), (result.Key, result.Value)));

    [Fact]
    public void Statements_OnAShare_AreTaken() =>
        Assert.All(Statements.OnAShare(), result => Assert.Equal((result.Key, CURLSHE_OK), (result.Key, result.Value)));
}
