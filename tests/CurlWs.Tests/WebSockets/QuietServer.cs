using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.WebSockets;

/// <summary>Answers each frame of a known size with bytes that were made before, and allocates nothing while it does.</summary>
/// <remarks>A thread and blocking calls only: a socket that has once been used asynchronously allocates for every blocking call.</remarks>
internal sealed class QuietServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal QuietServer(X509Certificate2? certificate, byte[] answer, int frameSize)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // Room for a whole message, so that the client need not wait to send: that wait goes through the poller, and allocates.
        _listener.ReceiveBufferSize = 1 << 20;
        _listener.Listen();
        int port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Uri = new Uri(certificate is null ? $"ws://127.0.0.1:{port}/" : $"wss://localhost:{port}/");
        new Thread(() => Run(certificate, answer, frameSize)) { IsBackground = true }.Start();
    }

    internal Uri Uri { get; }

    /// <summary>Ends when the client has gone away, or with what went wrong before.</summary>
    internal Task Ended => Deadline.Within(_ended.Task);

    public void Dispose() => _listener.Dispose();

    private void Run(X509Certificate2? certificate, byte[] answer, int frameSize)
    {
        try
        {
            using Socket socket = _listener.Accept();
            socket.NoDelay = true;
            using Stream stream = Open(socket, certificate);
            Upgrade(stream);
            byte[] received = new byte[frameSize];
            while (stream.ReadAtLeast(received, frameSize, throwOnEndOfStream: false) == frameSize)
            {
                stream.Write(answer);
            }

            _ended.SetResult();
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    private static Stream Open(Socket socket, X509Certificate2? certificate)
    {
        NetworkStream stream = new(socket);
        if (certificate is null)
        {
            return stream;
        }

        SslStream tls = new(stream);
        tls.AuthenticateAsServer(certificate);
        return tls;
    }

    private static void Upgrade(Stream stream)
    {
        const string Key = "Sec-WebSocket-Key: ";
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int next = stream.ReadByte();
            head.Append(next < 0 ? throw new EndOfStreamException() : (char)next);
        }

        string text = head.ToString();
        int key = text.IndexOf(Key, StringComparison.OrdinalIgnoreCase) + Key.Length;
        stream.Write(Encoding.Latin1.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + Wire.Accept(text[key..text.IndexOf("\r\n", key, StringComparison.Ordinal)]) + "\r\n\r\n"));
    }
}
