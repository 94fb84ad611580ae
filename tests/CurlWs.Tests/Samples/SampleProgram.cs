using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CurlWs.TestServers;
using CurlWs.Tests.Interop;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>A sample as a user runs it: the built program in a process of its own.</summary>
internal sealed class SampleProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;

    private SampleProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The libcurl 8.14.1 that native/ builds for the tests, or null where it has not been built.</summary>
    internal static string? OldLibcurl { get; } = Repository.Native is { } native
        ? Directory.GetFiles(native, "libcurl.so", SearchOption.AllDirectories).FirstOrDefault(
            path => path.Contains("8.14.1", StringComparison.Ordinal))
        : null;

    // Starting a program and a server takes longer than one wait.
    private static TimeSpan Limit => Deadline.Default > TimeSpan.Zero ? Deadline.Default * 3 : Deadline.Default;

    /// <summary>Starts a sample with the libcurl of this test run, or with another one.</summary>
    internal static SampleProgram Start(string name, string[] arguments, string? libcurl = null)
    {
        ProcessStartInfo start = new("dotnet", [Repository.Program(name), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (libcurl is not null)
        {
            start.Environment["CURLWS_LIBCURL"] = libcurl;
        }

        return new SampleProgram(start);
    }

    /// <summary>Runs a sample to its end.</summary>
    internal static async Task<SampleRun> RunAsync(string name, string[] arguments, string? libcurl = null)
    {
        using SampleProgram program = Start(name, arguments, libcurl);
        return await program.FinishAsync();
    }

    /// <summary>Runs a sample in one of the ways that it can be run, against a path of the embedded server.</summary>
    internal static async Task<SampleRun> RunAsync(string name, string path, SampleLaunch launch)
    {
        if (launch is SampleLaunch.NoArgument or SampleLaunch.NoArgumentOldLibcurl)
        {
            bool old = launch == SampleLaunch.NoArgumentOldLibcurl;
            Assert.SkipWhen(old && OldLibcurl is null, "libcurl 8.14.1 has not been built: native/build.sh host --curl all");
            return await RunAsync(name, [], old ? OldLibcurl : null);
        }

        await using CurlWs.Samples.EmbeddedServer server =
            await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);
        return await RunAsync(name, launch == SampleLaunch.Wss
            ? [new Uri(server.WssUri, path).AbsoluteUri, server.CaFile]
            : [new Uri(server.WsUri, path).AbsoluteUri]);
    }

    /// <summary>Whether the libcurl of a run is at least this version, such as 0x081000.</summary>
    internal static bool IsAtLeast(uint version, SampleLaunch launch) =>
        launch != SampleLaunch.NoArgumentOldLibcurl && LoadedLibrary.VersionNumber >= version;

    /// <summary>The next line of the standard output.</summary>
    internal async Task<string?> ReadLineAsync()
    {
        string? line = await Deadline.Within(_process.StandardOutput.ReadLineAsync(), Limit);
        _output.Append(line).Append('\n');
        return line;
    }

    /// <summary>Waits for the end.</summary>
    internal async Task<SampleRun> FinishAsync()
    {
        _output.Append(await Deadline.Within(_process.StandardOutput.ReadToEndAsync(), Limit));
        string error = await Deadline.Within(_error, Limit);
        await Deadline.Within(_process.WaitForExitAsync(), Limit);
        return new SampleRun(_process.ExitCode, _output.ToString().ReplaceLineEndings("\n"), error.ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
