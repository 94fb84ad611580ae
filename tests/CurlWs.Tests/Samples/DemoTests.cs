using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>The demo as a person runs it, with its output redirected.</summary>
public sealed class DemoTests
{
    // The demo says much and moves 25 MiB, perhaps under an emulator.
    private static TimeSpan Limit => Deadline.Default > TimeSpan.Zero ? Deadline.Default * 6 : Deadline.Default;

    [Fact]
    public async Task Demo_WithoutArgument_TalksOverWsAndWss()
    {
        SampleRun run = await RunAsync([]);

        AssertWent(run, "30 messages, 24.5 MiB");
        Assert.Contains($"version   {CurlLibrary.Version}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"TLS       {CurlLibrary.TlsBackend}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nws://127.0.0.1:", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nwss://localhost:", run.Output, StringComparison.Ordinal);
        Assert.Equal(["HTTP", "TLS", "HTTP"], Lines(run).Select(line => line.Split(' ')[0]).Where(word => word is "TLS" or "HTTP").Skip(1));
        Assert.Equal(2, Lines(run).Count(line => line.StartsWith("ping      pong after ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Demo_WithUrl_TalksToThatServer(bool tls)
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);
        Uri url = tls ? server.WssUri : server.WsUri;

        SampleRun run = await RunAsync([url.AbsoluteUri], ("SSL_CERT_FILE", server.CaFile));

        AssertWent(run, "15 messages, 12.3 MiB");
        Assert.Equal([url.AbsoluteUri], run.Output.Split('\n').Where(line => line.StartsWith("ws", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Demo_ServerOfAnUnknownCa_NamesTheRemedy()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);

        AssertFailed(await RunAsync([server.WssUri.AbsoluteUri]), 1, "is not trusted", "SSL_CERT_FILE");
    }

    [Fact]
    public async Task Demo_ClosedPort_SaysSo()
    {
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and never listens
        int port = ((IPEndPoint)bound.LocalEndPoint!).Port;

        AssertFailed(
            await RunAsync([$"ws://127.0.0.1:{port}/"]), 1, $"Nothing accepts connections at 127.0.0.1:{port}.", "Start the server");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Demo_ServerThatNeverAnswers_GivesUpAtTheDeadline(bool tls)
    {
        await using BlackHole hole = BlackHole.Start();

        SampleRun run = await RunAsync([(tls ? hole.WssUri : hole.WsUri).AbsoluteUri, "--timeout", "0.5"]);

        AssertFailed(run, 1, "did not answer the upgrade within 0.5 s.", "--timeout");
    }

    [Fact]
    public async Task Demo_PathWithoutWebSocket_NamesTheStatus()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);

        AssertFailed(await RunAsync([new Uri(server.WsUri, "/http").AbsoluteUri]), 1, "HTTP status 200", "Check the path");
    }

    [Fact]
    public async Task Demo_ServerThatGreetsPingsAndLeaves_AnswersAndTellsWhy()
    {
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.WriteFrameAsync(WireOpcode.Text, Encoding.UTF8.GetBytes("welcome\u001b[31m"));
                await server.WriteFrameAsync(WireOpcode.Ping, Encoding.UTF8.GetBytes("still there?"));
                WireFrame[] frames = [await server.ReadFrameAsync(), await server.ReadFrameAsync()];
                Assert.Equal("still there?", frames.Single(frame => frame.Opcode == WireOpcode.Pong).Text);
                await server.WriteFrameAsync(WireOpcode.Text, frames.Single(frame => frame.Opcode == WireOpcode.Text).Payload);
                await server.WriteCloseAsync(1001, "going away");
                Assert.Equal(1001, (await server.ReadFramesUntilCloseAsync())[^1].CloseCode);
            },
            async server =>
            {
                SampleRun run = await RunAsync([server.WsUri.AbsoluteUri]);

                AssertFailed(run, 1, "The server ended the conversation with 1001 \"going away\".");
                Assert.Contains("greeting  \"welcome\ufffd[31m\"\n", run.Output, StringComparison.Ordinal);
            });
    }

    [Theory]
    [InlineData("http://127.0.0.1/", "is no URL of a WebSocket")]
    [InlineData("--timeout", "--timeout wants seconds, not nothing.")]
    public async Task Demo_WrongArgument_PrintsTheUsage(string argument, string problem) =>
        AssertFailed(await RunAsync([argument]), 2, problem, "Usage: demo [", "with SIGINT ignored");

    [Fact]
    public async Task Demo_MissingLibcurl_NamesTheRemedy() =>
        AssertFailed(await RunAsync([], ("CURLWS_LIBCURL", "no-such-libcurl.so")), 1, "no-such-libcurl.so", "runtime.native.libcurl");

    [Fact]
    public async Task Demo_CtrlC_EndsCleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot send Ctrl+C to one process.");
        await using BlackHole hole = BlackHole.Start();
        using Process process = Process.Start(await Interrupt.ByDefaultAsync(Command([hole.WsUri.AbsoluteUri, "--timeout", "600"])))!;

        SampleRun run = await FinishAsync(process, async () =>
        {
            await hole.Clients.ItemAsync(0, Limit);
            await SendAsync("-INT", process);
        });

        Assert.Equal("Canceled.\n", run.Error);
        Assert.Equal(130, run.ExitCode);
    }

    [Fact]
    public async Task Demo_StartedWithSigintIgnored_GoesOnUntilSigterm()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that a program inherits as ignored.");
        await using BlackHole hole = BlackHole.Start();
        using Process process = Process.Start(Interrupt.Ignored(Command([hole.WsUri.AbsoluteUri, "--timeout", "600"])))!;

        SampleRun run = await FinishAsync(process, async () =>
        {
            await hole.Clients.ItemAsync(0, Limit);
            await SendAsync("-INT", process);
            await SendAsync("-TERM", process);
        });

        Assert.Equal("", run.Error);
        Assert.Equal(143, run.ExitCode);
    }

    private static void AssertWent(SampleRun run, string total)
    {
        Assert.Equal("", run.Error);
        Assert.DoesNotContain('\u001b', run.Output);
        int talks = total.StartsWith("30", StringComparison.Ordinal) ? 2 : 1;
        Assert.Equal(
            7 * talks, Lines(run).Count(line => line.EndsWith('\u2713') && !line.Contains("as much back", StringComparison.Ordinal)));
        Assert.Equal(talks, Lines(run).Count(line => line == "sent 100 %   received 100 %"));
        Assert.Equal(talks, Lines(run).Count(line => line == "close     sent 1000 \"the demo is over\""));
        Assert.Equal(talks, Lines(run).Count(line => line == "received 1000 \"the demo is over\""));
        Assert.StartsWith($"\u2713 {total}, came back as they were sent, in ", Lines(run)[^1], StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    private static void AssertFailed(SampleRun run, int exitCode, params string[] words)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.All(words, word => Assert.Contains(word, run.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("\u001b", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static async Task SendAsync(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await Deadline.Within(kill.WaitForExitAsync(CancellationToken.None), Limit);
    }

    private static string[] Lines(SampleRun run) =>
        [.. run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static async Task<SampleRun> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = Command(arguments);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        return await FinishAsync(process);
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Repository.Program("Demo"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GITHUB_ACTIONS"] = "true"; // which must not bring escape codes into a pipe
        foreach (
            string proxy in start.Environment.Keys.Where(name => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(proxy);
        }

        return start;
    }

    private static async Task<SampleRun> FinishAsync(Process process, Func<Task>? meanwhile = null)
    {
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            await Deadline.Within(process.WaitForExitAsync(CancellationToken.None), Limit);
            return new SampleRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
