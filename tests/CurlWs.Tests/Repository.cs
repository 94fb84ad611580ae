using System;
using System.IO;
using Xunit;

namespace CurlWs.Tests;

/// <summary>The checkout that the tests run in, for those that read sources or other programs' output.</summary>
internal static class Repository
{
    private static readonly Lazy<string?> s_root = new(FindRoot);

    /// <summary>The root; the test is skipped, and says why, when the test program runs elsewhere.</summary>
    internal static string Root
    {
        get
        {
            Assert.SkipWhen(s_root.Value is null, "The tests do not run inside the repository.");
            return s_root.Value!;
        }
    }

    /// <summary>Where native/ puts what it builds, or null where it built nothing.</summary>
    internal static string? Native { get; } =
        s_root.Value is { } root && Path.Combine(root, "artifacts", "native") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>
    /// A program of the same build, in its folder beside that of the tests; the test is skipped, and says why, where the test program runs
    /// elsewhere without it.
    /// </summary>
    internal static string Program(string name)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, configuration, name + ".dll"));
        Assert.SkipWhen(s_root.Value is null && !File.Exists(program), $"{name} is not built beside the tests.");
        return program;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CurlWs.Bindings.sln"))) { return folder.FullName; }
        }

        return null;
    }
}
