using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.TestServers;

/// <summary>A private CA and certificates good and bad, made in a moment and deleted on dispose.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public sealed class TestCertificates : IDisposable
{
    private static readonly Oid s_serverAuth = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid s_clientAuth = new("1.3.6.1.5.5.7.3.2");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curlws-certificates-");
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>Makes them all, each with a key of its own on P-256; that takes some milliseconds.</summary>
    public TestCertificates()
    {
        Ca = MakeCa("ca", "CurlWs test CA");
        OtherCa = MakeCa("other-ca", "CurlWs foreign test CA");
        Server = Issue("server", "localhost", s_serverAuth, LoopbackNames(), Ca);
        Expired = Issue("expired", "localhost", s_serverAuth, LoopbackNames(), Ca, until: _now.AddDays(-1));
        NotYetValid = Issue("not-yet-valid", "localhost", s_serverAuth, LoopbackNames(), Ca, from: _now.AddDays(1));
        WrongHost = Issue("wrong-host", "elsewhere.test", s_serverAuth, names => names.AddDnsName("elsewhere.test"), Ca);
        SelfSigned = Issue("self-signed", "localhost", s_serverAuth, LoopbackNames(), issuer: null);
        Client = Issue("client", "a test client", s_clientAuth, names: null, Ca);
        ForeignClient = Issue("foreign-client", "a foreign client", s_clientAuth, names: null, OtherCa);
    }

    /// <summary>The CA that signs all but the self-signed and the foreign ones.</summary>
    public TestCertificate Ca { get; }

    /// <summary>A CA that no server here uses, to trust the wrong one.</summary>
    public TestCertificate OtherCa { get; }

    /// <summary>The path of the CA's certificate in PEM, for <c>CURLOPT_CAINFO</c>.</summary>
    public string CaFile => Ca.CertificateFile;

    /// <summary>A good server certificate for localhost, 127.0.0.1 and ::1.</summary>
    public TestCertificate Server { get; }

    /// <summary>The same, but it ended yesterday.</summary>
    public TestCertificate Expired { get; }

    /// <summary>The same, but it begins tomorrow.</summary>
    public TestCertificate NotYetValid { get; }

    /// <summary>A server certificate for <c>elsewhere.test</c> only.</summary>
    public TestCertificate WrongHost { get; }

    /// <summary>A server certificate for localhost that nobody but itself has signed.</summary>
    public TestCertificate SelfSigned { get; }

    /// <summary>A good client certificate.</summary>
    public TestCertificate Client { get; }

    /// <summary>A client certificate of <see cref="OtherCa"/>.</summary>
    public TestCertificate ForeignClient { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        TestCertificate[] all = [Ca, OtherCa, Server, Expired, NotYetValid, WrongHost, SelfSigned, Client, ForeignClient];
        foreach (TestCertificate each in all)
        {
            each.Dispose();
        }

        _folder.Refresh();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static Action<SubjectAlternativeNameBuilder> LoopbackNames() => names =>
    {
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
    };

    private TestCertificate MakeCa(string file, string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 made = request.CreateSelfSigned(_now.AddDays(-60), _now.AddDays(60));
        return new TestCertificate(_folder.FullName, file, made);
    }

    private TestCertificate Issue(
        string file,
        string name,
        Oid usage,
        Action<SubjectAlternativeNameBuilder>? names,
        TestCertificate? issuer,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        if (names is not null)
        {
            SubjectAlternativeNameBuilder builder = new();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset begin = from ?? _now.AddDays(-30);
        DateTimeOffset end = until ?? _now.AddDays(30);
        if (issuer is null)
        {
            using X509Certificate2 selfSigned = request.CreateSelfSigned(begin, end);
            return new TestCertificate(_folder.FullName, file, selfSigned);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer.Certificate, true, false));
        using X509Certificate2 issued = request.Create(issuer.Certificate, begin, end, RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return new TestCertificate(_folder.FullName, file, withKey);
    }
}
