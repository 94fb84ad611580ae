using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Logins for servers that an object of the application's decides about, request by request.</summary>
public sealed class CredentialsTests
{
    private static readonly NetworkCredential s_me = new("me", "it");

    private static readonly string s_basic = "Basic " + Convert.ToBase64String("me:it"u8);

    [Fact]
    public async Task Credentials_OfACache_GoToTheServerThatItNames()
    {
        (RequestHead request, _) = await RequestAsync((o, uri) => o.Credentials = new CredentialCache { { uri, "Basic", s_me } });
        Assert.Equal(s_basic, request["Authorization"]);
        (request, _) = await RequestAsync(
            (o, uri) => o.Credentials = new CredentialCache { { new Uri("ws://elsewhere.test/"), "Basic", s_me } });
        Assert.Null(request["Authorization"]);
    }

    /// <summary>With the ws address: a login for http at the same port is not for it.</summary>
    [Fact]
    public async Task Credentials_EachRequest_AreAskedWithTheAddressThatClientWebSocketAsksWith()
    {
        AskedCredentials theirs = new((_, _) => s_me);
        Uri? asked = null;
        await using ScriptedServer demanding = ScriptedServer.Start(async c =>
        {
            // The second request comes on a connection of its own.
            if ((await c.ReadRequestAsync())["Authorization"] is null)
            {
                await c.RespondAsync(401, [("WWW-Authenticate", "Basic realm=\"x\""), ("Connection", "close")]);
                return;
            }

            await Scripts.EchoAsync(c);
        });
        using ClientWebSocket client = new();
        client.Options.Credentials = theirs;
        await client.ConnectAsync(asked = new Uri(demanding.WsUri, "/path?q=1"), Deadline.Token());
        Assert.Contains((asked.AbsoluteUri, "Basic"), theirs.Asked);

        AskedCredentials ours = new((_, kind) => kind == "Basic" ? s_me : null);
        (RequestHead request, Uri uri) = await RequestAsync((o, _) => o.Credentials = ours, "/path?q=1");
        Assert.Equal(s_basic, request["Authorization"]);
        Assert.Equal([(uri.AbsoluteUri, "Basic")], ours.Asked);
    }

    /// <summary>libcurl takes that for a user whose name is empty; .NET for none.</summary>
    [Fact]
    public async Task Credentials_AddressWithAnAtSignAlone_SendsNothing()
    {
        await using ScriptedServer server = ScriptedServer.Start(c => c.AcceptUpgradeAsync());
        using CurlWebSocket socket = await Connections.ConnectAsync(new Uri($"ws://@{server.WsUri.Authority}/"), CurlFraming.Auto);
        Assert.Null(server.Connections.Items[0].Request!["Authorization"]);
    }

    [Fact]
    public async Task Credentials_NothingForTheServer_SendsNothing()
    {
        AskedCredentials none = new((_, _) => null);
        Assert.Null((await RequestAsync((o, _) => o.Credentials = none)).Request["Authorization"]);
        Assert.Equal(["Basic", "Negotiate", "Digest", "NTLM"], none.Asked.Select(a => a.Kind));
    }

    [Theory]
    [InlineData("Digest")]
    [InlineData("NTLM")]
    public Task Credentials_ForAKindThatCannotWorkAlone_IsAnArgumentException(string kind) => TransportClient.IsRefusedAsync(
        "ws://127.0.0.1:1/",
        o => o.Credentials = new CredentialCache { { new Uri("ws://127.0.0.1:1/"), kind, s_me } },
        "Add one for Basic");

    [Fact]
    public async Task Credentials_ColonInTheUser_IsAnArgumentExceptionWhereverItIsFrom()
    {
        NetworkCredential colon = new("a:b", "c");
        await TransportClient.IsRefusedAsync("ws://127.0.0.1:1/", o => o.Credentials = new AskedCredentials((_, _) => colon), "RFC 7617");
        await TransportClient.IsRefusedAsync("ws://a%3Ab:c@127.0.0.1:1/", null, "RFC 7617");
    }

