using System;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Waits until a borrowed descriptor can be read: a zero-byte receive on a <see cref="Socket"/> that does not own it, so that the
/// framework's own event loop does the waiting and nothing is allocated. For systems other than Linux: see <see cref="EpollSocket"/>.
/// </summary>
/// <remarks>One object for a descriptor's whole life: a second registration of the same descriptor fails. One wait at a time.</remarks>
internal sealed class ReadWait : IDisposable
{
    private readonly Socket _socket;
    private volatile bool _disposed;

    [SuppressMessage("Reliability", "CA2000", Justification = "The socket owns the handle object, and neither owns the descriptor.")]
    internal ReadWait(curl_socket_t descriptor) => _socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));

    /// <summary>Completes when a read would not block, which includes that the peer has closed or reset: libcurl then says which.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    internal async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Disposed, or the socket has an error, which libcurl's next call reports with its own code and text.
        }

        DisposedMeanwhile.ThrowIf(_disposed);
    }

    /// <summary>Lets go of the descriptor; a pending wait ends with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }
}
