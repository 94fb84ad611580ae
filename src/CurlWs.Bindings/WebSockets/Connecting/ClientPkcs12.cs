using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CurlWs;

/// <summary>
/// A client certificate with its key and those up to its root, in the one form that OpenSSL and Schannel both take. PKCS #12, RFC 7292.
/// </summary>
internal static class ClientPkcs12
{
    private const string PemBegin = "-----BEGIN ";
    private const string PemBeginEncryptedKey = PemBegin + "ENCRYPTED PRIVATE KEY-----";

    /// <summary>Whether the loaded libcurl's TLS library takes no PEM.</summary>
    internal static bool IsNeeded => TlsBackendText.IsSchannel(CurlLibrary.TlsBackend);

    /// <summary>What the options have in PEM, or null when they have nothing in PEM, such as the path of a Windows store.</summary>
    /// <exception cref="ArgumentException">The certificate or its key cannot be read.</exception>
    internal static byte[]? FromPem(CurlWebSocketOptions options)
    {
        if (options.ClientCertificateType is { } type && !type.Equals("PEM", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        X509Certificate2? certificate = null;
        X509Certificate2Collection chain = [];
        try
        {
            certificate = Read(options, chain);
            return certificate is null ? null : Export(certificate, chain);
        }
        finally
        {
            certificate?.Dispose();
            foreach (X509Certificate2 each in chain)
            {
                each.Dispose();
            }
        }
    }

    /// <exception cref="ArgumentException">The key cannot be exported.</exception>
    internal static byte[] Export(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        // Copies without keys: an export of the chain's own ones could fail for a key that nobody asks for.
        X509Certificate2Collection all = [certificate];
        try
        {
            foreach (X509Certificate2 between in chain.Where(c => !c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
            {
                all.Add(X509Certificate2.CreateFromPem(between.ExportCertificatePem()));
            }

            return all.Export(X509ContentType.Pkcs12)!;
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException(
                "The private key of ClientCertificate cannot be exported, and libcurl needs it. Load the certificate with "
                + "X509KeyStorageFlags.Exportable, or name its file with ClientCertificateFile.",
                nameof(CurlWebSocketOptions.ClientCertificate),
                e);
        }
        finally
        {
            foreach (X509Certificate2 copy in all.Skip(1))
            {
                copy.Dispose();
            }
        }
    }

    private static X509Certificate2? Read(CurlWebSocketOptions options, X509Certificate2Collection chain)
    {
        try
        {
            string? certificates = Text(options.ClientCertificateBlob, options.ClientCertificateFile);
            if (certificates?.Contains(PemBegin, StringComparison.Ordinal) != true)
            {
                return null;
            }

            // As with OpenSSL, a password for a key that needs none is passed over.
            string key = Text(options.ClientKeyBlob, options.ClientKeyFile) ?? certificates;
            chain.ImportFromPem(certificates);
            return key.Contains(PemBeginEncryptedKey, StringComparison.Ordinal)
                ? X509Certificate2.CreateFromEncryptedPem(certificates, key, options.ClientKeyPassword)
                : X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException(
                "The client certificate in PEM cannot be turned into PKCS #12, which Schannel needs. The private key that belongs to it "
                + "must be in PEM, too, and ClientKeyPassword must be the key's; or give PKCS #12, with ClientCertificateType = \"P12\".",
                options.ClientCertificateFile is null
                    ? nameof(CurlWebSocketOptions.ClientCertificateBlob) : nameof(CurlWebSocketOptions.ClientCertificateFile),
                e);
        }
    }

    private static string? Text(ReadOnlyMemory<byte>? blob, string? file) =>
        blob is { } bytes ? Encoding.Latin1.GetString(bytes.Span) : File.Exists(file) ? File.ReadAllText(file) : null;
}
