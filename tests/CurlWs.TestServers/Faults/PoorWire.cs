using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

using Microsoft.Win32.SafeHandles;

namespace CurlWs.TestServers;

/// <summary>Carries packets between two TUN devices, late and not all of them: what the kernel's netem does, where there is none.</summary>
internal sealed partial class PoorWire : IDisposable
{
    private const nuint SetInterface = 0x400454CA;
    private const short TunWithoutHeader = 0x1001;
    private const int NameLength = 16;

    private readonly FileStream[] _ends;
    private readonly Thread[] _readers;
    private readonly TimeSpan _delay;
    private readonly int _lossPercent;

    /// <summary>Begins to carry.</summary>
    internal PoorWire(FileStream one, FileStream other, TimeSpan delay, int lossPercent)
    {
        _ends = [one, other];
        _delay = delay;
        _lossPercent = lossPercent;
        _readers = [Start(one, other), Start(other, one)];
    }

    /// <summary>Takes hold of a TUN device that exists in the network of this thread.</summary>
    internal static FileStream Open(string name)
    {
        // Without a buffer it may be read and written at once.
        FileStream file = new("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        byte[] request = new byte[40];
        Encoding.ASCII.GetBytes(name, request);
        MemoryMarshal.Write(request.AsSpan(NameLength), TunWithoutHeader);
        if (Control(file.SafeFileHandle, SetInterface, request) != 0)
        {
            throw new Win32Exception();
        }

        return file;
    }

    /// <summary>Waits until nothing is carried any more. Remove the devices before: that is what ends a read.</summary>
    public void Dispose()
    {
        foreach (Thread reader in _readers)
        {
            reader.Join();
        }

        foreach (FileStream end in _ends)
        {
            end.Dispose();
        }
    }

    private Thread Start(FileStream from, FileStream to)
    {
        Channel<(long Due, byte[] Packet)> carried = Channel.CreateUnbounded<(long, byte[])>();
        _ = WriteAsync(carried.Reader, to);
        Thread reader = new(() => Read(from, carried.Writer)) { IsBackground = true };
        reader.Start();
        return reader;
    }

    private void Read(FileStream from, ChannelWriter<(long Due, byte[] Packet)> carried)
    {
        Random random = new(1);
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                int length = from.Read(buffer);
                if (random.Next(100) >= _lossPercent)
                {
                    long due = Stopwatch.GetTimestamp() + (long)(_delay.TotalSeconds * Stopwatch.Frequency);
                    carried.TryWrite((due, buffer[..length]));
                }
            }
        }
        catch (IOException)
        {
            // The device is gone: the end.
            carried.Complete();
        }
    }

    private static async Task WriteAsync(ChannelReader<(long Due, byte[] Packet)> carried, FileStream to)
    {
        try
        {
            await foreach ((long due, byte[] packet) in carried.ReadAllAsync().ConfigureAwait(false))
            {
                TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left).ConfigureAwait(false);
                }

                to.Write(packet);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The device is gone: the end.
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, byte[] argument);
}
