using System;

namespace CurlWs;

// The same for TLS.
public sealed partial class CurlWebSocketOptions
{
    private void ValidateTrust()
    {
        string[] trust =
        [
            .. Named(CaFile is not null, nameof(CaFile)), .. Named(CaPath is not null, nameof(CaPath)),
            .. Named(CaBlob is not null, nameof(CaBlob)),
            .. Named(CrlFile is not null, nameof(CrlFile)), .. Named(VerifyStatus, nameof(VerifyStatus)),
        ];
        Refuse(
            !ServerCertificateVerification && trust.Length > 0,
            nameof(ServerCertificateVerification),
            $"The server's certificate is not to be verified, so there is no use for {string.Join(", ", trust)}. Leave verification on; to "
                + "trust one key only, set PinnedPublicKey.");
        ValidateManaged();
        Refuse(
            CaFile is not null && CaBlob is not null,
            nameof(CaBlob),
            "CaFile and CaBlob are both set, and libcurl would read CaBlob only. Put all authorities into one of them.");
        Refuse(CaBlob is { IsEmpty: true }, nameof(CaBlob), "CaBlob is empty. Null goes back to the machine's roots.");
        Refuse(TlsMinimum > TlsMaximum, nameof(TlsMinimum), $"TlsMinimum ({TlsMinimum}) is above TlsMaximum ({TlsMaximum}).");
    }

    /// <summary>
    /// What only libcurl would look at where .NET judges the server. Roots may be for another peer, which libcurl judges.
    /// </summary>
    private void ValidateManaged()
    {
        if (!ValidatesServer)
        {
            return;
        }

        string managed = ServerCertificateValidationCallback is null
            ? nameof(ServerCertificateChainPolicy) : nameof(ServerCertificateValidationCallback);
        Refuse(
            !ServerCertificateVerification,
            nameof(ServerCertificateVerification),
            $"ServerCertificateVerification is off, and {managed} verifies. Leave it on; to take any certificate, have "
                + "ServerCertificateValidationCallback return true.");
        Refuse(
            CrlFile is not null || VerifyStatus,
            CrlFile is null ? nameof(VerifyStatus) : nameof(CrlFile),
            $"With {managed} .NET judges the server and not libcurl, which CrlFile and VerifyStatus are for. Set RevocationMode in "
                + "ServerCertificateChainPolicy.");
        bool othersByLibcurl = Proxy?.Scheme == Uri.UriSchemeHttps || WebProxy is not null || DnsOverHttpsUrl is not null;
        Refuse(
            !othersByLibcurl && ((CaFile ?? CaPath) is not null || CaBlob is not null),
            nameof(ServerCertificateChainPolicy),
            $"With {managed} .NET judges the server and not libcurl, which CaFile, CaPath and CaBlob are for. Put the authorities into "
                + "ServerCertificateChainPolicy: CustomTrustStore, with TrustMode = X509ChainTrustMode.CustomRootTrust.");
    }

    private void ValidateClientCertificate()
    {
        string[] certificates =
        [
            .. Named(ClientCertificate is not null, nameof(ClientCertificate)), .. Named(SslCert is not null, nameof(SslCert)),
            .. Named(SslCertBlob is not null, nameof(SslCertBlob)),
        ];
        Refuse(
            certificates.Length > 1,
            certificates.Length > 1 ? certificates[1] : nameof(SslCert),
            $"One client certificate can be shown; here are several: {string.Join(", ", certificates)}.");
        Refuse(SslKey is not null && SslCert is null, nameof(SslKey), "SslKey is the key for SslCert, which is not set.");
        Refuse(
            SslKeyBlob is not null && SslCertBlob is null,
            nameof(SslKeyBlob),
            "SslKeyBlob is the key for SslCertBlob, which is not set.");
        Refuse(
            (SslCertType ?? KeyPassword) is not null && SslCert is null && SslCertBlob is null,
            SslCertType is null ? nameof(KeyPassword) : nameof(SslCertType),
            "SslCertType and KeyPassword are about SslCert or SslCertBlob, and neither is set.");
        Refuse(
            ClientCertificateChain.Count > 0 && ClientCertificate is null,
            nameof(ClientCertificateChain),
            "ClientCertificateChain goes with ClientCertificate, which is not set. A file or memory in PEM holds the chain itself.");
        Refuse(
            ClientCertificate is { HasPrivateKey: false },
            nameof(ClientCertificate),
            "ClientCertificate has no private key, without which it proves nothing. Load it together with its key.");
    }
}
