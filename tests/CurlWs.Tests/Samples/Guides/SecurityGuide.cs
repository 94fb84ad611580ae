using System;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Security", compiled; between the marks is what stands there.</summary>
internal static class SecurityGuide
{
    internal static CurlWebSocketOptions Validation()
    {
        // <example>
        CurlWebSocketOptions options = new()
        {
            ServerCertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.Online },
            ServerCertificateValidationCallback = (sender, certificate, chain, errors) => errors == SslPolicyErrors.None,
        };
        // </example>

        return options;
    }

    internal static CurlWebSocketOptions Limits()
    {
        // <example>
        CurlWebSocketOptions options = new()
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            UpgradeTimeout = TimeSpan.FromSeconds(5),
            SendTimeout = TimeSpan.FromSeconds(30),
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
            MaxMessageSize = 64 * 1024,
            MaxFragments = 100,
        };
        // </example>

        return options;
    }

    internal static void Defects(Action<string> log)
    {
        // <example>
        foreach (CurlDefect defect in CurlLibrary.GetInfo().KnownDefects)
        {
            log($"{defect.Id}: {defect.Effect} {defect.Handling}");
        }
        // </example>
    }
}
