using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>One binary frame of more than 4 GiB, that nobody holds: its bytes are made, and compared, where they are needed.</summary>
internal static class HugeFrame
{
    internal const long Length = (1L << 32) + 7;

    /// <summary>The most that is asked for at once.</summary>
    internal const int Piece = 256 * 1024;

    // A prime: no byte has the same neighbors at offsets that differ by a power of two, as those of a counter that is cut off do.
    private const int Period = 1_048_573;

    private static readonly byte[] s_content = Make();

    /// <summary>The payload's bytes from this offset on; fewer than asked for at its end.</summary>
    internal static ReadOnlyMemory<byte> At(long offset, int most = Piece) =>
        s_content.AsMemory((int)(offset % Period), (int)Math.Min(most, Length - offset));

    internal static void Check(long offset, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.SequenceEqual(At(offset, bytes.Length).Span))
        {
            Assert.Fail($"The bytes from offset {offset} on are not those that were sent.");
        }
    }

    /// <summary>The server's side of receiving: the frame, and a small one behind it.</summary>
    internal static Func<ScriptedConnection, Task> Sent => Scripts.Upgraded(connection => OnThread(() =>
    {
        Socket socket = Blocking(connection);
        byte[] head = [0x82, 127, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), Length);
        socket.Send(head);
        for (long offset = 0; offset < Length;)
        {
            offset += socket.Send(At(offset).Span);
        }

        socket.Send(Wire.Text("after"));
    }));

    /// <summary>The server's side of sending: the frame, whose every byte is compared; then a small one as the answer.</summary>
    internal static Func<ScriptedConnection, Task> Read => Scripts.Upgraded(connection => OnThread(() =>
    {
        Socket socket = Blocking(connection);
        byte[] head = new byte[14];
        for (int got = 0; got < head.Length;)
        {
            got += Received(socket, head.AsSpan(got));
        }

        Assert.Equal([0x82, 0xff], head[..2]);
        Assert.Equal(Length, BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(2)));
        byte[] buffer = new byte[Piece];
        for (long offset = 0; offset < Length;)
        {
            int got = Received(socket, buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - offset)));
            Unmask(buffer.AsSpan(0, got), head.AsSpan(10, 4), (int)(offset & 3));
            Check(offset, buffer.AsSpan(0, got));
            offset += got;
        }

        socket.Send(Wire.Text("after"));
    }));

    /// <summary>Watches what the process holds while something runs: a small part of the frame at most.</summary>
    internal static async Task WithoutHoldingItAsync(Func<Action, Task> run)
    {
        using Process process = Process.GetCurrentProcess();
        long before = Held(), most = 0;
        int looks = 0;
        await run(() => most = ++looks % 512 == 0 ? Math.Max(most, Held()) : most);
        Assert.InRange(looks, Length / (8 << 20), long.MaxValue);
        Assert.InRange(most - before, long.MinValue, 256 << 20);

        long Held()
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    private static byte[] Make()
    {
        byte[] content = new byte[Period + Piece];
        new Random(455).NextBytes(content.AsSpan(0, Period));
        content.AsSpan(0, Piece).CopyTo(content.AsSpan(Period));
        return content;
    }

    private static Socket Blocking(ScriptedConnection connection)
    {
        int limit = (int)Deadline.Default.TotalMilliseconds;
        (connection.Socket.SendTimeout, connection.Socket.ReceiveTimeout) = (limit, limit);
        return connection.Socket;
    }

    private static int Received(Socket socket, Span<byte> buffer) =>
        socket.Receive(buffer) is > 0 and int got ? got : throw new InvalidOperationException("The client has closed within the frame.");

    private static void Unmask(Span<byte> bytes, ReadOnlySpan<byte> key, int phase)
    {
        Span<byte> repeated = stackalloc byte[Vector<byte>.Count];
        for (int i = 0; i < repeated.Length; i++)
        {
            repeated[i] = key[(i + phase) & 3];
        }

        Vector<byte> mask = new(repeated);
        int at = 0;
        for (; at <= bytes.Length - repeated.Length; at += repeated.Length)
        {
            (new Vector<byte>(bytes[at..]) ^ mask).CopyTo(bytes[at..]);
        }

        for (; at < bytes.Length; at++)
        {
            bytes[at] ^= key[(at + phase) & 3];
        }
    }

    private static Task OnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
