using System;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>
/// The framework's own client, as it is made by default. <paramref name="onlyWaits"/>: in a process with the switches that shorten its
/// wake-ups, so that it has only the cases in which it waits.
/// </summary>
internal sealed class ClientWebSocketClient(bool onlyWaits = false) : IBenchmarkClient
{
    private X509Certificate2? _authority;

    public string Version => $".NET {Environment.Version}";

    public bool Supports(Command command) => !onlyWaits || command is { Kind: "echo" or "tick" or "block", Size: <= 64, Uri.Scheme: "ws" };

    public async Task<IBenchmarkConnection> ConnectAsync(Command command)
    {
        ClientWebSocket socket = Create(command);
        await socket.ConnectAsync(command.Uri, CancellationToken.None).ConfigureAwait(false);
        return new WebSocketConnection(socket);
    }

    public ClientWebSocket Create(Command command)
    {
        ClientWebSocket socket = new();
        socket.Options.Proxy = null;
        if (command.Deflate != "none")
        {
            bool keeps = command.Deflate == "takeover";
            socket.Options.DangerousDeflateOptions = new() { ClientContextTakeover = keeps, ServerContextTakeover = keeps };
        }

        // The system's roots are those that the framework takes by itself: the driver names them in SSL_CERT_FILE.
        if (!command.SystemRoots)
        {
            _authority ??= X509CertificateLoader.LoadCertificateFromFile(command.CaFile);
            socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Trusts(certificate!, chain!, errors);
        }

        return socket;
    }

    // The framework has no property for a file of authorities: this is the check that libcurl makes with CURLOPT_CAINFO.
    private bool Trusts(X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }

        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }
}
