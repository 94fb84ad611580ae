using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>
/// <see cref="CurlWebSocket.IsSupported"/>: each libcurl, good, bad or absent, in a process of its own, asked three times.
/// </summary>
public sealed class SupportedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("curlws-supported-").FullName;

    public static TheoryData<string> Needed => ["curl_ws_recv", "curl_ws_send", "curl_easy_send", "curl_multi_waitfds", "curl_version"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task IsSupported_ThisLibcurl_IsTrueWithoutAReason()
    {
        Assert.Equal("True True", (await LoaderProbe.RunAsync(CurlLibrary.Path, "supported")).Output);
        Assert.True(CurlWebSocket.IsSupported);
        Assert.Null(CurlWebSocket.UnsupportedReason);
    }

    [Fact]
    public async Task IsSupported_NoFile_IsFalse() =>
        await IsFalseAsync(Path.Combine(_folder, "not there.so"), "does not exist");

    [Fact]
    public async Task IsSupported_Folder_IsFalse() => await IsFalseAsync(_folder, "is a folder");

    [Fact]
    public async Task IsSupported_NoLibrary_IsFalse()
    {
        string file = Path.Combine(_folder, "text.so");
        await File.WriteAllTextAsync(file, "This is text.");
        await IsFalseAsync(file, "is not a library");
    }

    /// <summary>Neither named nor beside the program; the system may have one, and then that one is judged.</summary>
    [Fact]
    public async Task IsSupported_NothingNamed_SaysWhereItWasLookedFor()
    {
        LoaderProbe.SkipUnlessBuilt(LoaderProbe.Folder);
        foreach (string file in Directory.EnumerateFiles(LoaderProbe.Folder)
            .Where(f => !Path.GetFileName(f).Contains("libcurl", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        LoaderProbe run = await LoaderProbe.RunInAsync(_folder, variable: null, "supported");
        Assert.Equal(0, run.ExitCode);
        Assert.SkipWhen(run.Output == "True True", "This system has a libcurl of its own that is good enough.");
        Assert.StartsWith("False False ", run.Output, StringComparison.Ordinal);
        Assert.Contains("runtime.native.libcurl", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task IsSupported_StrippedLibrary_NamesTheFunction(string function) =>
        await IsFalseAsync(StrippedLibraryTests.Without(_folder, function), function);

    [Fact]
    public async Task IsSupported_TooOld_NamesTheVersionThatIsNeeded()
    {
        string file = OfVersion(8, 13, 0);
        await IsFalseAsync(file, $"needs libcurl {CurlLibrary.MinimumVersion} or later; {file} is 8.13.0");
    }

    [Fact]
    public async Task IsSupported_LibcurlWithoutWs_IsFalse()
    {
        List<string> seen = [];
        foreach (string file in new[] { "libcurl.so.4", "libcurl-gnutls.so.4" }.Select(LoaderTests.SystemLibrary).OfType<string>())
        {
            LoaderProbe description = await LoaderProbe.RunAsync(file);
            seen.Add($"{file}: {description.Output.Replace('\n', ' ')}");
            if (description.ExitCode == 0 && description.Output.Contains("ws, wss   no", StringComparison.Ordinal))
            {
                await IsFalseAsync(file, "without WebSocket support");
                return;
            }
        }

        Assert.Skip("No libcurl of this system is without ws: " + string.Join("; ", seen));
    }

    private static async Task IsFalseAsync(string file, string reason)
    {
        LoaderProbe run = await LoaderProbe.RunAsync(file, "supported");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("False False ", run.Output, StringComparison.Ordinal);
        Assert.Contains(file, run.Output, StringComparison.Ordinal);
        Assert.Contains(reason, run.Output, StringComparison.Ordinal);
        Assert.Contains("CURLWS_LIBCURL", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A copy of the library that says it is another version: the number stands 16 bytes behind the age of the struct.</summary>
    private string OfVersion(int major, int minor, int patch)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The copy is made by changing a number in an ELF file.");
        byte[] library = File.ReadAllBytes(LoadedLibrary.Path!);
        byte[] number = BitConverter.GetBytes(LoadedLibrary.VersionNumber);
        List<int> found = [];
        for (int at = 16; at <= library.Length - 4; at += 4)
        {
            if (library.AsSpan(at, 4).SequenceEqual(number) && BitConverter.ToInt64(library, at - 16) is >= 9 and <= 15)
            {
                found.Add(at);
            }
        }

        BitConverter.GetBytes((major << 16) | (minor << 8) | patch).CopyTo(library, Assert.Single(found));
        string file = Path.Combine(_folder, "libcurl-old.so");
        File.WriteAllBytes(file, library);
        return file;
    }
}
