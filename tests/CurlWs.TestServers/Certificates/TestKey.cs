using System;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.TestServers;

/// <summary>The private key of a <see cref="TestCertificate"/>: on P-256, or RSA of 2048 bits where none are (Wine).</summary>
internal sealed class TestKey : IDisposable
{
    private static readonly Lazy<RSAParameters?> s_shared = new(static () =>
    {
        const int NotSupported = unchecked((int)0x80090029);
        try
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return null;
        }
        catch (CryptographicException e) when (OperatingSystem.IsWindows() && e.HResult == NotSupported)
        {
            using RSA key = RSA.Create(2048);
            return key.ExportParameters(includePrivateParameters: true);
        }
    });

    private readonly AsymmetricAlgorithm _key;

    private TestKey(AsymmetricAlgorithm key) => _key = key;

    /// <summary>Signs with this key, in the name of an issuer.</summary>
    internal X509SignatureGenerator SignatureGenerator => _key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    public void Dispose() => _key.Dispose();

    /// <summary>
    /// Whether all certificates that are shown have the same key. Wine keeps the keys of those that it imports in one place, where the last
    /// one overwrites the others.
    /// </summary>
    internal static bool IsShared => s_shared.Value is not null;

    /// <summary>A key for a CA, which only signs, or for a certificate that is shown.</summary>
    internal static TestKey Create(bool ofCa = false) => new(
        s_shared.Value is not { } shared ? ECDsa.Create(ECCurve.NamedCurves.nistP256)
        : ofCa ? RSA.Create(2048)
        : RSA.Create(shared));

    /// <summary>A certificate for this key, to be completed and signed.</summary>
    internal CertificateRequest Request(string subject) => _key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)_key, HashAlgorithmName.SHA256);

    internal string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>The key with its certificate, without a password.</summary>
    internal byte[] ToPkcs12(X509Certificate2 certificate)
    {
        if (_key is ECDsa key)
        {
            using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
            return withKey.Export(X509ContentType.Pkcs12);
        }

        // Wine can export no certificate with a key, and encrypt none.
        Pkcs12SafeContents contents = new();
        contents.AddCertificate(certificate);
        contents.AddKeyUnencrypted(_key);
        Pkcs12Builder builder = new();
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithoutIntegrity();
        return builder.Encode();
    }
}
