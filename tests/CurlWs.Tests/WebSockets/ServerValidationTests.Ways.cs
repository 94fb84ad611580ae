using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

// Each connection on the way to a server, and no other: redirects, proxies, sessions, what Configure does.
public sealed partial class ServerValidationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redirect_EachConnection_IsJudgedAnew(bool secondIsGood)
    {
        TaskCompletionSource<byte[]> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer second = ScriptedServer.Start(
            async connection =>
            {
                if (secondIsGood)
                {
                    await Scripts.EchoAsync(connection);
                }

                received.TrySetResult(secondIsGood ? [] : await ReadAllAsync(connection));
            },
            new ScriptedServerOptions { Certificate = secondIsGood ? _certificates.Server : _certificates.SelfSigned });
        await using ScriptedServer first = ScriptedServer.Start(
            async connection =>
            {
                await connection.RespondAsync(302, [("Location", second.WsUri.AbsoluteUri)]);
                await connection.WaitForEofAsync();
            },
            new ScriptedServerOptions { Certificate = _certificates.Server });
        List<Seen> seen = [];
        Action<CurlWebSocketOptions> configure = o =>
        {
            o.MaxRedirects = 1;
            o.ServerCertificateChainPolicy = TrustOwnCa();
            o.ServerCertificateValidationCallback = (sender, certificate, chain, errors) =>
                Noting(seen, verdict: true)(sender, certificate, chain, errors) && errors == NoErrors;
        };
        if (secondIsGood)
        {
            Assert.Equal(1, (await TransportClient.EchoAsync(first.WsUri, configure)).RedirectCount);
        }
        else
        {
            await TransportClient.FailsAsync(first.WsUri, configure, Untrusted);
            Assert.Empty(await Deadline.Within(received.Task, Deadline.Default));
        }

        Assert.Equal([first.WsUri, second.WsUri], seen.Select(each => each.Address));
        Assert.Equal([NoErrors, secondIsGood ? NoErrors : WrongChain], seen.Select(each => each.Errors));
    }

    /// <summary>libcurl judges the proxy, by its own roots; the callback is shown the server alone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HttpsProxy_Callback_JudgesTheServerAlone(bool tls)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = _certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = tls ? _certificates.WrongHost : null });
        Uri address = new($"{(tls ? "wss" : "ws")}://elsewhere.test:{server.Port}/");
        List<Seen> seen = [];
        await TransportClient.EchoAsync(address, o =>
        {
            (o.Proxy, o.CaFile) = (proxy.Uri, _certificates.CaFile);
            o.ServerCertificateChainPolicy = TrustOwnCa();
            o.ServerCertificateValidationCallback = Noting(seen, verdict: true);
        });
        Assert.Equal(tls ? [(address, "CN=elsewhere.test", NoErrors)] : [], seen.Select(each => (each.Address, each.Subject, each.Errors)));

        await TransportClient.FailsAsync(
            address,
            o =>
            {
                (o.Proxy, o.CaFile) = (proxy.Uri, _certificates.OtherCa.CertificateFile);
                o.ServerCertificateValidationCallback = Noting(seen, verdict: true);
            },
            Untrusted);
        Assert.Equal(tls ? 1 : 0, seen.Count);
    }

    /// <summary>A resumed session shows no certificate: none is resumed, even where Configure shares them.</summary>
    [Fact]
    public async Task Sessions_SharedByConfigure_AreNotResumed()
    {
        await using ScriptedServer server = Start(_certificates.Server);
        using CurlShare share = new(CurlShareData.TlsSessions);
        List<Seen> seen = [];
        for (int i = 0; i < 3; i++)
        {
            await TransportClient.EchoAsync(server.WsUri, o =>
            {
                o.TlsMaximum = CurlTlsVersion.Tls12;
                o.ServerCertificateChainPolicy = TrustOwnCa();
                o.ServerCertificateValidationCallback = Noting(seen, verdict: true);
                o.Configure =
                    easy => (easy.Options.Share, easy.Options.TlsSessionCache, easy.Options.CaptureCertificates) = (share, true, false);
            });
        }

        Assert.Equal(
            Enumerable.Repeat((_certificates.Server.Certificate.Subject, NoErrors), 3), seen.Select(each => (each.Subject, each.Errors)));
    }

    /// <summary>Whatever address Configure puts in: the host of that one counts, and without TLS there is nothing to judge.</summary>
    [Theory]
    [InlineData("wss://127.0.0.1:{0}/", NoErrors)]
    [InlineData("wss://elsewhere.test:{0}/", WrongName)]
    public async Task Configure_OtherAddress_IsTheOneThatIsJudged(string address, SslPolicyErrors expected)
    {
        await using ScriptedServer server = Start(_certificates.Server);
        Uri other = new(string.Format(CultureInfo.InvariantCulture, address, server.Port));
        List<Seen> seen = [];
        await TransportClient.EchoAsync(server.WsUri, o =>
        {
            o.Resolve = [$"elsewhere.test:{server.Port}:127.0.0.1"];
            o.ServerCertificateChainPolicy = TrustOwnCa();
            o.ServerCertificateValidationCallback = Noting(seen, verdict: true);
            o.Configure = easy => easy.Options.Uri = other;
        });
        Assert.Equal((other, expected), (seen[0].Address, seen[0].Errors));
    }
}
