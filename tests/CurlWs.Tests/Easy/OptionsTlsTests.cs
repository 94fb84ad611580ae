using System;
using System.IO;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;
using Xunit;

namespace CurlWs.Tests.Easy;

public sealed class OptionsTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("none", CurlErrorCode.PeerFailedVerification)]
    [InlineData("file", CurlErrorCode.None)]
    [InlineData("blob", CurlErrorCode.None)]
    [InlineData("other", CurlErrorCode.PeerFailedVerification)]
    [InlineData("unverified", CurlErrorCode.None)]
    [InlineData("pinned", CurlErrorCode.None)]
    [InlineData("mispinned", CurlErrorCode.PinnedPublicKeyMismatch)]
    [InlineData("back", CurlErrorCode.PeerFailedVerification)]
    public async Task Trust_PerOption_DecidesTheHandshake(string what, CurlErrorCode expected)
    {
        if (expected == CurlErrorCode.PeerFailedVerification)
        {
            WindowsFacts.RequireTrustDecisions();
        }

        await using ScriptedServer server = Start(_certificates.Server);
        Assert.Equal(expected, await PerformAsync(server, options =>
        {
            options.CaFile = what is "none" or "other" or "blob" ? null : _certificates.CaFile;
            options.CaBlob = what switch
            {
                "blob" => (ReadOnlyMemory<byte>?)Encoding.ASCII.GetBytes(_certificates.Ca.CertificatePem),
                "other" => Encoding.ASCII.GetBytes(_certificates.OtherCa.CertificatePem),
                _ => null,
            };
            options.PinnedPublicKey = what switch
            {
                "pinned" => _certificates.Server.PublicKeyPin,
                "mispinned" => TestCertificates.StrangePin,
                _ => null,
            };
            if (what == "unverified")
            {
                options.CaFile = null;
                options.VerifyServerCertificate = false;
            }

            if (what == "back")
            {
                options.VerifyServerCertificate = false;
                options.VerifyServerCertificate = null;
                options.CaFile = null;
            }
        }));
    }

    /// <summary>
    /// Neither a stranger's certificate nor one for another name passes, and one option lets both pass; a key alone does not.
    /// </summary>
    [Theory]
    [InlineData("server", CurlErrorCode.PeerFailedVerification)]
    [InlineData("proxy", CurlErrorCode.PeerFailedVerification)]
    [InlineData("dns", CurlErrorCode.CouldNotResolveHost)]
    public async Task Verification_OfEachPeer_IsOfChainAndNameAtOnce(string peer, CurlErrorCode refused)
    {
        WindowsFacts.RequireTrustDecisions();
        foreach (TestCertificate bad in new[] { _certificates.SelfSigned, _certificates.WrongHost })
        {
            Assert.Equal(refused, await PerformWithAsync(peer, bad, null));
            Assert.Equal(CurlErrorCode.None, await PerformWithAsync(peer, bad, o => Verify(o, peer, false)));
            Assert.Equal(refused, await PerformWithAsync(peer, bad, o =>
            {
                Verify(o, peer, false);
                Verify(o, peer, null);
            }));
        }

        Action<CurlEasyOptions> byKey = o => o.Set(
            peer == "server" ? CurlOptions.TlsVerifyHost
                : peer == "proxy" ? CurlOptions.ProxyTlsVerifyHost : CurlOptions.DnsOverHttpsTlsVerifyHost,
            0);
        Assert.Equal(refused, await PerformWithAsync(peer, _certificates.SelfSigned, byKey));
        Assert.Equal(CurlErrorCode.None, await PerformWithAsync(peer, _certificates.WrongHost, byKey));
    }

    [Fact]
    public void Verification_OneOfItsOptionsByKey_IsNotWhatThePropertySaidAnyMore()
    {
        foreach (CurlOption<long> key in new[] { CurlOptions.TlsVerifyHost, CurlOptions.TlsVerifyPeer })
        {
            using CurlEasy easy = new();
            easy.Options.VerifyServerCertificate = false;
            easy.Options.Set(key, 1);
            Assert.Null(easy.Options.VerifyServerCertificate);
        }
    }

    [Theory]
    [InlineData(CurlTlsVersion.Tls12, SslProtocols.Tls12)]
    [InlineData(CurlTlsVersion.Tls13, SslProtocols.Tls13)]
    public async Task TlsVersion_OnlyOneAllowed_IsTheOne(CurlTlsVersion version, SslProtocols expected)
    {
        if (version == CurlTlsVersion.Tls13)
        {
            WindowsFacts.RequireTls13();
        }

        SslProtocols spoken = default;
        await using ScriptedServer server = Start(
            _certificates.Server, connection => spoken = ((System.Net.Security.SslStream)connection.Stream).SslProtocol);
        Assert.Equal(CurlErrorCode.None, await PerformAsync(server, options =>
        {
            options.CaFile = _certificates.CaFile;
            options.TlsMaximum = version;
            options.TlsMinimum = version;
        }));
        Assert.Equal(expected, spoken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientCertificate_FileOrBlob_ReachesTheServer(bool blob)
    {
        WindowsFacts.RequirePemClientCertificate();
        string? subject = null;
        await using ScriptedServer server = ScriptedServer.Start(
            async connection =>
            {
                subject = connection.ClientCertificate?.Subject;
                await connection.RespondAsync(200);
            },
            new ScriptedServerOptions { Certificate = _certificates.Server, ClientCa = _certificates.Ca.Certificate });
        Assert.Equal(CurlErrorCode.None, await PerformAsync(server, options =>
        {
            options.CaFile = _certificates.CaFile;
            if (blob)
            {
                options.ClientCertificateBlob = Encoding.ASCII.GetBytes(_certificates.Client.CertificatePem);
                options.ClientKeyBlob = Encoding.ASCII.GetBytes(_certificates.Client.KeyPem);
            }
            else
            {
                options.ClientCertificateFile = _certificates.Client.CertificateFile;
                options.ClientKeyFile = _certificates.Client.KeyFile;
            }
        }));
        Assert.Equal(_certificates.Client.Certificate.Subject, subject);
    }

    [Fact]
    public async Task CertInfo_Chain_NamesTheServer()
    {
        await using ScriptedServer server = Start(_certificates.Server);
        using CurlEasy easy = OptionsExchange.New(server);
        easy.Options.CaFile = _certificates.CaFile;
        easy.Options.CaptureCertificates = true;
        nint context = 0;
        if (!TlsBackends.IsSchannel)
        {
            easy.TlsContextCallback = value => context = value;
        }

        await Task.Run(easy.Perform);
        Assert.Equal(TlsBackends.IsSchannel, context == 0);
        Assert.NotEmpty(easy.GetInfo().CertificateChain);
        Assert.Contains("BEGIN CERTIFICATE", easy.GetInfo().CertificateChain[0].Pem, StringComparison.Ordinal);
        Assert.Equal(0, easy.GetInfo().TlsVerifyResult);
        Assert.True(easy.GetInfo().TlsHandshakeTime > TimeSpan.Zero);
        Assert.True(easy.GetInfo().TotalTime >= easy.GetInfo().TlsHandshakeTime);
    }

    private static bool? Verify(CurlEasyOptions options, string peer, bool? value) => peer switch
    {
        "server" => options.VerifyServerCertificate = value,
        "proxy" => options.VerifyProxyCertificate = value,
        _ => options.VerifyDnsOverHttpsCertificate = value,
    };

    private async Task<CurlErrorCode> PerformWithAsync(string peer, TestCertificate certificate, Action<CurlEasyOptions>? configure)
    {
        await using ScriptedServer server = Start(peer == "server" ? certificate : null);
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Certificate = peer == "proxy" ? certificate : null });
        await using ScriptedServer names = ScriptedServer.Start(
            TransportNetworkTests.AnswerQueriesAsync, new ScriptedServerOptions { Certificate = peer == "dns" ? certificate : null });
        return await PerformAsync(server, options =>
        {
            options.CaFile = options.ProxyCaFile = _certificates.CaFile;
            options.Proxy = peer == "proxy" ? proxy.Uri.OriginalString : "";
            if (peer == "dns")
            {
                options.DnsOverHttpsUri = new Uri(names.HttpUri, "/dns-query");
                options.Uri = new Uri($"http://asked-over-https.test:{server.Port}/");
            }

            configure?.Invoke(options);
        });
    }

    private static async Task<CurlErrorCode> PerformAsync(ScriptedServer server, Action<CurlEasyOptions> configure)
    {
        using CurlEasy easy = OptionsExchange.New(server);
        configure(easy.Options);
        try
        {
            await Task.Run(easy.Perform);
            return CurlErrorCode.None;
        }
        catch (CurlException e)
        {
            return e.Code;
        }
    }

    private static ScriptedServer Start(TestCertificate? certificate, Action<ScriptedConnection>? look = null) => ScriptedServer.Start(
        async connection =>
        {
            look?.Invoke(connection);
            try
            {
                await connection.RespondAsync(200);
            }
            catch (IOException)
            {
                // The client refused after the handshake, as it may in TLS 1.3.
            }
        },
        new ScriptedServerOptions { Certificate = certificate });
}
