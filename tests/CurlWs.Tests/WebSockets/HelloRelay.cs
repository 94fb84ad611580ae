using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.WebSockets;

/// <summary>An echo server with TLS, behind a relay that looks at each ClientHello, and the certificates for it.</summary>
internal sealed class HelloRelay : IAsyncDisposable
{
    private readonly ScriptedServer _server;
    private readonly ScriptedServer _relay;
    private readonly ConcurrentQueue<byte[]> _hellos = [];
    private readonly ConcurrentQueue<byte[]> _answers = [];

    internal HelloRelay()
    {
        // One context for all connections: with one for each, as .NET 8 makes of a certificate, the server resumes nothing.
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(Certificates.Server.Certificate, null, offline: true);
        _server = ScriptedServer.Start(
            Scripts.EchoAsync,
            new ScriptedServerOptions
            {
                Certificate = Certificates.Server,
                ConfigureTls = tls => (tls.ServerCertificate, tls.ServerCertificateContext) = (null, context),
            });
        _relay = ScriptedServer.Start(RelayAsync);
        foreach (TestCertificate made in new[] { Certificates.Ca, Certificates.Client, Certificates.ForeignClient })
        {
            Age(made.CertificateFile);
            Age(made.KeyFile);
        }

        Age(Path.GetDirectoryName(Certificates.CaFile)!);
    }

    /// <summary>Those for clients are in files that are no longer new.</summary>
    internal TestCertificates Certificates { get; } = new();

    /// <summary>The address, by name.</summary>
    internal Uri Uri => new($"wss://localhost:{_relay.Port}/");

    internal int Port => _relay.Port;

    /// <summary>For each connection, in order, whether it offered a session.</summary>
    internal bool[] Offers => [.. _hellos.Select(ClientHello.OffersSession)];

    /// <summary>For each connection that the server has answered, in order, whether it took the session.</summary>
    internal bool[] Resumed => [.. _answers.Select(ClientHello.TakesSession)];

    /// <summary>For each connection that the server has answered, in order, whether it asked for another ClientHello.</summary>
    internal bool[] AskedAgain => [.. _answers.Select(ClientHello.AsksAgain)];

    /// <summary>The ClientHello of each connection, in order.</summary>
    internal byte[][] Hellos => [.. _hellos];

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _server.DisposeAsync();
        Certificates.Dispose();
    }

    /// <summary>As if it had been written a minute ago: for what is new, no session is kept.</summary>
    internal static void Age(string path) => RootsFolder.SetTime(path, DateTime.UtcNow.AddMinutes(-1));

    /// <summary>Connects, has a message echoed, and says whether a session was offered.</summary>
    internal async Task<bool> ConnectAsync(
        Action<CurlWebSocketOptions> configure, Uri? uri = null, CurlFraming framing = CurlFraming.Auto)
    {
        int before = _hellos.Count;
        await TransportClient.EchoAsync(uri ?? Uri, configure, framing);
        return Offers.Skip(before).Single();
    }

    private async Task RelayAsync(ScriptedConnection connection)
    {
        byte[] hello = await ClientHello.ReadAsync(connection.Stream);
        _hellos.Enqueue(hello);
        using TcpClient onward = new();
        await onward.ConnectAsync(IPAddress.Loopback, _server.Port, Deadline.Token());
        NetworkStream stream = onward.GetStream();
        await stream.WriteAsync(hello, Deadline.Token());
        byte[] answer = await ClientHello.ReadAsync(stream);
        _answers.Enqueue(answer);
        await connection.Stream.WriteAsync(answer, Deadline.Token());
        await Task.WhenAny(
            connection.Stream.CopyToAsync(stream, Deadline.Token()), stream.CopyToAsync(connection.Stream, Deadline.Token()));
    }
}