    [Theory]
    [InlineData("option")]
    [InlineData("DefaultCredentials")]
    [InlineData("DefaultNetworkCredentials")]
    [InlineData("cache")]
    public async Task DefaultCredentials_GoByNegotiateOrNotAtAll(string how)
    {
        Uri port1 = new("ws://127.0.0.1:1/");
        (CurlAuth? Kind, string? User, string? Password) set = default;
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o =>
        {
            o.UseDefaultCredentials = how == "option";
            o.Credentials = how switch
            {
                "DefaultCredentials" => CredentialCache.DefaultCredentials,
                "DefaultNetworkCredentials" => CredentialCache.DefaultNetworkCredentials,
                "cache" => new CredentialCache { { port1, "Negotiate", CredentialCache.DefaultNetworkCredentials } },
                _ => null,
            };
            o.Configure = easy => set = (easy.Options.HttpAuth, easy.Options.UserName, easy.Options.Password);
        });
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => CurlWebSocket.ConnectAsync(port1, options, Deadline.Token()));
        if (CurlLibrary.HasNegotiate)
        {
            Assert.Equal((CurlAuth.Negotiate, string.Empty, string.Empty), set);
            return;
        }

        Assert.IsType<PlatformNotSupportedException>(failure);
        Assert.Contains("Set Credentials to a user and a password for Basic", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CURLWS_LIBCURL", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>To another origin only what was said for it: a cache may; what answers for everybody stays behind.</summary>
    [Theory]
    [InlineData("cache", true)]
    [InlineData("cache for the first", false)]
    [InlineData("one login", false)]
    [InlineData("own object", false)]
    [InlineData("cache of keys", false)]
    public async Task Redirect_OtherOrigin_GetsWhatACacheHasForIt(string how, bool expected)
    {
        Func<ScriptedConnection, Task> accept = async c =>
        {
            await c.AcceptUpgradeAsync();
            await c.WaitForEofAsync();
        };
        await using ScriptedServer other = ScriptedServer.Start(accept);
        RequestHead? before = null;
        await using ScriptedServer first = ScriptedServer.Start(async c =>
        {
            before = await c.ReadRequestAsync();
            await c.RespondAsync(302, [("Location", other.WsUri.AbsoluteUri)]);
            await c.WaitForEofAsync();
        });
        CredentialCache cache = new() { { first.WsUri, "Basic", new NetworkCredential("first", "1") } };
        if (how != "cache for the first")
        {
            cache.Add(other.WsUri, "Basic", s_me);
        }

        using CurlWebSocket socket = await Connections.ConnectAsync(first.WsUri, CurlFraming.Auto, o =>
        {
            o.MaxRedirects = 1;
            o.Credentials = how switch
            {
                "one login" => s_me,
                "own object" => new AskedCredentials((_, _) => s_me),
                _ => cache,
            };
            o.AwsSigV4 = how == "cache of keys" ? "aws:amz:eu-west-1:execute-api" : null;
        });
        Assert.NotNull(before!["Authorization"]);
        Assert.Equal(expected ? s_basic : null, (await other.Connections.ItemAsync()).Request!["Authorization"]);
    }

    [Fact]
    public async Task AwsSigV4_KeysOfACache_SignAndAreNotSent()
    {
        NetworkCredential keys = new("access", "s3cret");
        (RequestHead request, _) = await RequestAsync((o, uri) =>
            (o.AwsSigV4, o.Credentials) = ("aws:amz:eu-west-1:execute-api", new CredentialCache { { uri, "Basic", keys } }));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=access/", request["Authorization"], StringComparison.Ordinal);
        await TransportClient.IsRefusedAsync(
            "ws://127.0.0.1:1/", o => (o.AwsSigV4, o.Credentials) = ("aws:amz:eu-west-1:execute-api", new CredentialCache()), "access key");
    }

    [Fact]
    public async Task Credentials_Throw_ComesOut()
    {
        IOException broken = new("No vault.");
        Assert.Same(broken, await Assert.ThrowsAsync<IOException>(() => Connections.ConnectAsync(
            new Uri("ws://127.0.0.1:1/"), CurlFraming.Auto, o => o.Credentials = new AskedCredentials((_, _) => throw broken))));
    }

    private static async Task<(RequestHead Request, Uri Uri)> RequestAsync(
        Action<CurlWebSocketOptions, Uri> configure, string path = "/")
    {
        RequestHead? request = null;
        Uri? uri = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                request = await c.AcceptUpgradeAsync();
                await c.WaitForEofAsync();
            },
            async server =>
            {
                uri = new Uri(server.WsUri, path);
                using CurlWebSocket socket = await Connections.ConnectAsync(uri, CurlFraming.Auto, o => configure(o, uri));
            });
        return (request!, uri!);
    }
}
