using System;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What Schannel is given for a client certificate in PEM; here it goes to the TLS library that is there.</summary>
public sealed class ClientPkcs12Tests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    [Theory]
    [InlineData("files")]
    [InlineData("blobs")]
    [InlineData("encrypted key")]
    [InlineData("one blob")]
    public async Task Wss_ClientCertificateInPemAsPkcs12_IsShown(string form)
    {
        WindowsFacts.RequireMutualTls();
        CurlWebSocketOptions pem = Pem(form);
        byte[] converted = ClientPkcs12.FromPem(pem)!;
        string? subject = null;
        await using ScriptedServer server = ScriptedServer.Start(
            connection =>
            {
                subject = connection.ClientCertificate?.Subject;
                return Scripts.EchoAsync(connection);
            },
            new ScriptedServerOptions { Certificate = certificates.Server, ClientCa = certificates.Ca.Certificate });
        await TransportClient.EchoAsync(
            server.WsUri,
            o => (o.CaFile, o.ClientCertificateBlob, o.ClientCertificateType) = (certificates.CaFile, converted, "P12"));
        Assert.Equal(certificates.Client.Certificate.Subject, subject);

        pem.ClientCertificateType = "P12";
        Assert.Null(ClientPkcs12.FromPem(pem));
    }

    /// <summary>Not PEM, and so the TLS library's to judge.</summary>
    [Fact]
    public void FromPem_StoreOrPkcs12_IsNull()
    {
        Assert.Null(ClientPkcs12.FromPem(new CurlWebSocketOptions()));
        Assert.Null(ClientPkcs12.FromPem(new CurlWebSocketOptions { ClientCertificateFile = @"CurrentUser\MY\0123456789ABCDEF" }));
        Assert.Null(ClientPkcs12.FromPem(new CurlWebSocketOptions { ClientCertificateFile = certificates.Client.PfxFile }));
    }

    [Theory]
    [InlineData("wrong password", nameof(CurlWebSocketOptions.ClientCertificateBlob))]
    [InlineData("no key", nameof(CurlWebSocketOptions.ClientCertificateFile))]
    [InlineData("a foreign key", nameof(CurlWebSocketOptions.ClientCertificateFile))]
    public void FromPem_KeyDoesNotFit_SaysWhy(string what, string option)
    {
        CurlWebSocketOptions pem = what == "wrong password"
            ? Pem("encrypted key") : new CurlWebSocketOptions { ClientCertificateFile = certificates.Client.CertificateFile };
        pem.ClientKeyPassword = "another";
        pem.ClientKeyFile = what == "a foreign key" ? certificates.ForeignClient.KeyFile : null;
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ClientPkcs12.FromPem(pem));
        Assert.Equal(option, refused.ParamName);
        Assert.Contains("PKCS #12", refused.Message, StringComparison.Ordinal);
    }

    private CurlWebSocketOptions Pem(string form)
    {
        TestCertificate client = certificates.Client;
        CurlWebSocketOptions pem = new();
        switch (form)
        {
            case "files":
                (pem.ClientCertificateFile, pem.ClientKeyFile) = (client.CertificateFile, client.KeyFile);
                break;
            case "encrypted key":
                TestCertificates.RequireCurves();
                using (ECDsa key = ECDsa.Create())
                {
                    key.ImportFromPem(client.KeyPem);
                    PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
                    pem.ClientCertificateBlob = Encoding.ASCII.GetBytes(client.CertificatePem);
                    pem.ClientKeyBlob = Encoding.ASCII.GetBytes(key.ExportEncryptedPkcs8PrivateKeyPem("secret", encryption));
                    pem.ClientKeyPassword = "secret";
                }

                break;
            case "blobs":
                pem.ClientCertificateBlob = Encoding.ASCII.GetBytes(client.CertificatePem);
                pem.ClientKeyBlob = Encoding.ASCII.GetBytes(client.KeyPem);
                pem.ClientKeyPassword = "for a key that needs none";
                break;
            default:
                pem.ClientCertificateBlob = Encoding.ASCII.GetBytes(client.CertificatePem + client.KeyPem);
                break;
        }

        return pem;
    }
}
