using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

namespace CurlWs.Tests.Faults;

/// <summary>
/// A small session that a fault may cut anywhere: upgrade, a text each way, a binary message in two fragments with a ping between them, the
/// closing handshake from the client. Both sides note what they saw.
/// </summary>
internal sealed class FaultSession
{
    private static readonly byte[] s_first = Enumerable.Repeat((byte)'f', 7).ToArray();
    private static readonly byte[] s_second = Enumerable.Repeat((byte)'s', 9).ToArray();

    // What the server sends after its 101, as wholes: two messages, then the answer to the client's close frame.
    private static readonly byte[] s_text = Wire.Text("alpha");
    private static readonly byte[] s_fragments = Wire.Concat(
        Wire.Frame(WireOpcode.Binary, s_first, fin: false), Wire.Ping("still there?"), Wire.Frame(WireOpcode.Continuation, s_second));

    private static readonly byte[] s_close = Wire.Close(1000, "bye");

    internal static IReadOnlyList<string> Messages { get; } = ["Text alpha", "Binary fffffffsssssssss"];

    /// <summary>The bytes after the 101 up to the end of the first message, of the second, and of the close frame.</summary>
    internal static IReadOnlyList<int> Ends { get; } =
        [s_text.Length, s_text.Length + s_fragments.Length, s_text.Length + s_fragments.Length + s_close.Length];

    private static readonly string[] s_clientFrames = ["Text hello", "Pong still there?", "Close"];

    internal List<string> Received { get; } = [];

    internal Exception? Failure { get; private set; }

    internal bool Connected { get; private set; }

    internal bool Closed { get; private set; }

    internal WebSocketState State { get; private set; }

    internal WebSocketCloseStatus? CloseStatus { get; private set; }

    /// <summary>The server's side. Whatever arrives must be a prefix of what the client sends; where it ends is not its business.</summary>
    internal static async Task ServeAsync(ScriptedConnection server)
    {
        List<string> seen = [];
        try
        {
            await server.AcceptUpgradeAsync();
            await ReadAsync(server, seen);
            await server.WriteAsync(s_text);
            await server.WriteAsync(s_fragments);
            await ReadAsync(server, seen);
            await ReadAsync(server, seen);
            await server.WriteAsync(s_close);
        }
        catch (IOException)
        {
            // The fault; the end of a stream is one too.
        }

        if (!seen.SequenceEqual(s_clientFrames.Take(seen.Count)))
        {
            throw new InvalidDataException("The server received: " + string.Join(", ", seen));
        }
    }

    private static async Task ReadAsync(ScriptedConnection server, List<string> seen)
    {
        WireFrame frame = await server.ReadFrameAsync();
        seen.Add(frame.Opcode == WireOpcode.Close ? "Close" : $"{frame.Opcode} {frame.Text}");
    }

    /// <summary>The client's side: goes as far as it gets, and then looks at what is left to read.</summary>
    internal async Task RunAsync(Uri uri, CurlFraming framing, Action<CurlWebSocketOptions>? configure = null)
    {
        CurlWebSocket socket;
        try
        {
            socket = await Connections.ConnectAsync(uri, framing, configure);
        }
        catch (WebSocketException e)
        {
            Failure = e;
            return;
        }

        Connected = true;
        using (socket)
        {
            try
            {
                await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Deadline.Token());
            }
            catch (WebSocketException e)
            {
                Failure = e;
            }

            await ReceiveAsync(socket);
            if (Received.Count == Messages.Count && socket.State == WebSocketState.Open)
            {
                await CloseAsync(socket);
            }

            State = socket.State;
            CloseStatus = socket.CloseStatus;
        }
    }

    private async Task ReceiveAsync(CurlWebSocket socket)
    {
        try
        {
            while (Received.Count < Messages.Count)
            {
                (WebSocketMessageType type, byte[] payload) = await socket.ReceiveWholeAsync();
                Received.Add($"{type} {Encoding.UTF8.GetString(payload)}");
            }
        }
        catch (WebSocketException e)
        {
            Failure = e;
        }
    }

    private async Task CloseAsync(CurlWebSocket socket)
    {
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Deadline.Token());
            Closed = true;
        }
        catch (WebSocketException e)
        {
            Failure = e;
            if (socket.State == WebSocketState.Open)
            {
                // A failed send alone says nothing of the other direction: reading finds out.
                await ReceiveMoreAsync(socket);
            }
        }
    }

    private async Task ReceiveMoreAsync(CurlWebSocket socket)
    {
        try
        {
            (WebSocketMessageType type, byte[] payload) = await socket.ReceiveWholeAsync();
            Received.Add($"{type} {Encoding.UTF8.GetString(payload)}");
        }
        catch (WebSocketException e)
        {
            Failure = e;
        }
    }
}
