using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>A SOCKS 4, 4a and 5 proxy on loopback that forwards to loopback only and never asks a name server.</summary>
/// <remarks>
/// Any name is forwarded to 127.0.0.1, so a test can prove with <c>ws://made-up.test:port/</c> that the name went to the proxy.
/// Addresses other than loopback are refused. All members may be used from any thread.
/// </remarks>
public sealed class SocksServer : IAsyncDisposable
{
    private const byte V4Granted = 90;
    private const byte V4Refused = 91;
    private const byte V4WrongUser = 93;
    private const byte V5HostUnreachable = 4;

    private readonly SocksServerOptions _options;
    private readonly AcceptLoop _loop;

    private SocksServer(SocksServerOptions options)
    {
        _options = options;
        _loop = new AcceptLoop(Listening.Tcp(), ServeAsync);
    }

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port => _loop.Port;

    /// <summary>The requests of clients whose login was good, in order.</summary>
    public Journal<SocksRequest> Requests { get; } = new();

    /// <summary>Starts a proxy.</summary>
    /// <param name="options">How it behaves.</param>
    /// <returns>A proxy that listens.</returns>
    public static SocksServer Start(SocksServerOptions? options = null) => new(options ?? new SocksServerOptions());

    /// <summary>Its address, without credentials.</summary>
    /// <param name="scheme"><c>socks4</c>, <c>socks4a</c>, <c>socks5</c> or <c>socks5h</c>.</param>
    /// <returns>Such as <c>socks5h://127.0.0.1:port</c>.</returns>
    public Uri UriFor(string scheme = "socks5h") => new($"{scheme}://127.0.0.1:{Port}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task ServeAsync(Socket socket, int index, CancellationToken stop)
    {
        using NetworkStream stream = new(socket, ownsSocket: false);
        BufferedReader reader = new(stream);
        try
        {
            SocksRequest? request = await Deadline.RunAsync(
                token => GreetAsync(reader, stream, token), "a SOCKS request", Deadline.Default, stop).ConfigureAwait(false);
            if (request is null)
            {
                return;
            }

            Requests.Add(request);
            if (_options.Hang)
            {
                while ((await reader.ReadSomeAsync(stop).ConfigureAwait(false)).Length > 0)
                {
                }

                return;
            }

            using Socket? server = _options.RefuseReply is null
                ? await Tunnel.ConnectAsync(request.Host, request.Port, stop).ConfigureAwait(false)
                : null;
            await ReplyAsync(stream, request.Version, granted: server is not null, stop).ConfigureAwait(false);
            if (server is not null)
            {
                await Tunnel.RunAsync(reader, stream, socket, server, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            // A client that goes away or falls silent is its own test's business.
        }
    }

    private async ValueTask<SocksRequest?> GreetAsync(BufferedReader reader, Stream stream, CancellationToken token)
    {
        byte version = (await reader.ReadBytesAsync(1, token).ConfigureAwait(false))[0];
        return version switch
        {
            4 => await GreetV4Async(reader, stream, token).ConfigureAwait(false),
            5 => await GreetV5Async(reader, stream, token).ConfigureAwait(false),
            _ => null,
        };
    }

    private async Task<SocksRequest?> GreetV4Async(BufferedReader reader, Stream stream, CancellationToken token)
    {
        byte[] head = await reader.ReadBytesAsync(7, token).ConfigureAwait(false); // command, port, address
        int port = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1));
        string user = await ReadStringAsync(reader, token).ConfigureAwait(false);

        // SOCKS4a: the impossible address 0.0.0.x says that a name follows.
        bool named = head is [_, _, _, 0, 0, 0, not 0];
        string host = named ? await ReadStringAsync(reader, token).ConfigureAwait(false) : new IPAddress(head.AsSpan(3)).ToString();
        if (_options.Credentials is (string wanted, _) && user != wanted)
        {
            await stream.WriteAsync(new byte[] { 0, V4WrongUser, 0, 0, 0, 0, 0, 0 }, token).ConfigureAwait(false);
            return null;
        }

        SocksAddressType type = named ? SocksAddressType.DomainName : SocksAddressType.IPv4;
        return new SocksRequest(4, type, host, port, user.Length > 0 ? user : null);
    }

    private async Task<SocksRequest?> GreetV5Async(BufferedReader reader, Stream stream, CancellationToken token)
    {
        int count = (await reader.ReadBytesAsync(1, token).ConfigureAwait(false))[0];
        byte[] methods = await reader.ReadBytesAsync(count, token).ConfigureAwait(false);
        byte method = (byte)(_options.Credentials is null ? 0 : 2);
        if (!methods.Contains(method))
        {
            await stream.WriteAsync(new byte[] { 5, 0xFF }, token).ConfigureAwait(false);
            return null;
        }

        await stream.WriteAsync(new byte[] { 5, method }, token).ConfigureAwait(false);
        (string? user, string? password) = (null, null);
        if (_options.Credentials is (string User, string Password) wanted)
        {
            await reader.ReadBytesAsync(1, token).ConfigureAwait(false); // the version of the login
            user = await ReadCountedAsync(reader, token).ConfigureAwait(false);
            password = await ReadCountedAsync(reader, token).ConfigureAwait(false);
            bool good = (user, password) == wanted;
            await stream.WriteAsync(new byte[] { 1, (byte)(good ? 0 : 1) }, token).ConfigureAwait(false);
            if (!good)
            {
                return null;
            }
        }

        byte[] head = await reader.ReadBytesAsync(4, token).ConfigureAwait(false); // version, command, 0, address type
        SocksAddressType type = (SocksAddressType)head[3];
        string host = type switch
        {
            SocksAddressType.DomainName => await ReadCountedAsync(reader, token).ConfigureAwait(false),
            SocksAddressType.IPv6 => new IPAddress(await reader.ReadBytesAsync(16, token).ConfigureAwait(false)).ToString(),
            _ => new IPAddress(await reader.ReadBytesAsync(4, token).ConfigureAwait(false)).ToString(),
        };
        int port = BinaryPrimitives.ReadUInt16BigEndian(await reader.ReadBytesAsync(2, token).ConfigureAwait(false));
        return new SocksRequest(5, type, host, port, user, password);
    }

    private async Task ReplyAsync(Stream stream, int version, bool granted, CancellationToken token)
    {
        byte[] reply = version == 4
            ? [0, granted ? V4Granted : _options.RefuseReply ?? V4Refused, 0, 0, 0, 0, 0, 0]
            : [5, granted ? (byte)0 : _options.RefuseReply ?? V5HostUnreachable, 0, 1, 127, 0, 0, 1, 0, 0];
        await stream.WriteAsync(reply, token).ConfigureAwait(false);
    }

    private static async Task<string> ReadCountedAsync(BufferedReader reader, CancellationToken token)
    {
        int length = (await reader.ReadBytesAsync(1, token).ConfigureAwait(false))[0];
        return Encoding.UTF8.GetString(await reader.ReadBytesAsync(length, token).ConfigureAwait(false));
    }

    private static async Task<string> ReadStringAsync(BufferedReader reader, CancellationToken token)
    {
        using MemoryStream bytes = new();
        byte next;
        while ((next = (await reader.ReadBytesAsync(1, token).ConfigureAwait(false))[0]) != 0)
        {
            bytes.WriteByte(next);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
