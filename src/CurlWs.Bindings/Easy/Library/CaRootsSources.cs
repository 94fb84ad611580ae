using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CurlWs;

/// <summary>Where <see cref="CaRoots"/> looks: this machine and the loaded libcurl, each part replaceable by a test.</summary>
internal sealed record CaRootsSources
{
    /// <summary>
    /// Where Linux distributions keep their bundle: Debian, Alpine, Arch; Fedora, RHEL; the same, extracted; openSUSE; the rest.
    /// </summary>
    internal IReadOnlyList<string> Files { get; init; } =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    internal IReadOnlyList<string> Folders { get; init; } = ["/etc/ssl/certs"];

    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether the operating system has a store that TLS libraries can use.</summary>
    internal bool SystemStore { get; init; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS()
        || OperatingSystem.IsMacCatalyst();

    internal string TlsBackend { get; init; } = CurlLibrary.TlsBackend;

    internal string? DefaultFile { get; init; } = CurlLibrary.DefaultCaFile;

    internal string? DefaultFolder { get; init; } = CurlLibrary.DefaultCaPath;

    internal Func<string> StorePem { get; init; } = ExportStores;

    /// <summary>The roots that .NET itself trusts, as PEM.</summary>
    private static string ExportStores()
    {
        StringBuilder pem = new();
        foreach (StoreLocation location in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            try
            {
                using X509Store store = new(StoreName.Root, location, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                foreach (X509Certificate2 certificate in store.Certificates)
                {
                    pem.AppendLine(certificate.ExportCertificatePem());
                    certificate.Dispose();
                }
            }
            catch (CryptographicException)
            {
                // There is no such store: the other one may have some.
            }
        }

        return pem.ToString();
    }
}
