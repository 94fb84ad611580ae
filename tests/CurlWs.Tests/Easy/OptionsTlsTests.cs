using System;
using System.IO;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

public sealed class OptionsTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("none", CURLcode.CURLE_PEER_FAILED_VERIFICATION)]
    [InlineData("file", CURLcode.CURLE_OK)]
    [InlineData("blob", CURLcode.CURLE_OK)]
    [InlineData("other", CURLcode.CURLE_PEER_FAILED_VERIFICATION)]
    [InlineData("unverified", CURLcode.CURLE_OK)]
    [InlineData("pinned", CURLcode.CURLE_OK)]
    [InlineData("mispinned", CURLcode.CURLE_SSL_PINNEDPUBKEYNOTMATCH)]
    [InlineData("back", CURLcode.CURLE_PEER_FAILED_VERIFICATION)]
    public async Task Trust_PerOption_DecidesTheHandshake(string what, CURLcode expected)
    {
        await using ScriptedServer server = Start();
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
                "mispinned" => _certificates.Client.PublicKeyPin,
                _ => null,
            };
            if (what == "unverified")
            {
                options.CaFile = null;
                options.VerifyPeer = false;
                options.VerifyHost = false;
            }

            if (what == "back")
            {
                options.VerifyPeer = false;
                options.VerifyPeer = null;
                options.CaFile = null;
            }
        }));
    }

    [Theory]
    [InlineData(CurlTlsVersion.Tls12, SslProtocols.Tls12)]
    [InlineData(CurlTlsVersion.Tls13, SslProtocols.Tls13)]
    public async Task TlsVersion_OnlyOneAllowed_IsTheOne(CurlTlsVersion version, SslProtocols expected)
    {
        SslProtocols spoken = default;
        await using ScriptedServer server = Start(connection => spoken = ((System.Net.Security.SslStream)connection.Stream).SslProtocol);
        Assert.Equal(CURLcode.CURLE_OK, await PerformAsync(server, options =>
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
        string? subject = null;
        await using ScriptedServer server = ScriptedServer.Start(
            async connection =>
            {
                subject = connection.ClientCertificate?.Subject;
                await connection.RespondAsync(200);
            },
            new ScriptedServerOptions { Certificate = _certificates.Server, ClientCa = _certificates.Ca.Certificate });
        Assert.Equal(CURLcode.CURLE_OK, await PerformAsync(server, options =>
        {
            options.CaFile = _certificates.CaFile;
            if (blob)
            {
                options.SslCertBlob = Encoding.ASCII.GetBytes(_certificates.Client.CertificatePem);
                options.SslKeyBlob = Encoding.ASCII.GetBytes(_certificates.Client.KeyPem);
            }
            else
            {
                options.SslCert = _certificates.Client.CertificateFile;
                options.SslKey = _certificates.Client.KeyFile;
            }
        }));
        Assert.Equal(_certificates.Client.Certificate.Subject, subject);
    }

    [Fact]
    public async Task CertInfo_Chain_NamesTheServer()
    {
        await using ScriptedServer server = Start();
        using CurlEasy easy = OptionsExchange.New(server);
        easy.Options.CaFile = _certificates.CaFile;
        easy.Options.CertInfo = true;
        nint context = 0;
        easy.OnSslContext = value => context = value;
        await Task.Run(easy.Perform);
        Assert.NotEqual(0, context);
        Assert.NotEmpty(easy.Info.CertificateChain);
        Assert.Contains("BEGIN CERTIFICATE", easy.Info.CertificateChain[0].Pem, StringComparison.Ordinal);
        Assert.Equal(0, easy.Info.SslVerifyResult);
        Assert.True(easy.Info.TlsHandshakeTime > TimeSpan.Zero);
        Assert.True(easy.Info.TotalTime >= easy.Info.TlsHandshakeTime);
    }

    private static async Task<CURLcode> PerformAsync(ScriptedServer server, Action<CurlEasyOptions> configure)
    {
        using CurlEasy easy = OptionsExchange.New(server);
        configure(easy.Options);
        try
        {
            await Task.Run(easy.Perform);
            return CURLcode.CURLE_OK;
        }
        catch (CurlException e)
        {
            return e.Code;
        }
    }

    private ScriptedServer Start(Action<ScriptedConnection>? look = null) => ScriptedServer.Start(
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
        new ScriptedServerOptions { Certificate = _certificates.Server });
}
