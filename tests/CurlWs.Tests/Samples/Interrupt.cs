using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>
/// What SIGINT does to a program that a test starts. A child inherits an ignored signal, and .NET leaves it ignored: as a
/// background job of a shell script the tests themselves run so.
/// </summary>
internal static class Interrupt
{
    // Programs that undo an ignored SIGINT and then become the one that is named: coreutils 8.31 or later, else perl, as on macOS.
    private static readonly string[][] s_undoing =
    [
        ["env", "--default-signal=INT"],
        ["perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV or die;"],
    ];

    /// <summary>The program, started with SIGINT's default disposition; the test is skipped where that cannot be had.</summary>
    internal static async Task<ProcessStartInfo> ByDefaultAsync(ProcessStartInfo program)
    {
        foreach (string[] undoing in s_undoing)
        {
            if (await WorksAsync(undoing))
            {
                return Under(undoing, program);
            }
        }

        Assert.SkipWhen(
            IsIgnoredHere() != false,
            "SIGINT is, or may be, ignored here, and neither env --default-signal nor perl is there to undo that.");
        return program;
    }

    /// <summary>The program, started with SIGINT ignored.</summary>
    internal static ProcessStartInfo Ignored(ProcessStartInfo program) => Under(["sh", "-c", "trap '' INT; exec \"$@\"", "sh"], program);

    private static ProcessStartInfo Under(string[] starter, ProcessStartInfo program)
    {
        string[] whole = [.. starter, program.FileName, .. program.ArgumentList];
        program.FileName = whole[0];
        program.ArgumentList.Clear();
        foreach (string argument in whole.Skip(1))
        {
            program.ArgumentList.Add(argument);
        }

        return program;
    }

    private static async Task<bool> WorksAsync(string[] starter)
    {
        try
        {
            using Process probe = Process.Start(Under(starter, new("true") { RedirectStandardError = true }))!;
            await Deadline.Within(probe.WaitForExitAsync(CancellationToken.None));
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }

    /// <summary>Whether this process was started with SIGINT ignored; null where nothing says so.</summary>
    private static bool? IsIgnoredHere()
    {
        const string Status = "/proc/self/status";
        string? mask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;

        // A bit for each signal, from 1 on: SIGINT is 2.
        return mask is null ? null : (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }
}
