using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>
/// A wss server that accepts the upgrade and then sends TLS 1.3 key updates without end. SslStream sends none, so this is the system's
/// OpenSSL, called directly: Linux only.
/// </summary>
public sealed partial class KeyUpdateServer : IAsyncDisposable
{
    private const int Pem = 1;
    private const int NotRequested = 0;

    private readonly TestCertificate _certificate;
    private readonly AcceptLoop _loop;
    private long _updates;

    /// <summary>Starts it; the test is skipped where there is no such library.</summary>
    /// <param name="certificate">What it shows.</param>
    public KeyUpdateServer(TestCertificate certificate)
    {
        if (!NativeLibrary.TryLoad("libssl.so.3", out _))
        {
            throw Skip.Because("The system has no libssl.so.3, which sends the key updates.");
        }

        _certificate = certificate;
        _loop = new AcceptLoop(Listening.Tcp(IPAddress.Loopback, null, null), (socket, _, stop) => Task.Factory.StartNew(
            () => Serve(socket, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Uri = new Uri($"wss://localhost:{_loop.Port}/");
    }

    /// <summary>Its address.</summary>
    public Uri Uri { get; }

    /// <summary>How many key updates were sent.</summary>
    public long Updates => Interlocked.Read(ref _updates);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Serve(Socket socket, CancellationToken stop)
    {
        nint context = SSL_CTX_new(TLS_server_method());
        nint ssl = 0;
        try
        {
            // Disposed before the socket, and waits for the call: whoever stops the server finds the socket open.
            using CancellationTokenRegistration registration = stop.Register(() => Shut(socket));
            if (SSL_CTX_use_certificate_chain_file(context, _certificate.CertificateFile) != 1
                || SSL_CTX_use_PrivateKey_file(context, _certificate.KeyFile, Pem) != 1)
            {
                throw new InvalidOperationException("libssl refused the certificate.");
            }

            socket.Blocking = true;
            ssl = SSL_new(context);
            if (SSL_set_fd(ssl, (int)socket.Handle) == 1 && SSL_accept(ssl) == 1 && Upgrade(ssl))
            {
                while (SSL_key_update(ssl, NotRequested) == 1 && SSL_do_handshake(ssl) == 1)
                {
                    Interlocked.Increment(ref _updates);
                }
            }
        }
        finally
        {
            SSL_free(ssl);
            SSL_CTX_free(context);
            socket.Dispose();
        }
    }

    private static void Shut(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client has reset the connection: it is ended.
        }
    }

    private static bool Upgrade(nint ssl)
    {
        StringBuilder request = new();
        byte[] buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int count = SSL_read(ssl, buffer, buffer.Length);
            if (count <= 0)
            {
                return false;
            }

            request.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        string key = KeyLine().Match(request.ToString()).Groups[1].Value;
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        byte[] answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        return SSL_write(ssl, answer, answer.Length) == answer.Length;
    }

    [GeneratedRegex("Sec-WebSocket-Key: *([^\r]+)", RegexOptions.IgnoreCase)]
    private static partial Regex KeyLine();

    [LibraryImport("libssl.so.3")]
    private static partial nint TLS_server_method();

    [LibraryImport("libssl.so.3")]
    private static partial nint SSL_CTX_new(nint method);

    [LibraryImport("libssl.so.3")]
    private static partial void SSL_CTX_free(nint context);

    [LibraryImport("libssl.so.3", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SSL_CTX_use_certificate_chain_file(nint context, string file);

    [LibraryImport("libssl.so.3", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SSL_CTX_use_PrivateKey_file(nint context, string file, int type);

    [LibraryImport("libssl.so.3")]
    private static partial nint SSL_new(nint context);

    [LibraryImport("libssl.so.3")]
    private static partial void SSL_free(nint ssl);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_set_fd(nint ssl, int descriptor);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_accept(nint ssl);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_read(nint ssl, byte[] buffer, int length);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_write(nint ssl, byte[] buffer, int length);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_key_update(nint ssl, int requested);

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_do_handshake(nint ssl);
}
