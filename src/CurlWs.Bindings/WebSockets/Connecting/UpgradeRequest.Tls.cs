using System;

namespace CurlWs;

// The same for TLS and roots.
public sealed partial class CurlWebSocketOptions
{
    private bool HasRoots => (CaFile ?? CaPath) is not null || CaBlob is not null;

    private void ApplyTls(CurlEasyOptions options)
    {
        if (!ServerCertificateVerification)
        {
            options.VerifyPeer = false;
            options.VerifyHost = false;
        }

        if (CrlFile is not null)
        {
            options.CrlFile = CrlFile;
        }

        if (VerifyStatus)
        {
            options.VerifyStatus = true;
        }

        if (PinnedPublicKey is not null)
        {
            options.PinnedPublicKey = PinnedPublicKey;
        }

        if (TlsMinimum is not null)
        {
            options.TlsMinimum = TlsMinimum;
        }

        if (TlsMaximum is not null)
        {
            options.TlsMaximum = TlsMaximum;
        }

        if (CipherList is not null)
        {
            options.CipherList = CipherList;
        }

        if (Tls13Ciphers is not null)
        {
            options.Tls13Ciphers = Tls13Ciphers;
        }

        if (CertInfo)
        {
            options.CertInfo = true;
        }

        ApplyClientCertificate(options);
    }

    private void ApplyClientCertificate(CurlEasyOptions options)
    {
        if (ClientCertificate is not null)
        {
            options.SslCertBlob = ExportPkcs12(ClientCertificate);
            options.SslCertType = "P12";
            return;
        }

        if (SslCert is not null)
        {
            options.SslCert = SslCert;
        }

        if (SslKey is not null)
        {
            options.SslKey = SslKey;
        }

        if (SslCertBlob is not null)
        {
            options.SslCertBlob = SslCertBlob;
        }

        if (SslKeyBlob is not null)
        {
            options.SslKeyBlob = SslKeyBlob;
        }

        if (SslCertType is not null)
        {
            options.SslCertType = SslCertType;
        }

        if (KeyPassword is not null)
        {
            options.KeyPassword = KeyPassword;
        }
    }

    private CaRoots Roots => HasRoots ? CaRoots.Named(CaFile, CaPath, CaBlob) : MachineRoots ?? CaRoots.Machine;

    /// <summary>Only where TLS may be spoken: finding and setting them is not free.</summary>
    private void ApplyRoots(CurlEasyOptions options, Uri uri)
    {
        if (uri.Scheme == "wss" || DnsOverHttpsUrl is not null)
        {
            Roots.ApplyTo(options, proxy: false);
        }

        if (options.Proxy?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true)
        {
            Roots.ApplyTo(options, proxy: true);
        }
    }
}
