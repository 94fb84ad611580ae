using System;
using System.IO;
using System.Net.Sockets;

namespace CurlWs.Fuzz;

/// <summary>
/// A connection of libcurl's to this process, both ends in one hand. On a Unix domain socket, where what was sent is there when the call
/// returns: nothing has to be waited for.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly CurlEasy _easy = new();
    private readonly Socket _peer;
    private readonly byte[] _rest = new byte[64 * 1024];

    internal RawConnection()
    {
        string file = Path.Combine(Path.GetTempPath(), $"curlws-fuzz-{Guid.NewGuid():N}.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(file));
        try
        {
            listener.Listen(1);
            _easy.Options.Uri = new Uri("http://localhost/");
            _easy.Options.UnixSocketPath = file;
            _easy.Options.ConnectOnly = CurlConnectOnly.Connection;
            _easy.Perform();
            _peer = listener.Accept();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The end that a decoder reads.</summary>
    internal CurlEasy Easy => _easy;

    /// <summary>Sends bytes to the other end.</summary>
    internal void Send(ReadOnlySpan<byte> bytes) => _peer.Send(bytes);

    /// <summary>Reads what nobody has read.</summary>
    internal void Drain()
    {
        while (_easy.TryReceiveRaw(_rest, out _))
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _easy.Dispose();
        _peer.Dispose();
    }
}
