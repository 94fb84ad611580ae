using System;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Logging in to an HTTP proxy: with what it offers, and what is said where that does not work.</summary>
public sealed class ProxyLoginTests
{
    private static readonly (string User, string Password) s_login = ("me", "s3cret");

    private static readonly NetworkCredential s_right = new(s_login.User, s_login.Password);

    [Theory]
    [InlineData("Digest", "Digest")]
    [InlineData("Basic, Digest", "Digest")]
    [InlineData("NTLM", "NTLM")]
    [InlineData("Negotiate, NTLM", "NTLM")]
    [InlineData("NTLM, Basic", "NTLM")]
    [InlineData("Digest, NTLM, Basic", "Digest")]
    [InlineData("Basic", "Basic")]
    [InlineData("Bearer, Basic", "Basic")]
    public async Task Login_ByTheSafestThatIsOffered_Connects(string offered, string used)
    {
        Assert.SkipWhen(used == "NTLM" && !CurlLibrary.HasNtlm, "This libcurl was built without NTLM.");
        WindowsFacts.RequireLogin(used);
        await using HttpProxyServer proxy = Proxy(offered);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, s_right));
        Assert.Equal((HttpStatusCode.OK, true), (info.ProxyStatusCode, info.UsedProxy));
        Assert.StartsWith(used + " ", proxy.Requests[^1]["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.Equal(used == "Basic", proxy.Requests.Items.Any(r => SentAsItIs(r)));
    }

    /// <summary>Only what was chosen goes out, although the proxy offers a safer one.</summary>
    [Theory]
    [InlineData(CurlAuth.Basic, "Basic")]
    [InlineData(CurlAuth.Ntlm, "NTLM")]
    [InlineData(CurlAuth.Digest, "Digest")]
    [InlineData(CurlAuth.Ntlm | CurlAuth.Basic, "NTLM")]
    public async Task Login_ByTheKindThatWasChosen_Connects(CurlAuth chosen, string used)
    {
        Assert.SkipWhen(used == "NTLM" && !CurlLibrary.HasNtlm, "This libcurl was built without NTLM.");
        WindowsFacts.RequireLogin(used);
        await using HttpProxyServer proxy = Proxy("Digest, NTLM, Basic");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.EchoAsync(
            server.WsUri, o => (o.Proxy, o.ProxyCredentials, o.ProxyAuth) = (proxy.Uri, s_right, chosen));
        Assert.StartsWith(used + " ", proxy.Requests[^1]["Proxy-Authorization"], StringComparison.Ordinal);
    }

    /// <summary>The login is right, and what is wrong is the choice.</summary>
    [Fact]
    public async Task Hint_ChosenKindIsNotOffered_DoesNotBlameTheLogin()
    {
        await using HttpProxyServer proxy = Proxy("Basic");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        string message = (await TransportClient.FailsAsync(
            server.WsUri,
            o => (o.Proxy, o.ProxyCredentials, o.ProxyAuth) = (proxy.Uri, s_right, CurlAuth.Digest))).Message;
        Assert.Contains("offers Basic; this libcurl", message, StringComparison.Ordinal);
        Assert.Contains("can log in with ProxyCredentials by Digest. For another kind set ProxyAuth", message, StringComparison.Ordinal);
        Assert.DoesNotContain("refused", message, StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Requests.Items, SentAsItIs);
    }

    [Fact]
    public async Task Login_ByNegotiateThatIsNotBuiltIn_IsNotSupported()
    {
        Assert.SkipWhen(CurlLibrary.HasNegotiate, "This libcurl has Negotiate.");
        await using HttpProxyServer proxy = Proxy("Negotiate");
        CurlWebSocketOptions options = new() { Proxy = proxy.Uri, ProxyCredentials = s_right, ProxyAuth = CurlAuth.Negotiate };
        PlatformNotSupportedException failure = await Assert.ThrowsAsync<PlatformNotSupportedException>(
            () => CurlWebSocket.ConnectAsync(new Uri("ws://127.0.0.1:1/"), options, Deadline.Token()));
        Assert.Contains("PROXYAUTH", failure.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Requests.Items);
    }

    [Fact]
    public async Task Login_InTheAddress_ConnectsToo()
    {
        WindowsFacts.RequireLogin("Digest");
        await using HttpProxyServer proxy = Proxy("Digest");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Assert.True(
            (await TransportClient.EchoAsync(server.WsUri, o => o.Proxy = new Uri($"http://me:s3cret@127.0.0.1:{proxy.Port}"))).UsedProxy);
    }

    [Theory]
    [InlineData("Digest", "offers Digest and was given no user and password: see ProxyCredentials")]
    [InlineData("Basic, NTLM", "offers Basic, NTLM and was given no user and password: see ProxyCredentials")]
    [InlineData("Negotiate", "offers Negotiate; this libcurl")]
    public async Task Hint_NoLogin_SaysWhatTheProxyOffers(string offered, string hint)
    {
        WindowsFacts.RequireLogin(offered);
        await using HttpProxyServer proxy = Proxy(offered);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        string message = (await TransportClient.FailsAsync(server.WsUri, o => o.Proxy = proxy.Uri)).Message;
        Assert.True(message.Contains(hint, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("Digest")]
    [InlineData("NTLM")]
    [InlineData("Basic")]
    public async Task Hint_WrongLogin_SaysThatItWasRefused(string kind)
    {
        Assert.SkipWhen(kind == "NTLM" && !CurlLibrary.HasNtlm, "This libcurl was built without NTLM.");
        WindowsFacts.RequireLogin(kind);
        await using HttpProxyServer proxy = Proxy(kind);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        WebSocketException failure = await TransportClient.FailsAsync(
            server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, new NetworkCredential("other", "n0t")));
        string hint = $"offers {kind}; the user and the password that it was given were sent by {kind}, and it refused them";
        Assert.True(failure.Message.Contains(hint, StringComparison.OrdinalIgnoreCase), failure.Message);
        Assert.DoesNotContain("n0t", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A kind in common, and still nothing that libcurl can answer: the login may be right.</summary>
    [Theory]
    [InlineData("Digest-Unknown")]
    public async Task Hint_AlgorithmThatLibcurlDoesNotKnow_DoesNotBlameTheLogin(string offered)
    {
        WindowsFacts.RequireLogin("Digest");
        await using HttpProxyServer proxy = Proxy(offered);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        string message =
            (await TransportClient.FailsAsync(server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, s_right))).Message;
        Assert.Contains("offers Digest, in a way that this libcurl", message, StringComparison.Ordinal);
        Assert.Contains("were not sent", message, StringComparison.Ordinal);
        Assert.DoesNotContain("refused them", message, StringComparison.Ordinal);
        Assert.All(proxy.Requests.Items, r => Assert.Null(r["Proxy-Authorization"]));
    }

    /// <summary>The login may be right: it was never asked for.</summary>
    [Theory]
    [InlineData("Negotiate", "offers Negotiate; this libcurl")]
    [InlineData("Kerberos, X-Own", "offers Kerberos, X-Own; this libcurl")]
    [InlineData("", "offers no way to log in; this libcurl")]
    public async Task Hint_NothingInCommon_DoesNotBlameTheLogin(string offered, string hint)
    {
        await using HttpProxyServer proxy = Proxy(offered);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        string message =
            (await TransportClient.FailsAsync(server.WsUri, o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, s_right))).Message;
        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.Contains("Digest" + (CurlLibrary.HasNtlm ? ", Ntlm" : string.Empty) + ", Basic", message, StringComparison.Ordinal);
        Assert.DoesNotContain("refused", message, StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Requests.Items, r => r["Proxy-Authorization"] is not null);
    }

    private static HttpProxyServer Proxy(string offered) => HttpProxyServer.Start(new HttpProxyOptions
    {
        Credentials = s_login,
        LoginKinds = offered.Split(", ", StringSplitOptions.RemoveEmptyEntries),
    });

    private static bool SentAsItIs(RequestHead request) =>
        request["Proxy-Authorization"] is { } sent && sent.StartsWith("Basic ", StringComparison.Ordinal)
        && Encoding.UTF8.GetString(Convert.FromBase64String(sent[6..])).Contains(s_login.Password, StringComparison.Ordinal);
}
