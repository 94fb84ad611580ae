using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Tests.Easy;

/// <summary>What MIGRATING.md shows to those who come from ClientWebSocket: compiled here, and run by the tests where it can be.</summary>
internal static class MigratingClientSnippets
{
    internal static CurlWebSocketOptions Connecting()
    {
        CurlWebSocketOptions options = new();
        options.RequestHeaders.Set("Origin", "https://example.org");
        options.SubProtocols.Add("chat");
        options.Cookies = new CookieContainer();
        options.UseEnvironmentProxy = false;
        options.KeepAliveInterval = TimeSpan.FromSeconds(30);
        options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        options.CloseTimeout = TimeSpan.FromSeconds(5);
        options.Deflate = new WebSocketDeflateOptions();
        options.Configure = easy => easy.Options.TcpNoDelay = true;
        return options;
    }

    /// <summary>Not run here: there is no such proxy, user or certificate.</summary>
    internal static void Secrets(
        CurlWebSocketOptions options, Uri url, string caFile, X509Certificate2Collection certificates, IWebProxy proxy)
    {
        NetworkCredential login = new("user", "secret");
        options.RequestHeaders.Remove("Origin");
        options.Credentials = new NetworkCredential("user", "secret");
        options.BearerToken = "token";
        options.Credentials = new CredentialCache { { url, "Basic", login } };
        options.UseDefaultCredentials = true;
        options.WebProxy = proxy;
        options.WebProxy = HttpClient.DefaultProxy;
        options.Proxy = new Uri("http://127.0.0.1:3128");
        options.ProxyCredentials = new NetworkCredential("user", "secret");
        options.NoProxy = "localhost,10.0.0.0/8";
        options.ProxyAuth = CurlAuth.Negotiate;
        options.ClientCertificate = certificates.First(certificate => certificate.HasPrivateKey);
        options.ClientCertificateChain.AddRange(certificates);
        options.ClientCertificateFile = "client.pem";
        options.ClientKeyFile = "client.key";
        options.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => errors == SslPolicyErrors.None;
        options.ServerCertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.Online };
        options.CaFile = caFile;
        options.PinnedPublicKey = "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=";
        options.VerifyServerCertificate = false;
    }

    internal static async Task<string> TalkAsync(Uri url, CurlWebSocketOptions options, CancellationToken cancellationToken)
    {
        CurlLibrary.RequireWebSocket();
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(url, options, cancellationToken);
        ArraySegment<byte> segment = new(Encoding.UTF8.GetBytes("text"));
        await socket.SendAsync(segment, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        WebSocketReceiveResult first = await socket.ReceiveAsync(segment, cancellationToken);

        Memory<byte> memory = new byte[16];
        await socket.SendAsync(memory, WebSocketMessageType.Binary, endOfMessage: false, cancellationToken);
        await socket.SendAsync(memory, WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, cancellationToken);
        ValueWebSocketReceiveResult second = await socket.ReceiveAsync(memory, cancellationToken);
        int rest = second.EndOfMessage ? 0 : (await socket.ReceiveAsync(memory, cancellationToken)).Count;

        await socket.SendAsync(segment, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        string third = "";
        await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(cancellationToken))
        {
            third = message.GetText();
            break;
        }

        await socket.SendAsync("hello", cancellationToken);
        string? text = await socket.ReceiveTextAsync(cancellationToken);
        third += text == "hello" ? "" : $" {text}";

        WebSocketState open = socket.State;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "done", cancellationToken);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", cancellationToken);
        return $"{first.Count} {second.Count + rest} {third}, {socket.HttpStatusCode} {socket.SubProtocol} "
            + $"{socket.HttpResponseHeaders.Count > 2}, {open} {socket.State} {socket.CloseStatus} {socket.CloseStatusDescription}";
    }

    internal static async Task<HttpStatusCode> RefusedAsync(Uri url, CurlWebSocketOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(url, options, cancellationToken);
            socket.Abort();
            socket.Dispose();
            return socket.HttpStatusCode;
        }
        catch (WebSocketException e)
            when (e.InnerException is CurlUpgradeRefusedException { StatusCode: HttpStatusCode.Unauthorized } refused)
        {
            options.MaxRefusalBodySize = refused.Body is null && refused.RetryAfter is null ? 4096 : 0;
            return refused.Headers.Count > 0 && refused.Info is not null ? refused.StatusCode : 0;
        }
    }
}
