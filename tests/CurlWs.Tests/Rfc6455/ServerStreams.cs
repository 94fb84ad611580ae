using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Plays streams to a client, each on a connection of its own, and tells what came of them.</summary>
/// <remarks>
/// The outcome is a line of three parts: the messages that were received; how receiving ended (the error and the state, or the close
/// frame); what the server got from the client, up to the end of the connection.
/// </remarks>
internal static class ServerStreams
{
    /// <summary>The outcome of a stream that breaks a rule: all before it is read, and the connection fails with a close code.</summary>
    internal static string Fails(string messages, int closeCode) => $"{messages} | Faulted Aborted | close {closeCode}";

    /// <summary>The outcome of a stream that ends with a close frame; the client answers with 1000.</summary>
    internal static string Closes(string messages, string close, string before = "") => $"{messages} | {close} | {before}close 1000";

    // Windows drops what has come when a reset comes behind it: the server may miss the last frames of a client that has closed.
    private const string CutByReset = " (reset)";

    /// <summary>Plays each stream and compares; all that differ are told at once.</summary>
    internal static async Task CheckAsync(ClientKind client, params IEnumerable<ServerStream> streams)
    {
        ServerStream[] all = [.. streams];
        TaskCompletionSource<string>[] sent =
            [.. all.Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously))];
        List<string> wrong = [];
        await ScriptedServer.RunAsync(
            async c => sent[c.Index].SetResult(await PlayAsync(c, all[c.Index])),
            async server =>
            {
                for (int i = 0; i < all.Length; i++)
                {
                    string received = await ReceiveAsync(client, server.WsUri, all[i].BufferSize);
                    string outcome = $"{received} | {await Deadline.Within(sent[i].Task)}";
                    string expected = Differences.Expected(client, all[i].Name, all[i].Form, all[i].Expected);
                    if (!Differences.Matches(expected, outcome) && !IsCutByReset(expected, outcome))
                    {
                        wrong.Add($"{all[i].Name}, {all[i].Form}\n  is:       {outcome}\n  expected: {expected}");
                    }
                }
            });
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {all.Length} with {client}:\n{string.Join('\n', wrong)}");
    }

    /// <summary>Whether all is as expected but that a reset has destroyed the last frames on their way to the server.</summary>
    private static bool IsCutByReset(string expected, string outcome)
    {
        if (!outcome.EndsWith(CutByReset, StringComparison.Ordinal))
        {
            return false;
        }

        int theirs = expected.LastIndexOf("| ", StringComparison.Ordinal) + 2;
        int ours = outcome.LastIndexOf("| ", StringComparison.Ordinal) + 2;
        return Differences.Matches(expected[..theirs], outcome[..ours])
            && expected[theirs..].StartsWith(outcome[ours..^CutByReset.Length], StringComparison.Ordinal);
    }

    /// <summary>The server's side: writes the pieces, then tells what comes until the client is gone.</summary>
    private static async Task<string> PlayAsync(ScriptedConnection connection, ServerStream stream)
    {
        await connection.AcceptUpgradeAsync();
        List<string> frames = [];
        try
        {
            for (int i = 0; i < stream.Pieces.Count; i++)
            {
                if (i > 0)
                {
                    await connection.WaitUntilReadAsync();
                }

                await connection.WriteAsync(stream.Pieces[i]);
            }
        }
        catch (IOException)
        {
            // The client has seen enough, and is gone before the last byte.
        }

        try
        {
            while (true)
            {
                WireFrame frame = await connection.ReadFrameAsync();
                frames.Add(Show(frame));
                if (frame.Opcode == WireOpcode.Close)
                {
                    await connection.CloseSendAsync();
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            string all = string.Join(", ", frames);
            return OperatingSystem.IsWindows() && (e as SocketException ?? e.InnerException) is SocketException ? all + CutByReset : all;
        }
    }

    /// <summary>The client's side: receives until the end, and answers a close frame with 1000.</summary>
    private static async Task<string> ReceiveAsync(ClientKind client, Uri uri, int bufferSize)
    {
        List<string> messages = [];
        using WebSocket socket = await Clients.ConnectAsync(client, uri);
        try
        {
            while (true)
            {
                (WebSocketMessageType type, byte[] payload) = await socket.ReceiveWholeAsync(bufferSize);
                if (type == WebSocketMessageType.Close)
                {
                    string close = $"Close {(int)socket.CloseStatus!} {socket.CloseStatusDescription}".TrimEnd();
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
                    return $"{string.Join(", ", messages)} | {close}";
                }

                messages.Add(type == WebSocketMessageType.Text ? Show(payload) : $"binary {Show(payload)}".TrimEnd());
            }
        }
        catch (WebSocketException e)
        {
            return $"{string.Join(", ", messages)} | {e.WebSocketErrorCode} {socket.State}";
        }
    }

    private static string Show(WireFrame frame) => frame.Opcode == WireOpcode.Close
        ? $"close {frame.CloseCode?.ToString(CultureInfo.InvariantCulture) ?? "empty"}"
        : $"{frame.Opcode.ToString().ToLowerInvariant()} {Show(frame.Payload)}".TrimEnd();

    /// <summary>Short letters and digits as they are, other bytes in hexadecimal, and long payloads as their length.</summary>
    internal static string Show(byte[] payload) =>
        payload.Length > 40 ? $"[{payload.Length}]"
        : Array.TrueForAll(payload, static b => char.IsAsciiLetterOrDigit((char)b)) ? Encoding.ASCII.GetString(payload)
        : "0x" + Convert.ToHexString(payload);
}
