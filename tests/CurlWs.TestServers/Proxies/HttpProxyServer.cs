using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>An HTTP or HTTPS proxy on loopback that forwards to loopback only and never asks a name server.</summary>
/// <remarks>
/// It tunnels CONNECT and forwards <c>GET http://</c>; any other request, such as the <c>GET ws://</c> of libcurl before 8.21, gets a 405.
/// Any name is forwarded to 127.0.0.1; addresses other than loopback get a 502. All members may be used from any thread.
/// </remarks>
public sealed class HttpProxyServer : IAsyncDisposable
{
    private readonly HttpProxyOptions _options;
    private readonly AcceptLoop _loop;

    private HttpProxyServer(HttpProxyOptions options)
    {
        _options = options;
        _loop = new AcceptLoop(Listening.Tcp(), ServeAsync);
    }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port => _loop.Port;

    /// <summary>Its address: <c>http://127.0.0.1:port/</c>, or <c>https://localhost:port/</c> with TLS.</summary>
    public Uri Uri => new(_options.Certificate is null ? $"http://127.0.0.1:{Port}/" : $"https://localhost:{Port}/");

    /// <summary>All requests in order, also those that were refused.</summary>
    public Journal<RequestHead> Requests { get; } = new();

    /// <summary>Starts a proxy.</summary>
    /// <param name="options">How it behaves.</param>
    /// <returns>A proxy that listens.</returns>
    public static HttpProxyServer Start(HttpProxyOptions? options = null) => new(options ?? new HttpProxyOptions());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task ServeAsync(Socket socket, int index, CancellationToken stop)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: false);
        try
        {
            if (_options.Certificate is not null)
            {
                SslStream tls = new(stream);
                stream = tls;
                SslServerAuthenticationOptions settings = new() { ServerCertificate = _options.Certificate.Certificate };
                await Deadline.RunAsync(
                    token => new ValueTask(tls.AuthenticateAsServerAsync(settings, token)), "the TLS handshake", Deadline.Default, stop)
                    .ConfigureAwait(false);
            }

            BufferedReader reader = new(stream);
            ProxyLogin? login = _options.Credentials is (string user, string password)
                ? new ProxyLogin(_options.LoginKinds, user, password)
                : null;
            while (await AnswerAsync(reader, stream, socket, login, stop).ConfigureAwait(false))
            {
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or TimeoutException)
        {
            // A client that goes away, refuses the certificate or falls silent is its own test's business.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Answers one request.</summary>
    /// <returns>Whether another may follow.</returns>
    private async Task<bool> AnswerAsync(BufferedReader reader, Stream stream, Socket socket, ProxyLogin? login, CancellationToken stop)
    {
        RequestHead request = await Deadline.RunAsync(reader.ReadHeadAsync, "a proxy request", Deadline.Default, stop)
            .ConfigureAwait(false);
        Requests.Add(request);
        if (_options.Hang)
        {
            while ((await reader.ReadSomeAsync(stop).ConfigureAwait(false)).Length > 0)
            {
            }

            return false;
        }

        if (login?.Accepts(request) == false)
        {
            await RespondAsync("407 Proxy Authentication Required", login.Challenges()).ConfigureAwait(false);
            return true;
        }

        if (_options.RefuseStatus is int status)
        {
            await RespondAsync($"{status} Refused").ConfigureAwait(false);
            return true;
        }

        bool connect = request.Method == "CONNECT";
        if (!connect && !request.Target.StartsWith("http://", StringComparison.Ordinal))
        {
            await RespondAsync("405 Method Not Allowed", "Connection: close\r\n").ConfigureAwait(false);
            return false;
        }

        Uri target = new(connect ? $"http://{request.Target}/" : request.Target);
        using Socket? server = await Tunnel.ConnectAsync(target.Host, target.Port, stop).ConfigureAwait(false);
        if (server is null)
        {
            await RespondAsync("502 Bad Gateway").ConfigureAwait(false);
            return true;
        }

        byte[] first = Encoding.Latin1.GetBytes(connect ? "HTTP/1.1 200 Connection established\r\n\r\n" : request.Raw);
        if (connect)
        {
            await stream.WriteAsync(first, stop).ConfigureAwait(false);
        }
        else
        {
            // Servers have to understand the absolute form (RFC 9112 section 3.2.2), so the request passes as it is.
            await server.SendAsync(first, stop).ConfigureAwait(false);
        }

        await Tunnel.RunAsync(reader, stream, socket, server, stop).ConfigureAwait(false);
        return false;

        ValueTask RespondAsync(string line, string headers = "")
        {
            return stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {line}\r\nContent-Length: 0\r\n{headers}\r\n"), stop);
        }
    }
}
