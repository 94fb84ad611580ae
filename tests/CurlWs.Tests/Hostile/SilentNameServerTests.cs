using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>
/// A name server that never answers. Each test is run twice: once here, which makes a network namespace with such a name server and starts
/// this program in it for the same test alone, and then there.
/// </summary>
[Collection(nameof(StressAlone))]
public sealed class SilentNameServerTests(ITestOutputHelper output)
{
    private const string Inside = "CURLWS_TEST_SILENT_DNS";
    private const string NameServer = "127.0.0.53";

    // glibc asks twice, 5 seconds each, unless it is told otherwise: nothing here may wait so long.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    [Fact]
    public Task Connect_Canceled_EndsAtOnce() => InNamespaceAsync(nameof(Connect_Canceled_EndsAtOnce), async () =>
    {
        using CancellationTokenSource cancel = new(TimeSpan.FromSeconds(0.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Deadline.Within(CurlWebSocket.ConnectAsync(new Uri("ws://silent.test/"), null, cancel.Token), s_patience));
    });

    [Fact]
    public Task Connect_ConnectTimeout_EndsInTimeAndSaysWhere() => InNamespaceAsync(
        nameof(Connect_ConnectTimeout_EndsInTimeAndSaysWhere), async () =>
    {
        CurlWebSocketOptions options = new() { ConnectTimeout = TimeSpan.FromSeconds(0.5) };
        WebSocketException late = await Assert.ThrowsAsync<WebSocketException>(
            () => Deadline.Within(CurlWebSocket.ConnectAsync(new Uri("ws://silent.test/"), options), s_patience));
        Assert.Contains("while the host name was being resolved", late.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Handle_DisposedWhileResolving_DoesNotWaitForTheNameServer() => InNamespaceAsync(
        nameof(Handle_DisposedWhileResolving_DoesNotWaitForTheNameServer),
        async () =>
        {
            using CurlEasy easy = new();
            easy.Options.Uri = new Uri("ws://silent.test/");
            Task connect = easy.ConnectAsync();
            await AskedAsync();
            await Deadline.Within(Task.Run(easy.Dispose), s_patience);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => Deadline.Within(connect, s_patience));
        });

    [Fact]
    public Task Connects_60ToOneName_MakeABoundedNumberOfThreads() => InNamespaceAsync(
        nameof(Connects_60ToOneName_MakeABoundedNumberOfThreads),
        async () =>
        {
            int before = ProcessCounts.Threads();
            using CancellationTokenSource cancel = new();
            List<Task> connects = [];
            for (int i = 0; i < 60; i++)
            {
                connects.Add(CurlWebSocket.ConnectAsync(new Uri("ws://silent.test/"), null, cancel.Token));
            }

            await AskedAsync();
            int most = 0;
            Assert.False(SpinWait.SpinUntil(
                () => (most = Math.Max(most, ProcessCounts.Threads() - before)) > 500,
                TimeSpan.FromSeconds(1)), "More than 500 threads for 60 connects.");
            TestContext.Current.TestOutputHelper!.WriteLine($"60 connects to one name: {most} threads, libcurl {CurlLibrary.Version}");

            // From 8.22 on connects to one name share multi handles, and so the two threads of each; before, libcurl makes one thread for
            // each.
            int resolvers = CurlLibrary.Version >= new Version(8, 22, 0)
                ? Math.Max(ConnectionMulti.Spread, 60 / ConnectionMulti.MostConnections) * 2
                : 60;
            Assert.InRange(most, 1, resolvers + 16);
            await cancel.CancelAsync();
            await Deadline.Within(Task.WhenAll(connects.Select(c => c.ContinueWith(static _ => { }, TaskScheduler.Default))), s_patience);
        });

    private static Task AskedAsync() => Deadline.Within(s_asked.Task);

    private static readonly TaskCompletionSource s_asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task InNamespaceAsync(string test, Func<Task> run)
    {
        if (Environment.GetEnvironmentVariable(Inside) is null)
        {
            await StartThereAsync(test);
            return;
        }

        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Parse(NameServer), 53));
        _ = silent.ReceiveAsync(new byte[512]).ContinueWith(static _ => s_asked.TrySetResult(), TaskScheduler.Default);
        await run();
    }

    private async Task StartThereAsync(string test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Network namespaces are Linux's.");
        Assert.SkipWhen(
            File.Exists(Path.Combine(AppContext.BaseDirectory, "libcoreclr.so")),
            "The test program has a runtime of its own: dotnet does not start it.");
        string name = $"curlws-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
        string folder = Path.Combine("/etc/netns", name);
        (int code, string text) = await RunAsync(null, "ip", "netns", "add", name);
        Assert.SkipUnless(code == 0, $"No network namespace can be made (root and iproute2 are needed): {text}");
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "resolv.conf"), $"nameserver {NameServer}\n");
            (code, text) = await RunAsync(null, "ip", "-n", name, "link", "set", "lo", "up");
            Assert.SkipUnless(code == 0, $"A network namespace has no loopback: {text}");
            (code, text) = await RunAsync(name, "cat", "/etc/resolv.conf");
            Assert.SkipUnless(
                code == 0 && text.Contains(NameServer, StringComparison.Ordinal),
                $"A network namespace gets no name server of its own here: {text}");
            string program = Path.ChangeExtension(typeof(SilentNameServerTests).Assembly.Location, ".dll");
            (code, text) = await RunAsync(
                name, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", program, "--filter-method", $"*{test}",
                "--progress", "off", "--ansi", "off",
                "--show-live-output", "on");
            output.WriteLine(text);
            Assert.Contains("failed: 0", text, StringComparison.Ordinal);
            Assert.SkipUnless(text.Contains("skipped: 0", StringComparison.Ordinal), text);
            Assert.Equal(0, code);
        }
        finally
        {
            await RunAsync(null, "ip", "netns", "del", name);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>
    /// Runs a program, in a namespace if one is named; its code, or -1 where there is no such program, and what it wrote.
    /// </summary>
    private static async Task<(int Code, string Text)> RunAsync(string? space, string program, params string[] arguments)
    {
        ProcessStartInfo start = space is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("ip", ["netns", "exec", space, program, .. arguments]);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment[Inside] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> text = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            try
            {
                await process.WaitForExitAsync(Deadline.Token(Deadline.Default * 6));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, await text + await errors);
        }
        catch (Win32Exception e)
        {
            return (-1, e.Message);
        }
    }
}
