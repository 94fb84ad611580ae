using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.TestServers;

/// <summary>A certificate with its private key, in every form that a client or a server may want.</summary>
public sealed class TestCertificate : IDisposable
{
    internal TestCertificate(string folder, string name, X509Certificate2 certificate, TestKey key, bool ofCa)
    {
        Key = key;
        Pfx = key.ToPkcs12(certificate);
        CertificateFile = Path.Combine(folder, name + ".pem");
        KeyFile = Path.Combine(folder, name + ".key");
        PfxFile = Path.Combine(folder, name + ".pfx");
        CertificatePem = certificate.ExportCertificatePem() + "\n";
        KeyPem = key.ToPem() + "\n";
        File.WriteAllText(CertificateFile, CertificatePem);
        File.WriteAllText(KeyFile, KeyPem);
        File.WriteAllBytes(PfxFile, Pfx);

        // Windows serves TLS only with a key that its key store knows; importing a PFX puts it there. A CA's has no place there with those.
        Certificate = ofCa && TestKey.IsShared ? X509CertificateLoader.LoadCertificate(certificate.RawData)
            : X509CertificateLoader.LoadPkcs12(Pfx, null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The certificate with its private key; under Wine a CA's is without.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The private key.</summary>
    internal TestKey Key { get; }

    /// <summary>The certificate in PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>The private key in PEM (PKCS #8, not encrypted).</summary>
    public string KeyPem { get; }

    /// <summary>Certificate and private key in PKCS #12, without a password.</summary>
    public byte[] Pfx { get; }

    /// <summary>The path of the certificate in PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>The path of the private key in PEM.</summary>
    public string KeyFile { get; }

    /// <summary>The path of <see cref="Pfx"/>.</summary>
    public string PfxFile { get; }

    /// <summary>The pin of the public key as libcurl takes it: <c>sha256//</c> and a hash in base64.</summary>
    public string PublicKeyPin =>
        "sha256//" + Convert.ToBase64String(SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
    }
}
