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
            .. Named(CrlFile is not null, nameof(CrlFile)), .. Named(RequireOcspStapling, nameof(RequireOcspStapling)),
        ];
        Refuse(
            !VerifyServerCertificate && trust.Length > 0,
            nameof(VerifyServerCertificate),
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
            !VerifyServerCertificate,
            nameof(VerifyServerCertificate),
            $"VerifyServerCertificate is off, and {managed} verifies. Leave it on; to take any certificate, have "
                + "ServerCertificateValidationCallback return true.");
        Refuse(
            CrlFile is not null || RequireOcspStapling,
            CrlFile is null ? nameof(RequireOcspStapling) : nameof(CrlFile),
            $"With {managed} .NET judges the server and not libcurl, which CrlFile and RequireOcspStapling are for. Set RevocationMode in "
                + "ServerCertificateChainPolicy.");
        bool othersByLibcurl = Proxy?.Scheme == Uri.UriSchemeHttps || WebProxy is not null || DnsOverHttpsUri is not null;
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
            .. Named(ClientCertificate is not null, nameof(ClientCertificate)),
            .. Named(ClientCertificateFile is not null, nameof(ClientCertificateFile)),
            .. Named(ClientCertificateBlob is not null, nameof(ClientCertificateBlob)),
        ];
        Refuse(
            certificates.Length > 1,
            certificates.Length > 1 ? certificates[1] : nameof(ClientCertificateFile),
            $"One client certificate can be shown; here are several: {string.Join(", ", certificates)}.");
        Refuse(
            ClientKeyFile is not null && ClientCertificateFile is null,
            nameof(ClientKeyFile),
            "ClientKeyFile is the key for ClientCertificateFile, which is not set.");
        Refuse(
            ClientKeyBlob is not null && ClientCertificateBlob is null,
            nameof(ClientKeyBlob),
            "ClientKeyBlob is the key for ClientCertificateBlob, which is not set.");
        Refuse(
            (ClientCertificateType ?? ClientKeyPassword) is not null && ClientCertificateFile is null && ClientCertificateBlob is null,
            ClientCertificateType is null ? nameof(ClientKeyPassword) : nameof(ClientCertificateType),
            "ClientCertificateType and ClientKeyPassword are about ClientCertificateFile or ClientCertificateBlob, and neither is set.");
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
