using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>Which libcurl is loaded, and what is said when none can be: each in a process of its own.</summary>
public sealed class LoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("curlws-loader-").FullName;

    public static TheoryData<string> WaysToNameAFile => ["variable", "use"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(WaysToNameAFile))]
    public async Task Load_NamedFile_IsTheOneThatIsLoaded(string way)
    {
        string copy = Path.Combine(_folder, "some libcurl.so");
        File.Copy(Library, copy);
        LoaderProbe run = await NameAsync(way, copy);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(copy, run.Output, StringComparison.Ordinal);
        Assert.Contains(LoadedLibrary.Version, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_UseAndVariable_UseGoesFirst()
    {
        LoaderProbe run = await LoaderProbe.RunAsync(Path.Combine(_folder, "not there.so"), "use", Library);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(Library, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WaysToNameAFile))]
    public async Task Load_FileThatDoesNotExist_Throws(string way)
    {
        string file = Path.Combine(_folder, "not there.so");
        (await NameAsync(way, file)).AssertThrew<DllNotFoundException>(file, "does not exist");
    }

    [Theory]
    [MemberData(nameof(WaysToNameAFile))]
    public async Task Load_Folder_Throws(string way) =>
        (await NameAsync(way, _folder)).AssertThrew<DllNotFoundException>(_folder, "is a folder");

    [Theory]
    [MemberData(nameof(WaysToNameAFile))]
    public async Task Load_FileThatIsNoLibrary_Throws(string way)
    {
        string file = Write("text.so", "This is text."u8);
        (await NameAsync(way, file)).AssertThrew<BadImageFormatException>(file, "is not a library");
    }

    [Fact]
    public async Task Load_EmptyFile_Throws()
    {
        string file = Write("empty.so", []);
        (await NameAsync("variable", file)).AssertThrew<BadImageFormatException>(file, "is not a library");
    }

    [Fact]
    public async Task Load_TruncatedLibrary_Throws()
    {
        SkipUnlessLinux();
        string file = Write("cut.so", File.ReadAllBytes(Library).AsSpan(0, 100));
        (await NameAsync("variable", file)).AssertThrew<DllNotFoundException>(file, "could not be loaded");
    }

    [Fact]
    public async Task Load_LibraryOfAnotherArchitecture_Throws()
    {
        SkipUnlessLinux();
        byte[] elf = File.ReadAllBytes(Library)[..4096];
        bool isArm = elf[18] == 183;
        elf[18] = (byte)(isArm ? 62 : 183);
        string file = Write("other.so", elf);
        (await NameAsync("variable", file)).AssertThrew<BadImageFormatException>(
            file,
            $"is a library for another architecture ({(isArm ? "x64" : "arm64")}; this process needs ELF for {(isArm ? "arm64" : "x64")})");
    }

    [Fact]
    public async Task Load_LibraryOfWindows_Throws()
    {
        SkipUnlessLinux();
        byte[] pe = new byte[512];
        "MZ"u8.CopyTo(pe);
        pe[0x3c] = 0x80;
        "PE\0\0"u8.CopyTo(pe.AsSpan(0x80));
        (pe[0x84], pe[0x85]) = (0x64, 0x86);
        string file = Write("libcurl.dll", pe);
        (await NameAsync("variable", file)).AssertThrew<BadImageFormatException>(file, "is a library for another system (PE;");
    }

    [Fact]
    public async Task Load_LibraryOfMacOS_Throws()
    {
        SkipUnlessLinux();
        string file = Write("libcurl.dylib", [0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1, 0, 0, 0, 0, 6, 0, 0, 0]);
        (await NameAsync("variable", file)).AssertThrew<BadImageFormatException>(file, "is a library for another system (Mach-O;");
    }

    [Theory]
    [InlineData("variable")]
    [InlineData("use")]
    [InlineData("use-handle")]
    public async Task Load_LibraryThatIsNotLibcurl_Throws(string way)
    {
        string file = SystemLibrary("libz.so.1") ?? SystemLibrary("libm.so.6") ?? "";
        Assert.SkipWhen(file.Length == 0, "No other library than libcurl is at hand.");
        LoaderProbe run = await NameAsync(way, file);
        run.AssertThrew<DllNotFoundException>(way == "use-handle" ? "The module given to CurlLibrary.Use" : file, "not libcurl");
    }

    [Fact]
    public async Task Use_AfterLoad_Throws()
    {
        foreach (string way in new[] { "use", "use-handle" })
        {
            LoaderProbe run = await LoaderProbe.RunAsync(Library, "load", way, Library);
            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith("System.InvalidOperationException: libcurl is loaded already.", run.Output, StringComparison.Ordinal);
            Assert.Contains("before the first call", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Use_ModuleThatTheAppLoaded_IsUsed()
    {
        LoaderProbe run = await LoaderProbe.RunAsync(Path.Combine(_folder, "not there.so"), "use-handle", Library);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(Library, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NullHandles_NoLibcurl_AreRefusedWithoutLoadingIt()
    {
        LoaderProbe run = await LoaderProbe.RunAsync(Path.Combine(_folder, "not there.so"), "null");
        Assert.Equal(["CURLE_BAD_FUNCTION_ARGUMENT", "CURLE_BAD_FUNCTION_ARGUMENT"], run.Output.Split(Environment.NewLine));
    }

    [Fact]
    public async Task Load_NoAssetAndNoVariable_TakesTheSystemsOrSaysWhatItTried()
    {
        LoaderProbe run = await LoaderProbe.RunAsync(null);
        if (run.ExitCode == 0)
        {
            Assert.DoesNotContain(LoaderProbe.Folder, run.Output, StringComparison.Ordinal);
            Assert.Contains("version", run.Output, StringComparison.Ordinal);
        }
        else
        {
            run.AssertThrew<DllNotFoundException>("libcurl", "No libcurl was found. Tried: ");
        }
    }

    [Fact]
    public async Task Load_AssetOfTheApp_GoesBeforeTheSystems()
    {
        CopyProgram();
        string asset = Path.Combine(
            _folder, OperatingSystem.IsWindows() ? "libcurl.dll" : OperatingSystem.IsMacOS() ? "libcurl.dylib" : "libcurl.so");
        File.Copy(Library, asset);
        LoaderProbe run = await LoaderProbe.RunInAsync(_folder, null);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(asset, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_AssetOfTheAppThatIsBroken_IsNotPassedOver()
    {
        SkipUnlessLinux();
        CopyProgram();
        string asset = Write("libcurl.so", "This is text."u8);
        (await LoaderProbe.RunInAsync(_folder, null)).AssertThrew<BadImageFormatException>(asset, "is not a library");
    }

    [Fact]
    public async Task RequireWebSocket_LibcurlWithoutWs_NamesFileVersionAndRemedy()
    {
        string[] candidates = [.. new[] { "libcurl.so.4", "libcurl-gnutls.so.4" }.Select(SystemLibrary).OfType<string>()];
        Assert.SkipWhen(candidates.Length == 0, "This system has no libcurl of its own.");
        List<string> seen = [];
        foreach (string file in candidates)
        {
            LoaderProbe description = await LoaderProbe.RunAsync(file);
            seen.Add($"{file}: {description.Output.Replace('\n', ' ')}");
            if (description.ExitCode != 0 || !description.Output.Contains("ws, wss   no", StringComparison.Ordinal))
            {
                continue;
            }

            LoaderProbe run = await LoaderProbe.RunAsync(file, "requirews");
            run.AssertThrew<PlatformNotSupportedException>(file, "without WebSocket support");
            Assert.Matches(@"is libcurl \d+\.\d+\.\d+ without", run.Output);
            return;
        }

        Assert.Skip("Every libcurl of this system has ws: " + string.Join("; ", seen));
    }

    [Fact]
    public async Task RequireWebSocket_LibcurlWithWs_Returns() =>
        Assert.Equal(0, (await LoaderProbe.RunAsync(Library, "requirews")).ExitCode);

    private static string Library => LoadedLibrary.Path ?? CurlLibrary.Path;

    private static void SkipUnlessLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The file is one that Linux, whose libraries are ELF, cannot load.");

    private static Task<LoaderProbe> NameAsync(string way, string file) =>
        way == "variable" ? LoaderProbe.RunAsync(file) : LoaderProbe.RunAsync(null, way, file);

    internal static string? SystemLibrary(string name) =>
        new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib" }
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found
                ? File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found
                : null;

    private void CopyProgram()
    {
        LoaderProbe.SkipUnlessBuilt(LoaderProbe.Folder);
        foreach (string file in Directory.EnumerateFiles(LoaderProbe.Folder))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
