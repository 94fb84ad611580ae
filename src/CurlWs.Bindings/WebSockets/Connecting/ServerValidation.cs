using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Has .NET judge the certificates that a server has shown: when TLS stands, and before anything of the request is sent. libcurl checks
/// meanwhile that the server has the certificate's key, as part of the handshake; whom to trust is decided here alone.
/// </summary>
/// <remarks>
/// What is judged is what <c>CURLINFO_CERTINFO</c> holds. Behind an https proxy that was the proxy's at first; the server's replaces it
/// with its handshake, unless that resumes a session, which has no chain. So sessions are not kept: see <see cref="UpgradeRequest"/>.
/// </remarks>
internal sealed class ServerValidation(CurlEasy easy, CurlWebSocketOptions options)
{
    // id-kp-serverAuth: RFC 5280, section 4.2.1.12.
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // libcurl's one file of code for all of these, in which the server's own certificate is the first.
    private static readonly string[] s_backends = ["OpenSSL", "LibreSSL", "BoringSSL", "AWS-LC", "quictls"];

    /// <summary>Whether a connect was ended here.</summary>
    internal bool HasRefused { get; private set; }

    /// <summary>Whether this TLS library tells the certificates as they are needed here.</summary>
    internal static bool Supports(string backend) =>
        s_backends.Any(name => TlsBackendText.Active(backend).StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Throws unless the loaded libcurl can be used for this.</summary>
    /// <exception cref="PlatformNotSupportedException">It has another TLS library.</exception>
    internal static void RequireSupport()
    {
        if (!Supports(CurlLibrary.TlsBackend))
        {
            throw new PlatformNotSupportedException(
                $"{nameof(CurlWebSocketOptions.ServerCertificateValidationCallback)} and "
                + $"{nameof(CurlWebSocketOptions.ServerCertificateChainPolicy)} need a libcurl with OpenSSL; {CurlLibrary.Path} has "
                + $"{(CurlLibrary.TlsBackend.Length == 0 ? "no TLS" : CurlLibrary.TlsBackend)}. Use CaFile, CaBlob or PinnedPublicKey, or "
                + "load another libcurl (CURLWS_LIBCURL).");
        }
    }

    /// <summary>Judges, in libcurl's call before the request. Throws unless the server may have the request.</summary>
    /// <exception cref="CurlException">The server is refused.</exception>
    internal void Check()
    {
        // What libcurl itself connects to, whatever Configure has set.
        if (!Uri.TryCreate(easy.GetInfo(CurlInfos.EffectiveUri), UriKind.Absolute, out Uri? address))
        {
            throw Refuse("the address of the server is not known");
        }

        if (address.Scheme == WebSocketScheme.Plain)
        {
            return;
        }

        List<X509Certificate2> shown = Shown();
        try
        {
            Judge(SafeText.WithoutUser(address), shown[0], [.. shown.Skip(1)]);
        }
        finally
        {
            // The server's own may have been kept by the callback.
            shown.Skip(options.ServerCertificateValidationCallback is null ? 0 : 1).ToList().ForEach(static other => other.Dispose());
        }
    }

    private void Judge(Uri address, X509Certificate2 own, X509Certificate2[] others)
    {
        using X509Chain chain = new() { ChainPolicy = Policy() };
        chain.ChainPolicy.ExtraStore.AddRange(others);
        SslPolicyErrors errors = Build(chain, own) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
        if (!IsFor(own, address.IdnHost))
        {
            errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        try
        {
            RemoteCertificateValidationCallback? callback = options.ServerCertificateValidationCallback;
            if (!(callback?.Invoke(address, own, chain, errors) ?? errors == SslPolicyErrors.None))
            {
                string verdict = errors == SslPolicyErrors.None ? "none" : $"{errors}{Statuses(chain)}";
                throw Refuse(callback is null
                    ? $"the server's certificate does not pass ServerCertificateChainPolicy: {verdict}"
                    : $"ServerCertificateValidationCallback returned false; errors that it was told of: {verdict}");
            }
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private X509ChainPolicy Policy()
    {
        // As SslStream has it.
        X509ChainPolicy policy = options.ServerCertificateChainPolicy?.Clone() ?? new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            RevocationFlag = X509RevocationFlag.ExcludeRoot,
        };
        if (policy.ApplicationPolicy.Count == 0)
        {
            policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        }

        return policy;
    }

    private List<X509Certificate2> Shown()
    {
        List<X509Certificate2> shown = [];
        try
        {
            foreach (CurlCertificate certificate in easy.Infos.Certificates())
            {
                // The last field of each. No name of an extension, which the server chooses, can stand for it.
                (string name, string pem) = certificate.Fields.Count == 0 ? default : certificate.Fields[^1];
                shown.Add(name == "Cert" ? X509Certificate2.CreateFromPem(pem) : throw Refuse("libcurl does not tell the certificates"));
            }
        }
        catch (CryptographicException e)
        {
            shown.ForEach(static one => one.Dispose());
            throw Refuse($".NET cannot read a certificate of the server: {e.Message}");
        }

        return shown.Count > 0 ? shown : throw Refuse("the server has shown no certificate that libcurl would tell");
    }

    private bool Build(X509Chain chain, X509Certificate2 own)
    {
        try
        {
            return chain.Build(own);
        }
        catch (CryptographicException e)
        {
            throw Refuse($".NET cannot judge the server's certificate: {e.Message}");
        }
    }

    private CurlException Refuse(string why)
    {
        HasRefused = true;
        return CurlErrors.OfTransfer(CURLcode.CURLE_PEER_FAILED_VERIFICATION, why);
    }

    private static bool IsFor(X509Certificate2 own, string host)
    {
        try
        {
            return own.MatchesHostname(host.TrimEnd('.'));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // A host that no certificate can name, or a list of names that is malformed: either is no match.
            return false;
        }
    }

    private static string Statuses(X509Chain chain)
    {
        string names = string.Join(", ", chain.ChainStatus.Select(static status => status.Status).Distinct());
        return names.Length == 0 ? string.Empty : $" ({names})";
    }
}
