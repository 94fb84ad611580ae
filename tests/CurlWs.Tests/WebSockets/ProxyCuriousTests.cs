using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>
/// A proxy that wants the login of the server: it answers CONNECT with 401 and asks in the server's name (CVE-2026-86414, in libcurl up to
/// 8.22). None of the ways to log in shows it, and these tests notice one that does.
/// </summary>
public sealed class ProxyCuriousTests
{
    private static readonly string[] s_challenges =
    [
        "Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"n\", qop=\"auth\", algorithm=MD5", "NTLM", "Negotiate", "Bearer",
    ];

    public static TheoryData<string, bool, bool> Cases =>
        [.. from way in new[] { "Credentials", "BearerToken", "address", "Easy" }
            from proxyLogin in new[] { false, true }
            from closes in new[] { false, true }
            select new TheoryDataRow<string, bool, bool>(way, proxyLogin, closes)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Connect_ProxyAsksForTheServersLogin_GetsNone(string way, bool proxyLogin, bool closes)
    {
        WindowsFacts.RequireLogin(way == "Easy" ? "Digest" : "Basic");
        ConcurrentQueue<string> heard = [];
        await using ScriptedServer proxy = ScriptedServer.Start(connection => AskAsync(connection, closes, heard));

        Exception refused = way == "Easy"
            ? await Assert.ThrowsAsync<CurlException>(() => Task.Run(() => Perform(proxy.HttpUri, proxyLogin)))
            : await Assert.ThrowsAnyAsync<WebSocketException>(() => ConnectAsync(proxy.HttpUri, way, proxyLogin));

        Assert.NotEmpty(heard);
        Assert.All(heard, request => Assert.StartsWith("CONNECT ", request, StringComparison.Ordinal));
        string all = string.Concat(heard);
        Assert.DoesNotContain("\nAuthorization:", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cret", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("origin:s3cret"u8), all, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    private static async Task ConnectAsync(Uri proxy, string way, bool proxyLogin)
    {
        using CurlWebSocket socket = await Connections.ConnectAsync(
            new Uri(way == "address" ? "ws://origin:s3cret@server.test/" : "ws://server.test/"), CurlFraming.Auto, o =>
            {
                o.Proxy = proxy;
                o.ProxyCredentials = proxyLogin ? new NetworkCredential("at-proxy", "other") : null;
                o.Credentials = way == "Credentials" ? new NetworkCredential("origin", "s3cret") : null;
                o.BearerToken = way == "BearerToken" ? "s3cret" : null;
            });
    }

    private static void Perform(Uri proxy, bool proxyLogin)
    {
        using CurlEasy easy = new();
        easy.Options.Uri = new Uri("http://server.test/");
        easy.Options.Timeout = Deadline.Default;
        (easy.Options.Proxy, easy.Options.HttpProxyTunnel) = (proxy.AbsoluteUri, true);
        (easy.Options.UserName, easy.Options.Password, easy.Options.HttpAuth) = ("origin", "s3cret", CurlAuth.Any);
        if (proxyLogin)
        {
            (easy.Options.ProxyUserName, easy.Options.ProxyPassword) = ("at-proxy", "other");
        }

        easy.Perform();
    }

    private static async Task AskAsync(ScriptedConnection connection, bool closes, ConcurrentQueue<string> heard)
    {
        List<(string, string)> fields = [.. s_challenges.Select(challenge => ("WWW-Authenticate", challenge))];
        if (closes)
        {
            fields.Add(("Connection", "close"));
        }

        try
        {
            do
            {
                heard.Enqueue((await connection.ReadRequestAsync()).Raw);
                await connection.RespondAsync(401, [.. fields]);
            }
            while (!closes);
        }
        catch (IOException)
        {
            // The client has heard enough.
        }
    }
}
