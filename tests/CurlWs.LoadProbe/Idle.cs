using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.LoadProbe;

/// <summary>What a connection that waits holds of the C library's memory: libcurl's and OpenSSL's share of it.</summary>
internal static partial class Idle
{
    private const int InARound = 32;

    // The runtime's compiler has memory of the same library now and then, and none again: that is in few of the rounds.
    private const int Rounds = 7;

    /// <summary>Connects again and again, has a receive wait on each connection, and prints the bytes that one more takes.</summary>
    internal static async Task MeasureAsync(Uri uri, string caFile, CurlFraming framing)
    {
        // On each machine as on one with few processors: connections share what they can at once.
        Type multi = typeof(CurlEasy).Assembly.GetType("CurlWs.ConnectionMulti")!;
        multi.GetProperty("Spread", BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(null, 1);
        CurlWebSocketOptions options = new()
        {
            CaFile = caFile,
            Framing = framing,
            AllowPredictableMasking = true,
            KeepAliveInterval = TimeSpan.Zero,
        };
        List<(CurlWebSocket Socket, Task Receive)> all = [];
        List<long> allocated = [];
        for (int round = 0; round <= Rounds; round++)
        {
            for (int i = 0; i < InARound; i++)
            {
                CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options);
                all.Add((socket, socket.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None).AsTask()));
            }

            allocated.Add(Allocated());
        }

        long[] each = [.. allocated.Zip(allocated.Skip(1), static (before, after) => (after - before) / InARound).Order()];
        Console.WriteLine(each[Rounds / 2].ToString(CultureInfo.InvariantCulture));
        all.ForEach(one => one.Socket.Abort());
    }

    private static long Allocated()
    {
        Memory memory = mallinfo2();
        return (long)(memory.InUse + memory.Mapped);
    }

    [LibraryImport("libc.so.6")]
    private static partial Memory mallinfo2();

    /// <summary>glibc's struct mallinfo2: mallinfo(3).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Memory
    {
        private readonly nuint _arena;
        private readonly nuint _freeChunks;
        private readonly nuint _fastChunks;
        private readonly nuint _mappedBlocks;
        private readonly nuint _mapped;
        private readonly nuint _unused;
        private readonly nuint _inFastChunks;
        private readonly nuint _inUse;
        private readonly nuint _free;
        private readonly nuint _atTheTop;

        /// <summary>Bytes in blocks of all arenas.</summary>
        internal nuint InUse => _inUse;

        /// <summary>Bytes of blocks that are too large for an arena.</summary>
        internal nuint Mapped => _mapped;
    }
}
