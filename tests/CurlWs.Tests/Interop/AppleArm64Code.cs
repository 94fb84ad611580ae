using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>What a compiler for Apple arm64 makes of the C files in native/probe/apple-arm64.</summary>
internal static partial class AppleArm64Code
{
    /// <summary>The instructions of one function, compiled.</summary>
    internal static async Task<string[]> FunctionAsync(string source, string name, ITestOutputHelper output)
    {
        string assembly = await AssemblyAsync(source);
        string[] lines = Function(assembly, "_" + name);
        output.WriteLine($"{name}:\n    {string.Join("\n    ", lines)}");
        return lines;
    }

    /// <summary>The whole file, compiled to assembly.</summary>
    internal static async Task<string> AssemblyAsync(string source)
    {
        string folder = Directory.CreateTempSubdirectory("curlws-apple-").FullName;
        try
        {
            return await CompileAsync(source, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The kind of the register, x or w, that is loaded from the first word of the caller's stack, where a function's first variadic
    /// argument is. Below the caller's stack pointer lies a frame of the function's own; "[sp, #size]" is where the caller's stack began.
    /// </summary>
    internal static string LoadOfFirstStackSlot(string[] function)
    {
        int frame = function.Select(line => StackFrame().Match(line)).Where(match => match.Success).Sum(
            match => Number(match.Groups[1].Value));
        Match load = LoadFromStack().Match(Assert.Single(function, line => LoadFromStack().IsMatch(line)));
        Assert.Equal(frame, Number(load.Groups[2].Value));
        return load.Groups[1].Value;
    }

    /// <summary>The instructions of one function, without labels, directives and comments.</summary>
    internal static string[] Function(string assembly, string name)
    {
        string[] lines = [.. assembly.Split('\n').SkipWhile(line => !line.StartsWith(name + ":", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split(';')[0].Trim().Replace('\t', ' '))
            .Where(line => line.Length > 0 && !line.StartsWith('.') && !line.EndsWith(':'))];
        int end = Array.FindIndex(lines, line => line == "ret");
        Assert.True(end > 0, $"{name} is not in the assembly:\n{assembly}");
        return lines[..(end + 1)];
    }

    private static async Task<string> CompileAsync(string source, string folder)
    {
        string file = Path.Combine(Repository.Root, "native", "probe", "apple-arm64", source);
        string target = Path.Combine(folder, Path.ChangeExtension(source, ".s"));
        (string Program, string[] Arguments)? found = Compiler();
        Assert.SkipWhen(found is null, "No compiler for Apple arm64 is here: neither clang nor the Zig that native/ builds with.");
        (string program, string[] arguments) = found!.Value;
        ProcessStartInfo start = new(program, [.. arguments, "-S", "-O1", file, "-o", target])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["ZIG_GLOBAL_CACHE_DIR"] = start.Environment["ZIG_LOCAL_CACHE_DIR"] = folder;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(Deadline.Token(Deadline.Default * 6));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
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
        : int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^sub\s+sp, sp, #(\w+)")]
    private static partial Regex StackFrame();

    [GeneratedRegex(@"^ldr\s+([xw])\d+, \[sp(?:, #(\w+))?\]!?")]
    private static partial Regex LoadFromStack();
}
