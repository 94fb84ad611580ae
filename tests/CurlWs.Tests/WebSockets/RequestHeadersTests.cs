using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Header fields with values that mean something else to one of the two sides: empty, blank, with control characters.</summary>
public sealed class RequestHeadersTests
{
    public static TheoryData<char> ControlCharacters =>
        [.. Enumerable.Range(0, 0x20).Append(0x7f).Select(c => (char)c).Where(c => c != '\t')];

    [Theory]
    [InlineData("X-Blank", "")]
    [InlineData("X-Blank", " ")]
    [InlineData("X-Blank", "\t ")]
    [InlineData("User-Agent", " ")]
    [InlineData("Accept", "")]
    [InlineData("Origin", " ")]
    public async Task Field_WithNothingInIt_IsSentEmpty(string name, string value)
    {
        RequestHead request = await RequestAsync(o => o.RequestHeaders.Add(name, value));
        Assert.Contains($"\r\n{name}:\r\n", request.Raw, StringComparison.Ordinal);
        Assert.Equal([""], request.All(name));
    }

    /// <summary>What libcurl's own syntax would read as something else.</summary>
    [Theory]
    [InlineData(";")]
    [InlineData("a;")]
    [InlineData(":")]
    [InlineData("a\tb")]
    [InlineData("é")]
    public async Task Field_WithOddText_IsSentAsItIs(string value)
    {
        RequestHead request = await RequestAsync(o => o.RequestHeaders.Add("X-Odd", value));
        Assert.Equal(System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(value)), Assert.Single(request.All("X-Odd")));
    }

    [Theory]
    [MemberData(nameof(ControlCharacters))]
    public void Add_ControlCharacter_IsRefusedWithoutTheValue(char c)
    {
        CurlHeaderCollection headers = [];
        string value = $"s3cret{c}b";
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => headers.Add("X", value));
        Assert.DoesNotContain("s3cret", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => headers.Set("X", value));
        Assert.Empty(headers);
        using CurlEasy easy = new();
        Assert.ThrowsAny<ArgumentException>(() => easy.Options.HttpHeaders = [$"X: {value}"]);
        Assert.ThrowsAny<ArgumentException>(() => easy.Options.UserAgent = value);
    }

    [Theory]
    [InlineData("Content-Length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    public async Task Field_ThatAnnouncesABody_IsRefused(string name, string value) =>
        await TransportClient.IsRefusedAsync(
            "ws://127.0.0.1:1/",
            o => o.RequestHeaders.Add(name.ToLowerInvariant(), value),
            $"{name} cannot be set: an upgrade has no body");

    [Theory]
    [InlineData("/a\0b")]
    [InlineData("/a b")]
    [InlineData("/a\tb")]
    [InlineData("/?a\u007f")]
    public async Task Address_RawWithWhatEndsATarget_IsRefused(string target)
    {
        Uri raw = new("ws://127.0.0.1:1" + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Contains(
            "Escape it",
            (await Assert.ThrowsAsync<ArgumentException>(() => CurlWebSocket.ConnectAsync(raw))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Url_RawWithAZero_IsRefused()
    {
        using CurlEasy easy = new();
        Uri raw = new("ws://127.0.0.1:1/a\0b", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Equal("Uri", Assert.Throws<ArgumentException>(() => easy.Options.Uri = raw).ParamName);
        raw = new("https://127.0.0.1:1/a\0b", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Equal("DnsOverHttpsUri", Assert.Throws<ArgumentException>(() => easy.Options.DnsOverHttpsUri = raw).ParamName);
    }

    [Fact]
    public void Collection_Names_AreFoundInAnyCase()
    {
        CurlHeaderCollection fields = new();
        fields.Add("X-N", "1");
        fields.Add("Origin", "o");
        fields.Add("x-n", "2");
        Assert.True(fields.TryGetValue("X-n", out string? last));
        Assert.Equal("2", last);
        Assert.Equal(["1", "2"], fields.GetValues("X-N"));
        Assert.False(fields.TryGetValue("X-None", out string? none));
        Assert.Null(none);
        Assert.Empty(fields.GetValues("X-None"));
        fields.Set("X-N", "3");
        Assert.Equal(["3"], fields.GetValues("X-N"));
        Assert.Equal("X-N", fields[0].Key);
    }

    [Fact]
    public async Task Answer_WithEmptyFields_HasThemEmpty()
    {
        CurlHeaders? seen = null;
        await RequestAsync(
            null,
            r =>
            {
                r.Add("X-Empty", "");
                r.Add("X-Blank", " \t ");
                r.Add("Set-Cookie", "");
            },
            socket => seen = socket.HttpResponseHeaders);
        Assert.Equal(["", "", ""], seen!.Where(h => h.Name is "X-Empty" or "X-Blank" or "Set-Cookie").Select(h => h.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Redirect_ToNowhere_IsARefusalWithoutTarget(string location)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.ReadRequestAsync();
            await c.RespondAsync(302, [("Location", location)]);
        });
        WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.MaxRedirects = 3), WebSocketError.NotAWebSocket);
        Assert.Null(Assert.IsType<CurlUpgradeRefusedException>(failure.InnerException).RedirectUri);
        Assert.Equal(1, server.Connections.Count);
    }

    /// <summary>The request of a connect, as the server has read it.</summary>
    internal static async Task<RequestHead> RequestAsync(
        Action<CurlWebSocketOptions>? configure, Action<UpgradeResponse>? answer = null, Action<CurlWebSocket>? look = null)
    {
        RequestHead? request = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                request = await c.AcceptUpgradeAsync(answer);
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, configure);
                look?.Invoke(socket);
            });
        return request!;
    }
}
