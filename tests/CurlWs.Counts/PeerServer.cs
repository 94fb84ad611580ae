using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace CurlWs.Counts;

/// <summary>
/// The other end, in a process that is not counted. It never lets the client wait where the client does not ask for it: what is to be
/// received lies in the client's socket before it is received.
/// </summary>
/// <remarks>
/// <code>
///   /sink                reads and drops
///   /echo                sends back each frame
///   /feed?KIND           sends when /fill says so, and drops what comes
///   /fill?COUNT[,MS]     no WebSocket: lets the last /feed send so many messages, one each MS milliseconds; answers a byte when they
///                        are sent, or with MS at once
/// </code>
/// </remarks>
internal static class PeerServer
{
    private static Socket? s_feed;
    private static byte[][] s_messages = [];
    private static int s_next;

    internal static void Run()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(64);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        new Thread(() => AcceptAll(listener)) { IsBackground = true }.Start();
        while (Console.In.Read() >= 0)
        {
        }
    }

    private static void AcceptAll(Socket listener)
    {
        while (true)
        {
            Socket socket = listener.Accept();
            socket.NoDelay = true;
            new Thread(() => Serve(socket)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            while (true)
            {
                string head = ReadHead(stream);
                string path = head.Split(' ')[1];
                if (path.StartsWith("/fill?", StringComparison.Ordinal))
                {
                    int[] numbers = [.. path[6..].Split(',').Select(int.Parse)];
                    Fill(stream, numbers[0], numbers.ElementAtOrDefault(1));
                    continue;
                }

                // Before the answer: from then on the client asks for messages.
                if (path.StartsWith("/feed?", StringComparison.Ordinal))
                {
                    s_messages = Payloads.Frames(path[6..]);
                    s_next = 0;
                    Volatile.Write(ref s_feed, socket);
                }

                Upgrade(stream, head, compresses: path.EndsWith("deflate", StringComparison.Ordinal));
                if (path == "/echo")
                {
                    Echo(stream);
                }

                byte[] buffer = new byte[1 << 20];
                while (stream.Read(buffer) > 0)
                {
                }

                return;
            }
        }
        catch (IOException)
        {
            // The client went away.
        }
    }

    private static void Fill(NetworkStream asker, int count, int milliseconds)
    {
        Socket feed = Volatile.Read(ref s_feed)!;
        if (milliseconds > 0)
        {
            asker.WriteByte(1);
        }

        using MemoryStream all = new();
        for (int i = 0; i < count; i++)
        {
            byte[] message = s_messages[s_next++ % s_messages.Length];
            if (milliseconds > 0)
            {
                Thread.Sleep(milliseconds);
                feed.Send(message);
            }
            else
            {
                all.Write(message);
            }
        }

        if (milliseconds == 0)
        {
            feed.Send(all.ToArray());
            asker.WriteByte(1);
        }
    }

    // Frames of less than 126 bytes.
    private static void Echo(NetworkStream stream)
    {
        byte[] frame = new byte[6 + 125];
        while (true)
        {
            stream.ReadExactly(frame, 0, 6);
            int length = frame[1] & 0x7f;
            stream.ReadExactly(frame, 6, length);
            for (int i = 0; i < length; i++)
            {
                frame[6 + i] ^= frame[2 + (i & 3)];
            }

            frame[1] &= 0x7f;
            frame.AsSpan(6, length).CopyTo(frame.AsSpan(2));
            stream.Write(frame, 0, 2 + length);
        }
    }

    private static string ReadHead(NetworkStream stream)
    {
        StringBuilder head = new();
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            int next = stream.ReadByte();
            head.Append(next < 0 ? throw new EndOfStreamException() : (char)next);
        }

        return head.ToString();
    }

    private static void Upgrade(NetworkStream stream, string head, bool compresses)
    {
        const string KeyName = "Sec-WebSocket-Key: ";
        int start = head.IndexOf(KeyName, StringComparison.OrdinalIgnoreCase) + KeyName.Length;
        string key = head[start..head.IndexOf('\r', start)];

        // SHA-1 is what RFC 6455 asks for.
#pragma warning disable CA5350
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        string extension = compresses ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
        stream.Write(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {accept}\r\n{extension}\r\n"));
    }
}
