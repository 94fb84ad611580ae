using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>
/// Apple arm64 passes variadic arguments on the stack. That the padded form of Native.Variadic.cs puts the value where va_arg reads it
/// is shown by what a compiler for that system makes of native/probe/apple-arm64.
/// </summary>
public sealed partial class AppleArm64Tests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("curlws-apple-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task VaArg_AfterTwoNamedArguments_ReadsTheFirstStackSlot()
    {
        string[] callee = Function(await CompileAsync("callee.c"), "_variadic_callee");

        // Below the caller's stack pointer lies a frame of this size; "[sp, #size]" is where the caller's stack began.
        int frame = callee.Select(line => StackFrame().Match(line)).Where(match => match.Success).Sum(
            match => Number(match.Groups[1].Value));
        string load = Assert.Single(callee, line => LoadOfResult().IsMatch(line));
        Assert.Equal(frame, Number(LoadOfResult().Match(load).Groups[1].Value));
        Assert.DoesNotContain(callee, line => Regex.IsMatch(line, @"\bx2\b"));
    }

    [Fact]
    public async Task PaddedCall_NinthArgument_IsStoredInTheFirstStackSlot()
    {
        string[] caller = Function(await CompileAsync("caller.c"), "_call_padded");
        Assert.Equal("[sp]", SlotOf("x3", caller));
        foreach (string padding in (string[])["x2", "x3", "x4", "x5", "x6", "x7"])
        {
            Assert.Contains(caller, line => Regex.IsMatch(line, $@"^mov\s+[xw]{padding[1]}, (#0|[xw]zr)"));
        }
    }

    [Fact]
    public async Task PlainCall_ThirdArgument_IsInARegisterThatVaArgNeverReads()
    {
        string[] caller = Function(await CompileAsync("caller.c"), "_call_plain");
        Assert.Contains(caller, line => Regex.IsMatch(line, @"^mov\s+x2, x3\b"));
        Assert.Null(SlotOf("x3", caller));
    }

    /// <summary>Where a function stores an argument on its stack, also by way of another register.</summary>
    private static string? SlotOf(string argument, string[] lines)
    {
        HashSet<string> holders = [argument];
        foreach (string line in lines.TakeWhile(line => !line.StartsWith("blr", StringComparison.Ordinal)))
        {
            if (Regex.Match(line, @"^mov\s+(x\d+), (x\d+)\b") is { Success: true } move)
            {
                if (holders.Contains(move.Groups[2].Value)) { holders.Add(move.Groups[1].Value); }
                else { holders.Remove(move.Groups[1].Value); }
            }
            else if (Regex.Match(line, @"^str\s+(x\d+), (\[sp[^\]]*\])$") is { Success: true } store && holders.Contains(store.Groups[1].Value))
            {
                return store.Groups[2].Value;
            }
        }

        return null;
    }

    /// <summary>The instructions of one function, without labels, directives and comments.</summary>
    private string[] Function(string assembly, string name)
    {
        string[] lines = [.. assembly.Split('\n').SkipWhile(line => !line.StartsWith(name + ":", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split(';')[0].Trim().Replace('\t', ' '))
            .Where(line => line.Length > 0 && !line.StartsWith('.') && !line.EndsWith(':'))];
        int end = Array.FindIndex(lines, line => line == "ret");
        Assert.True(end > 0, $"{name} is not in the assembly:\n{assembly}");
        lines = lines[..(end + 1)];
        output.WriteLine($"{name}:\n    {string.Join("\n    ", lines)}");
        return lines;
    }

    private async Task<string> CompileAsync(string source)
    {
        string file = Path.Combine(Repository.Root, "native", "probe", "apple-arm64", source);
        string target = Path.Combine(_folder, Path.ChangeExtension(source, ".s"));
        (string Program, string[] Arguments)? found = Compiler();
        Assert.SkipWhen(found is null, "No compiler for Apple arm64 is here: neither clang nor the Zig that native/ builds with.");
        (string program, string[] arguments) = found!.Value;
        ProcessStartInfo start = new(program, [.. arguments, "-S", "-O1", file, "-o", target])
        {
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["ZIG_GLOBAL_CACHE_DIR"] = start.Environment["ZIG_LOCAL_CACHE_DIR"] = _folder;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(Deadline.Token(Deadline.Default * 6));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        output.WriteLine($"compiled with {program} {string.Join(' ', arguments)}");
        return await File.ReadAllTextAsync(target);
    }

    private static (string Program, string[] Arguments)? Compiler()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = ["clang", .. Enumerable.Range(13, 12).Reverse().Select(version => $"clang-{version}")];
        if (names.SelectMany(name => path.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists) is { } clang)
        {
            return (clang, ["--target=arm64-apple-macos11"]);
        }

        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string builds = Path.Combine(cache, "curlws");
        string? zig = Environment.GetEnvironmentVariable("ZIG") is { Length: > 0 } chosen
            ? chosen
            : Directory.Exists(builds)
                ? Directory.EnumerateDirectories(builds, "zig-*").Select(folder => Path.Combine(folder, "zig")).FirstOrDefault(File.Exists)
                : null;
        return zig is null ? null : (zig, ["cc", "-target", "aarch64-macos", "-fno-sanitize=undefined"]);
    }

    private static int Number(string text) =>
        text.Length == 0 ? 0
        : text.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToInt32(text, 16)
        : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^sub\s+sp, sp, #(\w+)")]
    private static partial Regex StackFrame();

    [GeneratedRegex(@"^ldr\s+x0, \[sp(?:, #(\w+))?\]!?")]
    private static partial Regex LoadOfResult();
}
