using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.TestServers;

/// <summary>A private CA and certificates good and bad, each made in a moment when it is asked for and deleted on dispose.</summary>
/// <remarks>All members may be used from any thread. Each certificate has a key of its own, but not under Wine (TestKey).</remarks>
public sealed class TestCertificates : IDisposable
{
    private static readonly Oid s_serverAuth = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid s_clientAuth = new("1.3.6.1.5.5.7.3.2");

    // Where they have one key, Wine reads its place at each handshake and writes it at each import: all are made before the first is used.
    private static readonly Lazy<TestCertificates> s_shared = new(static () =>
    {
        TestCertificates all = new(shared: null);
        _ = (all.Server, all.Expired, all.NotYetValid, all.WrongHost, all.SelfSigned, all.Client, all.ForeignClient);
        return all;
    });

    private readonly Dictionary<string, TestCertificate> _made;
    private readonly DirectoryInfo _folder;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly bool _isShared;

    /// <summary>Makes none yet.</summary>
    public TestCertificates()
        : this(TestKey.IsShared ? s_shared.Value : null)
    {
    }

    private TestCertificates(TestCertificates? shared)
    {
        _made = shared?._made ?? [];
        _folder = shared?._folder ?? Directory.CreateTempSubdirectory("curlws-certificates-");
        _isShared = shared is not null;
    }

    /// <summary>The CA that signs all but the self-signed and the foreign ones.</summary>
    public TestCertificate Ca => Once("ca", file => MakeCa(file, "CurlWs test CA"));

    /// <summary>A CA that no server here uses, to trust the wrong one.</summary>
    public TestCertificate OtherCa => Once("other-ca", file => MakeCa(file, "CurlWs foreign test CA"));

    /// <summary>The path of the CA's certificate in PEM, for <c>CURLOPT_CAINFO</c>.</summary>
    public string CaFile => Ca.CertificateFile;

    /// <summary>A good server certificate for localhost, 127.0.0.1 and ::1.</summary>
    public TestCertificate Server => Once("server", file => IssueServer(file, Ca));

    /// <summary>The same, but it ended yesterday.</summary>
    public TestCertificate Expired => Once("expired", file => IssueServer(file, Ca, until: _now.AddDays(-1)));

    /// <summary>The same, but it begins tomorrow.</summary>
    public TestCertificate NotYetValid => Once("not-yet-valid", file => IssueServer(file, Ca, from: _now.AddDays(1)));

    /// <summary>A server certificate for <c>elsewhere.test</c> only.</summary>
    public TestCertificate WrongHost =>
        Once("wrong-host", file => Issue(file, "elsewhere.test", s_serverAuth, names => names.AddDnsName("elsewhere.test"), Ca));

    /// <summary>A server certificate for localhost that nobody but itself has signed.</summary>
    public TestCertificate SelfSigned => Once("self-signed", file => IssueServer(file, issuer: null));

    /// <summary>A good client certificate.</summary>
    public TestCertificate Client => Once("client", file => Issue(file, "a test client", s_clientAuth, names: null, Ca));

    /// <summary>A client certificate of <see cref="OtherCa"/>.</summary>
    public TestCertificate ForeignClient =>
        Once("foreign-client", file => Issue(file, "a foreign client", s_clientAuth, names: null, OtherCa));

    /// <summary>The pin of a key that no certificate has.</summary>
    public static string StrangePin { get; } = "sha256//" + Convert.ToBase64String(new byte[32]);

    /// <summary>Skips a test whose own certificates need keys on curves where the system makes none.</summary>
    public static void RequireCurves()
    {
        if (TestKey.IsShared)
        {
            throw Skip.Because("This system makes no keys on curves (0x80090029), as Wine does not.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isShared)
        {
            return;
        }

        lock (_made)
        {
            foreach (TestCertificate each in _made.Values)
            {
                each.Dispose();
            }
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

    private TestCertificate Once(string file, Func<string, TestCertificate> make)
    {
        lock (_made)
        {
            if (!_made.TryGetValue(file, out TestCertificate? made))
            {
                _made[file] = made = make(file);
            }

            return made;
        }
    }

    private TestCertificate MakeCa(string file, string name)
    {
        TestKey key = TestKey.Create(ofCa: true);
        CertificateRequest request = key.Request($"CN={name}");
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Sign(file, request, key, issuer: null, _now.AddDays(-60), _now.AddDays(60), ofCa: true);
    }

    private TestCertificate IssueServer(string file, TestCertificate? issuer, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        Issue(file, "localhost", s_serverAuth, LoopbackNames(), issuer, from, until);

    private TestCertificate Issue(
        string file,
        string name,
        Oid usage,
        Action<SubjectAlternativeNameBuilder>? names,
        TestCertificate? issuer,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null)
    {
        TestKey key = TestKey.Create();
        CertificateRequest request = key.Request($"CN={name}");
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
        if (issuer is not null)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer.Certificate, true, false));
        }

        return Sign(file, request, key, issuer, from ?? _now.AddDays(-30), until ?? _now.AddDays(30));
    }

    private TestCertificate Sign(
        string file,
        CertificateRequest request,
        TestKey key,
        TestCertificate? issuer,
        DateTimeOffset from,
        DateTimeOffset until,
        bool ofCa = false)
    {
        using X509Certificate2 signed = request.Create(
            issuer?.Certificate.SubjectName ?? request.SubjectName,
            (issuer?.Key ?? key).SignatureGenerator,
            from,
            until,
            RandomNumberGenerator.GetBytes(16));
        return new TestCertificate(_folder.FullName, file, signed, key, ofCa);
    }
}
