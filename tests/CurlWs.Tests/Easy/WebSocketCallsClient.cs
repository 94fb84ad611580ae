using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;

namespace CurlWs.Tests.Easy;

/// <summary>
/// What tests of <see cref="CurlEasy"/>'s connections do again and again: connect, and the two loops around a try and a wait.
/// </summary>
internal static class WebSocketCallsClient
{
    /// <summary>An object for this address that no proxy of the machine's comes between.</summary>
    internal static CurlEasy New(Uri url)
    {
        CurlEasy easy = new();
        easy.Options.Uri = url;
        Session.Set(easy.Handle, LibCurl.CURLOPT_PROXY, "");
        return easy;
    }

    internal static async Task<CurlEasy> ConnectAsync(ScriptedServer server, Action<CurlEasy>? configure = null)
    {
        CurlEasy easy = New(server.WsUri);
        try
        {
            configure?.Invoke(easy);
            await easy.ConnectAsync(Deadline.Token());
            return easy;
        }
        catch
        {
            easy.Dispose();
            throw;
        }
    }

    /// <summary>The next chunk, waiting as long as nothing is there.</summary>
    internal static async Task<(WebSocketFrame Frame, byte[] Bytes)> ReceiveAsync(this CurlEasy easy, int size = 65536)
    {
        byte[] buffer = new byte[size];
        WebSocketFrame frame;
        while (!easy.TryReceive(buffer, out frame))
        {
            await easy.WaitToReceiveAsync(Deadline.Token());
        }

        return (frame, buffer[..frame.Count]);
    }

    /// <summary>A whole frame, or the rest of one, waiting as long as there is no room.</summary>
    internal static async Task SendAsync(this CurlEasy easy, ReadOnlyMemory<byte> payload, WebSocketFrameKind flags)
    {
        do
        {
            if (easy.TrySend(payload.Span, flags, out int sent))
            {
                payload = payload[sent..];
                if (payload.IsEmpty)
                {
                    return;
                }
            }

            await easy.WaitToSendAsync(Deadline.Token());
        }
        while (true);
    }

    /// <summary>
    /// Sends binary frames to a server that does not read until there is no room: how many were sent whole, what is left of the last, and
    /// the wait for room, which is pending. The system may still move bytes from one side to the other after a send was short; then there
    /// is room once more.
    /// </summary>
    internal static async Task<(int Whole, ReadOnlyMemory<byte> Unsent, Task Wait)> FillUpAsync(
        this CurlEasy easy, byte[] payload, CancellationToken token, ReadOnlyMemory<byte> rest = default)
    {
        int whole = 0;
        rest = rest.IsEmpty ? payload : rest;
        while (true)
        {
            while (easy.TrySend(rest.Span, WebSocketFrameKind.Binary, out int sent))
            {
                rest = rest[sent..];
                (whole, rest) = rest.IsEmpty ? (whole + 1, payload) : (whole, rest);
            }

            Task wait = easy.WaitToSendAsync(token).AsTask();
            if (await StaysPendingAsync(wait))
            {
                return (whole, rest, wait);
            }

            await wait;
        }
    }

    /// <summary>Sends whenever there is room, until the handle fails.</summary>
    internal static async Task KeepFullAsync(this CurlEasy easy, byte[] payload, ReadOnlyMemory<byte> rest, Task wait)
    {
        while (true)
        {
            await wait;
            (_, rest, wait) = await easy.FillUpAsync(payload, Deadline.Token(), rest);
        }
    }

    /// <summary>What the server reads next: kind, whether it is the last fragment, and the payload.</summary>
    internal static async Task<string> NextAsync(ScriptedConnection server)
    {
        WireFrame frame = await server.ReadFrameAsync();
        return $"{frame.Opcode} {frame.Fin} {frame.Text}";
    }

    /// <summary>A server that holds little; with <see cref="Connections.LimitSendBuffer"/> on this side sends soon have no room.</summary>
    internal static ScriptedServerOptions Narrow { get; } = new() { ReceiveBufferSize = 4096 };

    internal static async Task<T> ThrowsAsync<T>(Func<Task> action)
        where T : Exception => await Xunit.Assert.ThrowsAnyAsync<T>(() => Deadline.Within(action()));

    /// <summary>Whether the task is still pending after the thread pool and the poller have had the time for a round trip.</summary>
    internal static async Task<bool> StaysPendingAsync(Task task)
    {
        // A wait that is ready at once goes through the same poller after it: what had to happen has happened by then.
        using WaitingPair pair = new();
        await Deadline.Within(SocketWait.Start(pair.Near.Handle, write: true, CancellationToken.None).Task);
        await Task.Yield();
        return !task.IsCompleted;
    }
}
