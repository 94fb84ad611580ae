using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>One connection of a <see cref="ScriptedServer"/>, in the hands of its script.</summary>
/// <remarks>
/// Every wait has the deadline <see cref="Patience"/> and ends when the server is disposed. To stop reading, a script just does not
/// read: nothing here reads ahead by itself. One read and one write may run at the same time.
/// </remarks>
public sealed partial class ScriptedConnection : IAsyncDisposable
{
    private readonly BufferedReader _reader;
    private readonly CancellationToken _stop;
    private bool _sendClosed;
    private int _reset;

    internal ScriptedConnection(int index, Socket socket, Stream stream, CancellationToken stop)
    {
        Index = index;
        Socket = socket;
        Stream = stream;
        _reader = new BufferedReader(stream);
        _stop = stop;
    }

    /// <summary>Its number among the connections of its server, from 0.</summary>
    public int Index { get; }

    /// <summary>The socket, for what the methods here do not do.</summary>
    public Socket Socket { get; }

    /// <summary>The stream, a TLS stream if the server speaks TLS. Reading from it misses what has been read ahead.</summary>
    public Stream Stream { get; }

    /// <summary>How long each single wait may take; at first <see cref="Deadline.Default"/>.</summary>
    public TimeSpan Patience { get; set; } = Deadline.Default;

    /// <summary>The certificate that the client has shown, or null.</summary>
    public X509Certificate? ClientCertificate => (Stream as SslStream)?.RemoteCertificate;

    /// <summary>The server name that the client asked for in TLS, empty when none.</summary>
    public string ServerName => (Stream as SslStream)?.TargetHostName ?? "";

    /// <summary>Writes bytes with one call, so they travel in one segment if they fit into one.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>A task that ends when the kernel has them.</returns>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        return Deadline.RunAsync(token => Stream.WriteAsync(bytes, token), $"writing {bytes.Length} bytes", Patience, _stop);
    }

    /// <summary>Writes bytes in chunks, each with a call and a segment (and a TLS record) of its own.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="chunkSize">The size of each chunk but the last.</param>
    /// <param name="lockStep">
    /// Waits before each further chunk until the client has read all before it, so that no two of them come out of one read.
    /// The client has to be reading. On Linux over TCP; elsewhere chunks may meet in the client's kernel.
    /// </param>
    /// <returns>A task that ends when the kernel has them all.</returns>
    public async Task WriteChoppedAsync(ReadOnlyMemory<byte> bytes, int chunkSize, bool lockStep = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        for (int offset = 0; offset < bytes.Length; offset += chunkSize)
        {
            if (lockStep && offset > 0)
            {
                await WaitUntilReadAsync().ConfigureAwait(false);
            }

            await WriteAsync(bytes.Slice(offset, Math.Min(chunkSize, bytes.Length - offset))).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the client has read everything that was written. On Linux over TCP; elsewhere it ends at once.</summary>
    /// <returns>A task that ends when nothing waits in the client's socket.</returns>
    public Task WaitUntilReadAsync()
    {
        return Deadline.RunAsync(token => PeerQueue.WaitUntilReadAsync(Socket, token), "the client to read", Patience, _stop);
    }

    /// <summary>Reads exactly so many bytes.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="EndOfStreamException">The client has sent fewer.</exception>
    public Task<byte[]> ReadBytesAsync(int count)
    {
        return Deadline.RunAsync(token => _reader.ReadBytesAsync(count, token), $"reading {count} bytes", Patience, _stop);
    }

    /// <summary>Reads what is there, waiting only when nothing is.</summary>
    /// <returns>At least one byte, or none at the end of the stream.</returns>
    public Task<byte[]> ReadSomeAsync()
    {
        return Deadline.RunAsync(_reader.ReadSomeAsync, "reading something or the end", Patience, _stop);
    }

    /// <summary>Reads and drops what the client sends until it ends its side, whichever way.</summary>
    /// <returns>How it ended.</returns>
    public Task<ConnectionEnd> WaitForEofAsync() => Deadline.RunAsync(DrainAsync, "the client to close", Patience, _stop);

    /// <summary>Ends the sending side: close_notify with TLS, then FIN. Reading goes on.</summary>
    /// <param name="closeNotify">False to leave the close_notify out, as an attacker would who cuts the stream.</param>
    /// <returns>A task that ends when FIN is on its way.</returns>
    public async Task CloseSendAsync(bool closeNotify = true)
    {
        _sendClosed = true;
        if (closeNotify && Stream is SslStream tls)
        {
            await Deadline.Within(tls.ShutdownAsync(), Patience).ConfigureAwait(false);
        }

        Socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends the connection with RST, now, in both directions.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _reset, 1) == 0)
        {
            Listening.Reset(Socket);
        }
    }

    /// <summary>Closes both directions at once; the client gets RST if it goes on sending, or if something of it was left unread.</summary>
    public void Close()
    {
        _sendClosed = true;
        Interlocked.Exchange(ref _reset, 1);
        Socket.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // TLS cannot say goodbye to a peer that is gone.
        }

        Socket.Dispose();
    }

    /// <summary>After the script: says goodbye, and reads on so that no RST destroys what the client has not read yet.</summary>
    internal async Task LingerAsync()
    {
        try
        {
            if (_reset == 0 && !_sendClosed)
            {
                await CloseSendAsync().ConfigureAwait(false);
            }

            if (_reset == 0)
            {
                await DrainAsync(_stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException or TimeoutException or CryptographicException)
        {
            // The client is gone, or the server is being stopped. Either is an end.
        }
    }

    private async ValueTask<ConnectionEnd> DrainAsync(CancellationToken token)
    {
        try
        {
            while ((await _reader.ReadSomeAsync(token).ConfigureAwait(false)).Length > 0)
            {
            }

            return ConnectionEnd.Fin;
        }
        catch (IOException e) when (!token.IsCancellationRequested)
        {
            return e.InnerException is SocketException ? ConnectionEnd.Reset : ConnectionEnd.TlsBroken;
        }
    }
}
