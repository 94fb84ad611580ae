using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CurlWs.Samples;

/// <summary>The server that every sample talks to by default: Kestrel in this process, on loopback, on free ports.</summary>
/// <remarks>README.md beside this file lists the paths. All members may be used from any thread.</remarks>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly PrivateCertificateAuthority _authority = new();
    private readonly WebApplication _app;
    private int[] _ports = [];

    private EmbeddedServer()
    {
        // The empty builder reads no settings and logs nothing, so no environment variable moves the server elsewhere.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_authority.IssueForLoopback()));
        });
        builder.Services.AddRoutingCore();

        _app = builder.Build();
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.UseRouting();
        _app.Map("/", Endpoints.EchoAsync);
        _app.Map("/echo", Endpoints.EchoAsync);
        _app.Map("/greet", Endpoints.GreetAsync);
        _app.Map("/collect", Endpoints.CollectAsync);
        _app.Map("/silent", Endpoints.SilentAsync);
        _app.Map("/http", Endpoints.PlainAsync);
    }

    /// <summary>The echo endpoint in the clear, <c>ws://127.0.0.1:port/</c>.</summary>
    public Uri WsUri => new($"ws://127.0.0.1:{_ports[0]}/");

    /// <summary>The echo endpoint over TLS, <c>wss://localhost:port/</c>; its certificate is trusted with <see cref="CaFile"/>.</summary>
    public Uri WssUri => new($"wss://localhost:{_ports[1]}/");

    /// <summary>The plain page over HTTP.</summary>
    public Uri HttpUri => new($"http://127.0.0.1:{_ports[0]}/http");

    /// <summary>The plain page over HTTPS.</summary>
    public Uri HttpsUri => new($"https://localhost:{_ports[1]}/http");

    /// <summary>The path of the PEM file of the private CA that signed the server's certificate; deleted on dispose.</summary>
    public string CaFile => _authority.CaFile;

    /// <summary>Makes a CA and a certificate, and starts listening.</summary>
    /// <param name="cancellationToken">Abandons the start.</param>
    /// <returns>A server that accepts connections.</returns>
    public static async Task<EmbeddedServer> StartAsync(CancellationToken cancellationToken = default)
    {
        EmbeddedServer server = new();
        try
        {
            await server._app.StartAsync(cancellationToken);
            server._ports = [.. server._app.Urls.Select(url => new Uri(url).Port)]; // one for each Listen call, in their order
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Aborts the connections that are still open, stops listening and deletes the CA file.</summary>
    /// <returns>A task that ends when the ports are free again.</returns>
    public async ValueTask DisposeAsync()
    {
        // An echo waits for its peer for ever: a token that is already canceled ends it now instead of after the host's grace period.
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _authority.Dispose();
    }
}
