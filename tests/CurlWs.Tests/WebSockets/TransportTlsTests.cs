using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>wss: whom the client trusts, what it shows, which TLS it speaks.</summary>
public sealed class TransportTlsTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    private const CurlErrorCode Untrusted = CurlErrorCode.PeerFailedVerification;

    private static readonly Dictionary<string, (
        Func<TestCertificates, TestCertificate> Server, Action<CurlWebSocketOptions, TestCertificates> Configure,
        CurlErrorCode Expected)> s_trust = new()
    {
        ["CA file"] = (c => c.Server, (o, c) => o.CaFile = c.CaFile, CurlErrorCode.None),
        ["CA blob"] = (c => c.Server, (o, c) => o.CaBlob = Encoding.ASCII.GetBytes(c.Ca.CertificatePem), CurlErrorCode.None),
        ["machine's roots"] = (c => c.Server, (_, _) => { }, Untrusted),
        ["foreign CA"] = (c => c.Server, (o, c) => o.CaFile = c.OtherCa.CertificateFile, Untrusted),
        ["CA file missing"] = (c => c.Server, (o, _) => o.CaFile = "/no/such/file", CurlErrorCode.BadCaFile),
        ["wrong host"] = (c => c.WrongHost, (o, c) => o.CaFile = c.CaFile, Untrusted),
        ["expired"] = (c => c.Expired, (o, c) => o.CaFile = c.CaFile, Untrusted),
        ["not yet valid"] = (c => c.NotYetValid, (o, c) => o.CaFile = c.CaFile, Untrusted),
        ["self-signed"] = (c => c.SelfSigned, (o, c) => o.CaFile = c.CaFile, Untrusted),
        ["self-signed, trusted"] = (c => c.SelfSigned, (o, c) => o.CaFile = c.SelfSigned.CertificateFile, CurlErrorCode.None),
        ["wrong host, off"] = (c => c.WrongHost, (o, _) => o.VerifyServerCertificate = false, CurlErrorCode.None),
        ["expired, off"] = (c => c.Expired, (o, _) => o.VerifyServerCertificate = false, CurlErrorCode.None),
        ["self-signed, off"] = (c => c.SelfSigned, (o, _) => o.VerifyServerCertificate = false, CurlErrorCode.None),
        ["pinned"] = (c => c.Server, (o, c) => (o.CaFile, o.PinnedPublicKey) = (c.CaFile, c.Server.PublicKeyPin), CurlErrorCode.None),
        ["pinned wrongly"] =
            (c => c.Server, (o, c) => (o.CaFile, o.PinnedPublicKey) = (c.CaFile, TestCertificates.StrangePin),
                CurlErrorCode.PinnedPublicKeyMismatch),
        ["pinned, off"] =
            (c => c.SelfSigned, (o, c) => (o.VerifyServerCertificate, o.PinnedPublicKey) = (false, c.SelfSigned.PublicKeyPin),
                CurlErrorCode.None),
        ["pinned wrongly, off"] =
            (c => c.SelfSigned, (o, _) => (o.VerifyServerCertificate, o.PinnedPublicKey) = (false, TestCertificates.StrangePin),
                CurlErrorCode.PinnedPublicKeyMismatch),
    };

    public static TheoryData<string> Trust => [.. s_trust.Keys];

    [Theory]
    [MemberData(nameof(Trust))]
    public async Task Wss_Trust_DecidesTheConnect(string name)
    {
        (Func<TestCertificates, TestCertificate> certificate, Action<CurlWebSocketOptions, TestCertificates> configure,
            CurlErrorCode expected) =
            s_trust[name];
        await using ScriptedServer server = Start(certificate(certificates));
        await ExpectAsync(server, o => configure(o, certificates), expected);
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Wss_EitherFraming_CarriesTheConnection(CurlFraming framing)
    {
        await using ScriptedServer server = Start(certificates.Server);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            server.WsUri, o => (o.CaFile, o.CaptureCertificates) = (certificates.CaFile, true), framing);
        Assert.Contains("localhost", info.CertificateChain[0].Subject, StringComparison.Ordinal);
        Assert.Contains("BEGIN CERTIFICATE", info.CertificateChain[0].Pem, StringComparison.Ordinal);
        Assert.Equal((0L, 0, false, server.Port), (info.TlsVerifyResult, info.RedirectCount, info.UsedProxy, info.PrimaryEndPoint!.Port));
        Assert.True(
            info.ConnectTime > TimeSpan.Zero && info.TlsHandshakeTime > info.ConnectTime && info.UpgradeTime > info.TlsHandshakeTime);
    }

    [Fact]
    public async Task Wss_Untrusted_SaysWhichRootsThereWere()
    {
        await using ScriptedServer server = Start(certificates.Server);
        string message =
            (await TransportClient.FailsAsync(server.WsUri, o => o.CaFile = certificates.OtherCa.CertificateFile, Untrusted)).Message;
        Assert.Contains($"Roots looked at: CaFile {certificates.OtherCa.CertificateFile}.", message, StringComparison.Ordinal);
        message = (await TransportClient.FailsAsync(server.WsUri, null, Untrusted)).Message;
        Assert.Contains($"Roots looked at: {CaRoots.Machine.LookedAt}.", message, StringComparison.Ordinal);
    }

    /// <summary>Refused by the server's lack of an answer, or by a libcurl without OCSP.</summary>
    [Fact]
    public async Task Wss_StatusNotStapled_Fails()
    {
        await using ScriptedServer server = Start(certificates.Server);
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(
            () => Connections.ConnectAsync(
                server.WsUri, CurlFraming.Auto, o => (o.CaFile, o.RequireOcspStapling) = (certificates.CaFile, true)));
        CurlException cause = Assert.IsType<CurlException>(failure.InnerException);
        Assert.Contains((failure.GetType(), cause.Code), new[]
        {
            (typeof(WebSocketException), CurlErrorCode.InvalidCertificateStatus), (
                typeof(PlatformNotSupportedException), CurlErrorCode.NotBuiltIn),
        });
    }

    [Theory]
    [InlineData("file")]
    [InlineData("blob")]
    [InlineData("PKCS #12")]
    [InlineData("PKCS #12 with a password")]
    [InlineData("X509Certificate2")]
    public async Task Wss_ClientCertificate_IsShown(string form)
    {
        string? subject = null;
        await using ScriptedServer server = StartAsking(c => subject = c.ClientCertificate?.Subject);
        await TransportClient.EchoAsync(server.WsUri, o =>
        {
            TestCertificate client = certificates.Client;
            o.CaFile = certificates.CaFile;
            switch (form)
            {
                case "file":
                    (o.ClientCertificateFile, o.ClientKeyFile) = (client.CertificateFile, client.KeyFile);
                    break;
                case "blob":
                    (o.ClientCertificateBlob, o.ClientKeyBlob) = (
                        Encoding.ASCII.GetBytes(client.CertificatePem), Encoding.ASCII.GetBytes(client.KeyPem));
                    break;
                case "PKCS #12":
                    (o.ClientCertificateFile, o.ClientCertificateType) = (client.PfxFile, "P12");
                    break;
                case "PKCS #12 with a password":
                    (o.ClientCertificateBlob, o.ClientCertificateType, o.ClientKeyPassword) = (
                        client.Certificate.Export(X509ContentType.Pkcs12, "secret"), "P12", "secret");
                    break;
                default:
                    o.ClientCertificate = client.Certificate;
                    break;
            }
        });
        Assert.Equal(certificates.Client.Certificate.Subject, subject);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wss_ClientCertificateMissingOrForeign_Fails(bool foreign)
    {
        await using ScriptedServer server = StartAsking();
        await TransportClient.FailsAsync(
            server.WsUri,
            o => (o.CaFile, o.ClientCertificate) = (certificates.CaFile, foreign ? certificates.ForeignClient.Certificate : null));
        Assert.Equal(0, server.Connections.Count);
    }

    /// <summary>A server that has the root alone cannot find what is between; a collection may hold the certificate itself, too.</summary>
    [Theory]
    [InlineData("none", CurlErrorCode.ReceiveError)]
    [InlineData("between", CurlErrorCode.None)]
    [InlineData("all", CurlErrorCode.None)]
    public async Task Wss_ClientCertificateChain_IsSentWithIt(string sent, CurlErrorCode expected)
    {
        TestCertificates.RequireCurves();
        using X509Certificate2 root = Issue("a root", authority: true, issuer: null);
        using X509Certificate2 between = Issue("between", authority: true, root);
        using X509Certificate2 client = Issue("a client", authority: false, between);
        string? subject = null;
        await using ScriptedServer server = ScriptedServer.Start(
            Looking(c => subject = c.ClientCertificate?.Subject),
            new ScriptedServerOptions
            {
                Certificate = certificates.Server,
                ClientCa = root,
                ConfigureTls = tls => tls.CertificateChainPolicy!.DisableCertificateDownloads = true,
            });
        await ExpectAsync(
            server,
            o =>
            {
                (o.CaFile, o.ClientCertificate) = (certificates.CaFile, client);
                X509Certificate2[] chain = sent switch
                {
                    "none" => [],
                    "between" => [between],
                    _ => [root, client, between],
                };
                o.ClientCertificateChain.AddRange(chain);
            },
            expected);
        Assert.Equal(expected == CurlErrorCode.None ? "CN=a client" : null, subject);
    }

    [Theory]
    [InlineData(CurlTlsVersion.Tls12, SslProtocols.Tls12)]
    [InlineData(CurlTlsVersion.Tls13, SslProtocols.Tls13)]
    public async Task Wss_OneVersion_IsTheOneThatIsSpoken(CurlTlsVersion version, SslProtocols expected)
    {
        if (version == CurlTlsVersion.Tls13)
        {
            WindowsFacts.RequireTls13();
        }

        SslProtocols spoken = default;
        await using ScriptedServer server = Start(certificates.Server, look: c => spoken = ((SslStream)c.Stream).SslProtocol);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o =>
        {
            (o.CaFile, o.TlsMinimum, o.TlsMaximum, o.CaptureTlsDetails) = (certificates.CaFile, version, version, true);
        });
        Assert.Equal(expected, spoken);
        SkipUnlessTold();
        Assert.Equal(version, info.TlsVersion);
        await using ScriptedServer other = Start(
            certificates.Server, expected == SslProtocols.Tls12 ? SslProtocols.Tls13 : SslProtocols.Tls12);
        await TransportClient.FailsAsync(
            other.WsUri, o => (o.CaFile, o.TlsMinimum, o.TlsMaximum) = (certificates.CaFile, version, version));
    }

    [Theory]
    [InlineData("ECDHE-ECDSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    [InlineData("TLS_CHACHA20_POLY1305_SHA256", TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256)]
    public async Task Wss_OneCipher_IsTheOneThatIsSpoken(string cipher, TlsCipherSuite expected)
    {
        WindowsFacts.RequireOption(nameof(CurlEasyOptions.Tls13Ciphers));
        bool tls13 = cipher.StartsWith("TLS_", StringComparison.Ordinal);
        TlsCipherSuite spoken = default;
        await using ScriptedServer server = Start(certificates.Server, look: c => spoken = ((SslStream)c.Stream).NegotiatedCipherSuite);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o =>
        {
            o.CaFile = certificates.CaFile;
            o.CaptureTlsDetails = true;
            o.TlsMaximum = tls13 ? null : CurlTlsVersion.Tls12;
            o.Tls12Ciphers = tls13 ? null : [cipher];
            o.Tls13Ciphers = tls13 ? [cipher] : null;
        });
        Assert.Equal(expected, spoken);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.CaFile, o.Tls12Ciphers, o.Tls13Ciphers) = (certificates.CaFile, ["no-such"], ["no-such"]));
        SkipUnlessTold();
        Assert.Equal(cipher, info.TlsCipher);
    }

    /// <summary>The trace is listened to until the upgrade only, and is the application's own before and after.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wss_TlsInfo_LeavesTheTraceAsItWas(bool traced)
    {
        List<string> lines = [];
        await using ScriptedServer server = Start(certificates.Server);
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o =>
        {
            (o.CaFile, o.CaptureTlsDetails) = (certificates.CaFile, true);
            o.TraceCallback = traced ? (_, data) => lines.Add(Encoding.UTF8.GetString(data)) : null;
        });
        Assert.Equal(traced, socket.Easy.TraceCallback is not null);
        Assert.Equal(traced, lines.Exists(line => line.StartsWith("GET /", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Info_WithoutTls_HasNeitherVersionNorCipher()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o => o.CaptureTlsDetails = true);
        Assert.Equal((null, null, CurlHttpVersion.Http11), (info.TlsVersion, info.TlsCipher, info.HttpVersion));
        Assert.Null(info.Deflate);
    }

    /// <summary>Which TLS libraries say in libcurl's trace what was agreed upon.</summary>
    private static void SkipUnlessTold() => Assert.SkipUnless(
        CurlLibrary.TlsBackend.StartsWith("OpenSSL", StringComparison.Ordinal)
            || CurlLibrary.TlsBackend.StartsWith("GnuTLS", StringComparison.Ordinal),
        $"{CurlLibrary.TlsBackend} does not tell.");

    [Fact]
    public async Task Wss_Cookies_SecureOnesAreSent()
    {
        CookieContainer cookies = new();
        cookies.Add(new Uri("https://localhost/"), new Cookie("secure", "1") { Secure = true });
        RequestHead? request = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                request = await c.AcceptUpgradeAsync();
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    server.WsUri, CurlFraming.Auto, o => (o.CaFile, o.Cookies) = (certificates.CaFile, cookies));
            },
            new ScriptedServerOptions { Certificate = certificates.Server });
        Assert.Equal("secure=1", request?["Cookie"]);
    }

    [Theory]
    [InlineData(true, Untrusted)]
    [InlineData(false, CurlErrorCode.None)]
    public async Task Wss_RevocationList_IsObeyed(bool revoked, CurlErrorCode expected)
    {
        WindowsFacts.RequireOption(nameof(CurlEasyOptions.CrlFile));
        CertificateRevocationListBuilder builder = new();
        builder.AddEntry((revoked ? certificates.Server : certificates.Expired).Certificate);
        byte[] list = builder.Build(certificates.Ca.Certificate, 1, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256);
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, PemEncoding.WriteString("X509 CRL", list));
            await using ScriptedServer server = Start(certificates.Server);
            await ExpectAsync(server, o => (o.CaFile, o.CrlFile) = (certificates.CaFile, file), expected);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task ExpectAsync(ScriptedServer server, Action<CurlWebSocketOptions> configure, CurlErrorCode expected)
    {
        if (expected == CurlErrorCode.None)
        {
            await TransportClient.EchoAsync(server.WsUri, configure);
        }
        else
        {
            await TransportClient.FailsAsync(server.WsUri, configure, expected);
        }
    }

    private static ScriptedServer Start(
        TestCertificate certificate, SslProtocols protocols =
            SslProtocols.None, Action<ScriptedConnection>? look = null) => ScriptedServer.Start(
        Looking(look), new ScriptedServerOptions { Certificate = certificate, ConfigureTls = tls => tls.EnabledSslProtocols = protocols });

    /// <summary>A certificate with its key.</summary>
    private static X509Certificate2 Issue(string name, bool authority, X509Certificate2? issuer)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        // An issuer's certificate must not end before those that it issues, a second later perhaps.
        DateTimeOffset begin = issuer?.NotBefore ?? DateTimeOffset.UtcNow.AddDays(-1);
        DateTimeOffset end = issuer?.NotAfter ?? DateTimeOffset.UtcNow.AddDays(1);
        if (issuer is null)
        {
            return request.CreateSelfSigned(begin, end);
        }

        using X509Certificate2 issued = request.Create(issuer, begin, end, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(
            withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private ScriptedServer StartAsking(Action<ScriptedConnection>? look = null)
    {
        WindowsFacts.RequireMutualTls();
        return ScriptedServer.Start(
            Looking(look), new ScriptedServerOptions { Certificate = certificates.Server, ClientCa = certificates.Ca.Certificate });
    }

    private static Func<ScriptedConnection, Task> Looking(Action<ScriptedConnection>? look) => connection =>
    {
        look?.Invoke(connection);
        return Scripts.EchoAsync(connection);
    };
}
