using System;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// Names that are not ASCII: the bundled libcurl has no IDN library, so a <see cref="Uri"/> is given to it in its ASCII form.
/// </summary>
public sealed class OptionsInternationalNameTests
{
    private const string Ascii = "xn--bcher-kva.example";

    [Fact]
    public async Task Url_NameIsNotAscii_IsAskedForInItsAsciiForm()
    {
        string? authority = null;
        RequestHead request = await OptionsExchange.RunAsync((server, easy) =>
        {
            authority = $"{Ascii}:{server.Port}";
            easy.Options.Resolve = [$"{authority}:127.0.0.1"];
            easy.Options.Uri = new Uri($"http://user:p%40ss@b\u00fccher.example:{server.Port}/\u00fc?q=%2F#part");
        });
        Assert.Equal(authority, request["Host"]);
        Assert.Equal("/%C3%BC?q=%2F", request.Target);
        Assert.Equal("Basic " + Convert.ToBase64String("user:p@ss"u8), request["Authorization"]);
    }

    [Fact]
    public async Task ConnectAsync_NameIsNotAscii_ConnectsAndTalks()
    {
        TaskCompletionSource<string?> host = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await ScriptedServer.RunAsync(
            async connection =>
            {
                RequestHead request = await connection.AcceptUpgradeAsync();
                host.SetResult(request["Host"]);
                await connection.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(
                    new Uri($"ws://B\u00dcCHER.example:{server.Port}/"),
                    new CurlWebSocketOptions
                    {
                        AllowPredictableMasking = true,
                        Configure = easy => easy.Options.Resolve = [$"{Ascii}:{server.Port}:127.0.0.1"],
                    },
                    Deadline.Token());
                Assert.Equal($"{Ascii}:{server.Port}", await host.Task.WaitAsync(Deadline.Token()));
            });
    }

    [Fact]
    public void Url_NameIsNotAscii_ReadsBackAsItWasSet()
    {
        using CurlEasy easy = new();
        Uri url = new("wss://b\u00fccher.example/");
        easy.Options.Uri = url;
        Assert.Same(url, easy.Options.Uri);
    }

    [Fact]
    public void Url_NameThatCannotBe_IsAnArgumentException()
    {
        using CurlEasy easy = new();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => easy.Options.Uri = new Uri("ws://xn--\u00a2/"));
        Assert.Contains("IDNA", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ws://[::1]:80/")]
    [InlineData("ws://127.0.0.1/a b")]
    [InlineData("ws://user@example.org/?q=\u00fc")]
    public void Url_NameIsAscii_StaysAsItIs(string text)
    {
        using CurlEasy easy = new();
        Uri url = new(text);
        easy.Options.Uri = url;
        Assert.Equal(url.AbsoluteUri, easy.GetInfo(CurlInfos.EffectiveUri));
    }
}
