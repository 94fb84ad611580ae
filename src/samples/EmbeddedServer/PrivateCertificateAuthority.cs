using System;
using System.IO;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.Samples;

/// <summary>A CA that exists as long as the server does; its certificate is a file, its key never leaves this process.</summary>
internal sealed class PrivateCertificateAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curlws-ca-");

    public PrivateCertificateAuthority()
    {
        CertificateRequest request = new("CN=CurlWs sample CA", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        CaFile = Path.Combine(_folder.FullName, "ca.pem");
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>The path of the CA's certificate in PEM.</summary>
    public string CaFile { get; }

    /// <summary>Issues a server certificate for localhost, 127.0.0.1 and ::1.</summary>
    public X509Certificate2 IssueForLoopback()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));

        byte[] serial = RandomNumberGenerator.GetBytes(16);
        using X509Certificate2 issued = request.Create(_certificate, _certificate.NotBefore, _certificate.NotAfter, serial);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);

        // Windows serves TLS only with a key that its key store knows; importing a PFX puts it there.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        if (File.Exists(CaFile))
        {
            _folder.Delete(recursive: true);
        }
    }
}
