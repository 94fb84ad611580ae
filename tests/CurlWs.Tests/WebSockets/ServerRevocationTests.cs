using System;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Revocation lists that .NET fetches while it judges a server: libcurl fetches none.</summary>
public sealed class ServerRevocationTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Online_RevocationList_IsFetchedAndObeyed(bool revoked)
    {
        Assert.SkipUnless(ServerValidation.Supports(CurlLibrary.TlsBackend), "libcurl has another TLS library, which a connect says.");
        byte[]? list = null;
        await using ScriptedServer lists = ScriptedServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            string head = "HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\n"
                + $"Content-Length: {list!.Length}\r\nConnection: close\r\n\r\n";
            await connection.WriteAsync(Wire.Concat(Encoding.ASCII.GetBytes(head), list));
        });
        using X509Certificate2 certificate = Issue($"{lists.HttpUri}{revoked}.crl");
        CertificateRevocationListBuilder builder = new();
        builder.AddEntry(revoked ? certificate : certificates.Expired.Certificate);
        list = builder.Build(certificates.Ca.Certificate, 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256);

        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions
        {
            Certificate = certificates.Server,
            ConfigureTls = tls =>
                tls.ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        });
        Action<CurlWebSocketOptions> configure = o => o.ServerCertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificates.Ca.Certificate },
            RevocationMode = X509RevocationMode.Online,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
            UrlRetrievalTimeout = Deadline.Default,
        };
        if (revoked)
        {
            string message =
                (await TransportClient.FailsAsync(server.WsUri, configure, CurlErrorCode.PeerFailedVerification)).Message;
            Assert.Contains("RemoteCertificateChainErrors (Revoked", message, StringComparison.Ordinal);
        }
        else
        {
            await TransportClient.EchoAsync(server.WsUri, configure);
        }

        Assert.NotEqual(0, lists.Connections.Count);
    }

    private X509Certificate2 Issue(string list)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list]));
        X509Certificate2 ca = certificates.Ca.Certificate;
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        using X509Certificate2 issued = request.Create(
            ca, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
