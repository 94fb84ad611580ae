using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>One run of tests/CurlWs.LoadProbe: a process that loads libcurl and says what came of it.</summary>
/// <param name="ExitCode">0, or 1 when something was thrown.</param>
/// <param name="Output">What was loaded, or the exception's type and message.</param>
internal sealed record LoaderProbe(int ExitCode, string Output)
{
    private const string Name = "CurlWs.LoadProbe";
    private const int Attempts = 5;
    private const int Long = 18;

    /// <summary>The folder of the program, beside that of the tests.</summary>
    internal static string Folder { get; } = AppContext.BaseDirectory.Replace("CurlWs.Tests", Name, StringComparison.Ordinal);

    /// <summary>Runs the program with <c>CURLWS_LIBCURL</c> set to <paramref name="variable"/> or not at all.</summary>
    internal static Task<LoaderProbe> RunAsync(string? variable, params string[] steps) => RunInAsync(Folder, variable, steps);

    /// <summary>
    /// The same for steps that move or repeat so much that the machine's speed counts: what hangs inside has a deadline there.
    /// </summary>
    internal static Task<LoaderProbe> RunLongAsync(params string[] steps) =>
        RunAsync(Folder, CurlLibrary.Path, Environment.CurrentDirectory, steps, patience: Long);

    /// <summary>Runs a copy of the program that is in another folder.</summary>
    internal static Task<LoaderProbe> RunInAsync(string folder, string? variable, params string[] steps) =>
        RunAsync(folder, variable, Environment.CurrentDirectory, steps);

    /// <summary>Runs the program with another current folder.</summary>
    internal static Task<LoaderProbe> RunInFolderAsync(string currentFolder, params string[] steps) =>
        RunAsync(Folder, variable: null, currentFolder, steps);

    /// <summary>Runs the program with the libcurl of this process and at most so many descriptors.</summary>
    internal static async Task<LoaderProbe> RunWithDescriptorsAsync(int most, params string[] steps)
    {
        for (int attempt = 1; ; attempt++)
        {
            (int exitCode, string output, string error) = await RunAsync(
                Folder, CurlLibrary.Path, Environment.CurrentDirectory, steps, most, Long);
            if (error.StartsWith("Out of memory.", StringComparison.Ordinal) && attempt < Attempts)
            {
                // The runtime itself has found no descriptor for its memory, and gives up: that says nothing about the library.
                TestContext.Current.SendDiagnosticMessage($"{Name} ended with {exitCode}: {error}; attempt {attempt} of {Attempts}");
                continue;
            }

            return Judge(exitCode, output, error);
        }
    }

    private static async Task<LoaderProbe> RunAsync(string folder, string? variable, string currentFolder, string[] steps, int patience = 3)
    {
        (int exitCode, string output, string error) = await RunAsync(folder, variable, currentFolder, steps, descriptors: 0, patience);
        return Judge(exitCode, output, error);
    }

    private static LoaderProbe Judge(int exitCode, string output, string error)
    {
        Assert.True(exitCode is 0 or 1, $"{Name} ended with {exitCode}: {error}");
        Assert.Equal("", error);
        return new LoaderProbe(exitCode, output.Trim());
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder, string? variable, string currentFolder, string[] steps, int descriptors, int patience)
    {
        string program = SkipUnlessBuilt(folder);
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = descriptors == 0 ? [host, program, .. steps]
            : [
                "/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {descriptors}; exec \"$0\" \"$@\""), host, program,
                .. steps];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = currentFolder,
        };
        if (descriptors != 0)
        {
            // The runtime's second view of its own code takes descriptors, too.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        // How much is allocated before the collector is asked goes by the processor's cache, which a server shows as 300 MiB: memory that
        // is counted is counted with a small one (in hexadecimal: 4 MiB).
        start.Environment["DOTNET_GCgen0size"] = "400000";
        start.Environment.Remove("CURLWS_LIBCURL");
        if (variable is not null)
        {
            start.Environment["CURLWS_LIBCURL"] = variable;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(Deadline.Token(Deadline.Default * patience));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>The program in a folder; the test is skipped, and says why, when it is not there.</summary>
    internal static string SkipUnlessBuilt(string folder)
    {
        string program = Path.Combine(folder, Name + ".dll");
        Assert.SkipUnless(File.Exists(program), $"{Name} is not built beside the tests.");
        return program;
    }

    /// <summary>Asserts that the program ended with an exception whose message names the file, why not, and what to do.</summary>
    internal void AssertThrew<TException>(string file, string reason)
    {
        Assert.Equal(1, ExitCode);
        Assert.StartsWith(typeof(TException).FullName + ": ", Output, StringComparison.Ordinal);
        Assert.Contains(file, Output, StringComparison.Ordinal);
        Assert.Contains(reason, Output, StringComparison.Ordinal);
        Assert.Contains("runtime.native.libcurl", Output, StringComparison.Ordinal);
        Assert.Contains("CURLWS_LIBCURL", Output, StringComparison.Ordinal);
        Assert.Contains("CurlLibrary.Use(path)", Output, StringComparison.Ordinal);
        Assert.Equal(
            Output.IndexOf("Add the package", StringComparison.Ordinal), Output.LastIndexOf("Add the package", StringComparison.Ordinal));
    }
}
