using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>A child process that answers lines with lines.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;

    private readonly string _file;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private Peer(
        string name, Process process, string greeting, string file, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        _file = file;
        _arguments = arguments;
        Name = name;
        _process = process;
        Greeting = greeting;
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    /// <summary>The first line: what it is, or where it listens.</summary>
    public string Greeting { get; }

    public static Task<Peer> StartAsync(string name, string file, params string[] arguments) =>
        StartAsync(name, file, arguments, new Dictionary<string, string>());

    public static async Task<Peer> StartAsync(
        string name, string file, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["no_proxy"] = "*";
        start.Environment.Remove("SSL_CERT_DIR"); // the system's roots are one file, for all
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception e)
        {
            throw new BenchmarkException($"{name} cannot be started: {e.Message}", e);
        }

        string greeting = await ReadAsync(name, process).ConfigureAwait(false);
        greeting = greeting.StartsWith("ready ", StringComparison.Ordinal) ? greeting[6..] : greeting;
        return new Peer(name, process, greeting, file, arguments, environment);
    }

    /// <summary>A new process of the same: what is measured in it has nothing before it.</summary>
    public Task<Peer> StartAnotherAsync() => StartAsync(Name, _file, _arguments, _environment);

    /// <summary>The numbers of the answer by name; null where the client has no such case.</summary>
    public async Task<Dictionary<string, double>?> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        string answer = await ReadAsync(Name, _process).ConfigureAwait(false);
        if (answer.StartsWith("unsupported", StringComparison.Ordinal))
        {
            return null;
        }

        // An earlier build has only the cases of its time.
        if (answer.Contains("BenchmarkException: no case", StringComparison.Ordinal))
        {
            return null;
        }

        if (!answer.StartsWith("ok ", StringComparison.Ordinal))
        {
            throw new BenchmarkException($"{Name}, asked for '{command}': {answer}");
        }

        Dictionary<string, double> values = [];
        foreach (string pair in answer.Split(' ')[1..])
        {
            string[] parts = pair.Split('=');
            values[parts[0]] = double.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        return values;
    }

    public void Dispose()
    {
        // Each ends with its standard input.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task<string> ReadAsync(string name, Process process)
    {
        using CancellationTokenSource patience = new(s_patience);
        try
        {
            return await process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false)
                ?? throw new BenchmarkException($"{name} ended without an answer");
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new BenchmarkException($"{name} gave no answer for {s_patience.TotalSeconds} s", e);
        }
        catch (IOException e)
        {
            throw new BenchmarkException($"{name}: {e.Message}", e);
        }
    }
}
