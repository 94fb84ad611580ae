namespace CurlWs;

// TLS, roots and the client certificate.
internal sealed partial class UpgradeRequest
{
    private CaRoots Roots => NamesRoots ? CaRoots.Named(_options.CaFile, _options.CaPath, _options.CaBlob) : MachineRoots;

    private bool NamesRoots => (_options.CaFile ?? _options.CaPath) is not null || _options.CaBlob is not null;

    private CaRoots MachineRoots => _options.MachineRoots ?? CaRoots.Machine;

    private void ApplyTls(CurlEasyOptions to)
    {
        if (_validation is not null)
        {
            ServerValidation.RequireSupport();
        }

        if (!_options.VerifyServerCertificate || _validation is not null)
        {
            to.VerifyServerCertificate = false;
        }

        if (_options.CrlFile is not null)
        {
            to.CrlFile = _options.CrlFile;
        }

        if (_options.RequireOcspStapling)
        {
            to.RequireOcspStapling = true;
        }

        if (_options.PinnedPublicKey is not null)
        {
            to.PinnedPublicKey = _options.PinnedPublicKey;
        }

        if (_options.TlsMinimum is not null)
        {
            to.TlsMinimum = _options.TlsMinimum;
        }

        if (_options.TlsMaximum is not null)
        {
            to.TlsMaximum = _options.TlsMaximum;
        }

        if (_options.Tls12Ciphers is not null)
        {
            to.Tls12Ciphers = _options.Tls12Ciphers;
        }

        if (_options.Tls13Ciphers is not null)
        {
            to.Tls13Ciphers = _options.Tls13Ciphers;
        }

        if (_options.Curves is not null)
        {
            to.Curves = _options.Curves;
        }

        if (_options.SignatureAlgorithms is not null)
        {
            to.SignatureAlgorithms = _options.SignatureAlgorithms;
        }

        if (_options.CaptureCertificates)
        {
            to.CaptureCertificates = true;
        }

        ApplyClientCertificate(to);
    }

    private void ApplyClientCertificate(CurlEasyOptions to)
    {
        if (_options.ClientCertificate is not null)
        {
            to.ClientCertificateBlob = ClientPkcs12.Export(_options.ClientCertificate, _options.ClientCertificateChain);
            to.ClientCertificateType = "P12";
            return;
        }

        if (ClientPkcs12.IsNeeded && ClientPkcs12.FromPem(_options) is { } converted)
        {
            to.ClientCertificateBlob = converted;
            to.ClientCertificateType = "P12";
            return;
        }

        if (_options.ClientCertificateFile is not null)
        {
            to.ClientCertificateFile = _options.ClientCertificateFile;
        }

        if (_options.ClientKeyFile is not null)
        {
            to.ClientKeyFile = _options.ClientKeyFile;
        }

        if (_options.ClientCertificateBlob is not null)
        {
            to.ClientCertificateBlob = _options.ClientCertificateBlob;
        }

        if (_options.ClientKeyBlob is not null)
        {
            to.ClientKeyBlob = _options.ClientKeyBlob;
        }

        if (_options.ClientCertificateType is not null)
        {
            to.ClientCertificateType = _options.ClientCertificateType;
        }

        if (_options.ClientKeyPassword is not null)
        {
            to.ClientKeyPassword = _options.ClientKeyPassword;
        }
    }

    /// <summary>
    /// Whatever Configure has set: the certificates are told, and with each handshake, which a resumed session's does not do.
    /// </summary>
    private static void ShowCertificates(CurlEasyOptions to)
    {
        to.CaptureCertificates = true;
        to.TlsSessionCache = false;
    }

    /// <summary>Only where libcurl judges a TLS peer: finding and setting them is not free.</summary>
    private void ApplyRoots(CurlEasyOptions to)
    {
        bool server = (_address.IsSecure && _validation is null) || _options.DnsOverHttpsUri is not null;
        bool proxy = ProxyAddress.IsSecure(to.Proxy);
        if (!server && !proxy)
        {
            return;
        }

        // A name that was not resolved says nothing about the roots for the server that was asked.
        CaRoots roots = Roots;
        bool heldBack = false;
        if (!NamesRoots && !_route.TakesAllRoots && _options.DnsOverHttpsUri is null)
        {
            roots = roots.Needed(out heldBack);
        }

        _route.HoldsRootsBack = heldBack;
        if (server)
        {
            roots.ApplyTo(to, proxy: false);
        }

        if (proxy)
        {
            roots.ApplyTo(to, proxy: true);
        }
    }
}
