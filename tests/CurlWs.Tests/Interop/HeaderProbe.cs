using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>What a C compiler says about the header of the libcurl that is loaded: the lines of native/probe/probe.sh.</summary>
internal sealed class HeaderProbe
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);
    private static readonly Lazy<(HeaderProbe? Probe, string Reason)> s_probe = new(Run);

    private readonly ILookup<string, string[]> _lines;

    private HeaderProbe(string output)
    {
        _lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToLookup(line => line[0]);
        Version = Lines("string").Single(line => line[1] == nameof(LibCurl.LIBCURL_VERSION))[2];
    }

    /// <summary>The version that the header states.</summary>
    internal string Version { get; }

    /// <summary>Whether the C# declarations were made from this very version.</summary>
    internal bool IsTheDeclaredVersion => Version == LibCurl.LIBCURL_VERSION;

    /// <summary>The probe's result; the test is skipped, and says why, where there can be none.</summary>
    internal static HeaderProbe Require()
    {
        (HeaderProbe? probe, string reason) = s_probe.Value;
        Assert.SkipWhen(probe is null, reason);
        return probe!;
    }

    /// <summary>The folder that holds curl/curl.h of the loaded libcurl; null where it is not at hand.</summary>
    internal static string? HeaderFolder => RepositoryRoot() is { } root ? IncludeFolder(root) : null;

    internal IEnumerable<string[]> Lines(string kind) => _lines[kind];

    /// <summary>The value of a C integer, as 64 bits.</summary>
    internal static long Number(string text) => text[0] == '-'
        ? long.Parse(text, CultureInfo.InvariantCulture)
        : unchecked((long)ulong.Parse(text, CultureInfo.InvariantCulture));

    private static (HeaderProbe?, string) Run()
    {
        if (OperatingSystem.IsWindows())
        {
            return (null, "native/probe/probe.sh needs a POSIX shell and a C compiler.");
        }

        if (RepositoryRoot() is not { } root)
        {
            return (null, "The tests do not run inside the repository: there is no native/probe.");
        }

        if (IncludeFolder(root) is not { } include)
        {
            return (null, $"The header of {LoadedLibrary.Path ?? "the loaded libcurl"} is not at hand.");
        }

        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(root, "native", "probe", "probe.sh"), [include])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_deadline))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"probe.sh took more than {s_deadline}.");
        }

        string error = errors.GetAwaiter().GetResult();
        if (process.ExitCode != 0)
        {
            return error.Contains("no C compiler", StringComparison.Ordinal) || error.Contains("perl is needed", StringComparison.Ordinal)
                ? (null, error.Trim())
                : throw new InvalidOperationException($"probe.sh failed with {process.ExitCode}: {error}");
        }

        var probe = new HeaderProbe(output.GetAwaiter().GetResult());
        return probe.Version == LoadedLibrary.Version
            ? (probe, "")
            : (null, $"The header in {include} is of {probe.Version}, the loaded libcurl is {LoadedLibrary.Version}.");
    }

    private static string? RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "native", "probe", "probe.sh"))) { return folder.FullName; }
        }

        return null;
    }

    // Beside the library where native/ builds it; for a copy in runtimes/RID/native/, beside the original.
    private static string? IncludeFolder(string root)
    {
        if (LoadedLibrary.Path is not { } library) { return null; }
        string folder = Path.GetDirectoryName(library)!;
        string rid = Path.GetFileName(Path.GetDirectoryName(folder)) ?? "", builds = Path.Combine(root, "artifacts", "native");
        string[] places =
        [
            Path.Combine(folder, "include"),
            Path.Combine(builds, rid, "include"),
            Path.Combine(builds, RuntimeInformation.RuntimeIdentifier, "include"),
        ];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "curl", "curl.h")));
    }
}
