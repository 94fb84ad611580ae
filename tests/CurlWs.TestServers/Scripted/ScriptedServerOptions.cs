using System;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CurlWs.TestServers;

/// <summary>How a <see cref="ScriptedServer"/> listens. The default is TCP in the clear on 127.0.0.1.</summary>
public sealed record ScriptedServerOptions
{
    /// <summary>The loopback address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Listens at the address of this network instead; null for loopback.</summary>
    public NetworkNamespace? Network { get; init; }

    /// <summary>Listens on a Unix domain socket instead of TCP.</summary>
    public UnixSocketKind UnixSocket { get; init; }

    /// <summary>Speaks TLS with this certificate; null for none.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>Demands a client certificate that this CA has signed; null for none.</summary>
    public X509Certificate2? ClientCa { get; init; }

    /// <summary>Changes the rest of the TLS settings, such as the protocol versions.</summary>
    public Action<SslServerAuthenticationOptions>? ConfigureTls { get; init; }

    /// <summary>The size in bytes of the kernel's receive buffer; a small one makes the client's sends partial.</summary>
    /// <remarks>The client's own send buffer grows to megabytes unless it is limited too.</remarks>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>The size in bytes of the kernel's send buffer.</summary>
    public int? SendBufferSize { get; init; }

    internal SslServerAuthenticationOptions? CreateTls()
    {
        if (Certificate is null)
        {
            return null;
        }

        SslServerAuthenticationOptions tls = new() { ServerCertificate = Certificate.Certificate };
        if (ClientCa is not null)
        {
            tls.ClientCertificateRequired = true;
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.Add(ClientCa);
        }

        ConfigureTls?.Invoke(tls);
        return tls;
    }
}
