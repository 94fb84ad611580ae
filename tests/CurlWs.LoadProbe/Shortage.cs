using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.Win32.SafeHandles;

namespace CurlWs.LoadProbe;

/// <summary>What this process takes, and what it does when it gets nothing.</summary>
public static class Shortage
{
    private const int MostFree = 40;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>Receives until the server has closed.</summary>
    internal static async Task ReceiveAsync(Uri uri, CurlFraming framing)
    {
        CurlWebSocketOptions options = new() { Framing = framing, AllowPredictableMasking = true };
        await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options);
        byte[] buffer = new byte[64 * 1024];
        long before = Status("VmRSS:");
        long received = 0;
        while (true)
        {
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            received += got.Count;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{received} {Status("VmHWM:") - before}"));
    }

    internal static async Task ExhaustAsync(Uri uri)
    {
        LetThreadsEndSoon();

        // The runtime loads what both outcomes need, which takes descriptors as well.
        Console.WriteLine(await TryAsync(uri));
        await TryAsync(new Uri("ws://127.0.0.1:1/"));
        Fill().ForEach(one => one.Dispose());
        for (int free = 0, worked = 0; free < MostFree && worked < 2; free++)
        {
            WaitForThreads();
            List<SafeFileHandle> taken = Fill();
            taken.TakeLast(free).ToList().ForEach(one => one.Dispose());
            string outcome = await TryAsync(uri);
            taken.ForEach(one => one.Dispose());
            worked += outcome == "ok" ? 1 : 0;
            string next = await TryAsync(uri);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{free}: {outcome}; then: {next}"));
        }
    }

    /// <summary>Connects, echoes and closes; everything in time.</summary>
    public static async Task EchoAsync(Uri uri)
    {
        using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri);
        await socket.SendAsync("hello"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
        byte[] buffer = new byte[16];
        ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        if (got.Count != 5)
        {
            throw new InvalidDataException($"{got.Count} bytes came back.");
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    /// <summary>Whether the library's threads have ended.</summary>
    public static void WaitForThreads()
    {
        Assembly library = typeof(CurlEasy).Assembly;
        object poller = Static(library.GetType("CurlWs.CurlPoller")!.GetProperty("Shared", BindingFlags.Static | BindingFlags.NonPublic)!);
        PropertyInfo running = poller.GetType().GetProperty("IsRunning", BindingFlags.Instance | BindingFlags.NonPublic)!;
        PropertyInfo epoll = library.GetType("CurlWs.Epoll")!.GetProperty("Threads", BindingFlags.Static | BindingFlags.NonPublic)!;
        if (!SpinWait.SpinUntil(() => !(bool)running.GetValue(poller)! && (int)epoll.GetValue(null)! == 0, s_longest))
        {
            throw new TimeoutException("The library's threads do not end.");
        }
    }

    /// <summary>Before the first use: threads that nobody needs end at once.</summary>
    public static void LetThreadsEndSoon()
    {
        Assembly library = typeof(CurlEasy).Assembly;
        object poller = Static(library.GetType("CurlWs.CurlPoller")!.GetProperty("Shared", BindingFlags.Static | BindingFlags.NonPublic)!);
        poller.GetType().GetField("_lingerMilliseconds", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(poller, 20);
        library.GetType("CurlWs.Epoll")!.GetProperty("LingerMilliseconds", BindingFlags.Static | BindingFlags.NonPublic)!.SetValue(
            null, 20);
    }

    private static object Static(PropertyInfo property) => property.GetValue(null)!;

    private static async Task<string> TryAsync(Uri uri)
    {
        try
        {
            await EchoAsync(uri).WaitAsync(s_longest);
            return "ok";
        }
        catch (Exception e)
        {
            List<string> chain = [];
            for (Exception? one = e; one is not null; one = one.InnerException)
            {
                chain.Add($"{one.GetType().Name}: {one.Message}");
            }

            return string.Join(" <- ", chain);
        }
    }

    /// <summary>Takes all descriptors that there are.</summary>
    private static List<SafeFileHandle> Fill()
    {
        List<SafeFileHandle> taken = [];
        try
        {
            while (true)
            {
                taken.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            return taken;
        }
    }

    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]
            .Split('\t')[^1],
        CultureInfo.InvariantCulture);
}
