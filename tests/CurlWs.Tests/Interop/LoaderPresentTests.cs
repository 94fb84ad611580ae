using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.Tests.Samples;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>
/// Another libcurl is in the process, or several: which one is used, and which handles are refused. Each in a process of its own.
/// </summary>
public sealed class LoaderPresentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("curlws-present-").FullName;

    public static TheoryData<string> WaysToTakeAHandle => ["borrow", "adopt"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Load_LibcurlThatTheAppLoaded_IsTheOneThatIsUsed()
    {
        string present = Copy(Old, "libcurl-present.so");
        LoaderProbe run = await LoaderProbe.RunAsync(null, "foreign", present, "load");
        AssertUses(run, present, "8.14.1");
        Assert.DoesNotContain("also here", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_LibcurlThatTheAppLoaded_GoesBeforeTheAppsAsset()
    {
        foreach (string file in Directory.EnumerateFiles(LoaderProbe.Folder))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        Copy(New, "libcurl.so");
        string present = Copy(Old, "libcurl-present.so");
        AssertUses(await LoaderProbe.RunInAsync(_folder, null, "foreign", present, "load"), present, "8.14.1");
    }

    [Fact]
    public async Task Load_FileThatTheVariableOrUseChose_GoesBeforeTheOneThatIsThere()
    {
        (string present, string chosen) = (Copy(Old, "libcurl-present.so"), Copy(New, "libcurl-chosen.so"));
        foreach (LoaderProbe run in new[]
        {
            await LoaderProbe.RunAsync(chosen, "foreign", present, "load"),
            await LoaderProbe.RunAsync(null, "foreign", present, "use", chosen),
        })
        {
            AssertUses(run, chosen, NewVersion);
            Assert.Contains($"also here {present}", run.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Load_SeveralLibcurls_TheNewestWithWebSocketsIsUsed(bool newestFirst)
    {
        (string old, string newest) = (Copy(Old, "libcurl-old.so"), Copy(New, "libcurl-new.so"));
        string[] order = newestFirst ? [newest, old] : [old, newest];
        LoaderProbe run = await LoaderProbe.RunAsync(null, "foreign", order[0], "foreign", order[1], "load");
        AssertUses(run, newest, NewVersion);
        Assert.Contains($"also here {old}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_LibcurlWithoutWebSockets_IsPassedOver()
    {
        string old = Copy(Old, "libcurl-old.so");
        foreach (string without in new[] { "libcurl.so.4", "libcurl-gnutls.so.4" }.Select(LoaderTests.SystemLibrary).OfType<string>())
        {
            LoaderProbe alone = await LoaderProbe.RunAsync(without);
            if (alone.ExitCode == 0 && alone.Output.Contains("ws, wss   no", StringComparison.Ordinal))
            {
                LoaderProbe run = await LoaderProbe.RunAsync(null, "foreign", without, "foreign", old, "load");
                AssertUses(run, old, "8.14.1");
                Assert.Contains("also here", run.Output, StringComparison.Ordinal);
                return;
            }
        }

        Assert.Skip("This system has no libcurl without WebSockets.");
    }

    // To open a file runs its constructors: one that the app only reads, to check or to copy it, must not be run.
    [Fact]
    public async Task Load_LibcurlThatIsMappedAsData_IsNotOpened()
    {
        (string mapped, string chosen) = (Copy(Old, "libcurl-mapped.so"), Copy(New, "libcurl-chosen.so"));
        LoaderProbe run = await LoaderProbe.RunAsync(null, "map", mapped, "foreign", chosen, "load");
        AssertUses(run, chosen, NewVersion);
        Assert.DoesNotContain(mapped, run.Output, StringComparison.Ordinal);
        run = await LoaderProbe.RunAsync(null, "map", mapped, "load");
        Assert.DoesNotContain(mapped, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WaysToTakeAHandle))]
    public async Task TakeHandle_OfTheOneLibcurl_Works(string way)
    {
        string present = Copy(Old, "libcurl-present.so");
        AssertUses(await LoaderProbe.RunAsync(null, "foreign", present, way), present, "8.14.1");
    }

    [Theory]
    [MemberData(nameof(WaysToTakeAHandle))]
    public async Task TakeHandle_TwoLibcurls_IsRefusedWithBothFilesAndTheRemedy(string way)
    {
        (string present, string chosen) = (Copy(Old, "libcurl-present.so"), Copy(New, "libcurl-chosen.so"));
        LoaderProbe run = await LoaderProbe.RunAsync(chosen, "foreign", present, way);
        AssertRefused(run, chosen, present);
    }

    [Fact]
    public async Task TakeHandle_TwoCopiesOfOneFile_IsRefused()
    {
        (string present, string chosen) = (Copy(Old, "libcurl-present.so"), Copy(Old, "libcurl-chosen.so"));
        AssertRefused(await LoaderProbe.RunAsync(chosen, "foreign", present, "borrow"), chosen, present);
    }

    [Fact]
    public async Task TakeHandle_OursUnderAnotherNameThanLibcurl_IsStillRefused()
    {
        (string present, string chosen) = (Copy(Old, "libcurl-present.so"), Copy(New, "ours.so"));
        AssertRefused(await LoaderProbe.RunAsync(chosen, "foreign", present, "borrow"), chosen, present);
    }

    [Fact]
    public async Task TakeHandle_SameFileThroughLinks_IsOneLibcurl()
    {
        string real = Directory.CreateDirectory(Path.Combine(_folder, "real")).FullName;
        string link = Path.Combine(_folder, "link");
        try
        {
            Directory.CreateSymbolicLink(link, real);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip("This user may not make symbolic links: " + e.Message);
        }

        string present = Copy(Old, Path.Combine("real", "libcurl-present.so"));
        LoaderProbe run = await LoaderProbe.RunAsync(Path.Combine(link, "libcurl-present.so"), "foreign", present, "borrow");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("also here", run.Output, StringComparison.Ordinal);
    }

    private static string Old
    {
        get
        {
            Assert.SkipWhen(SampleProgram.OldLibcurl is null, "libcurl 8.14.1 has not been built: native/build.sh host --curl all");
            return SampleProgram.OldLibcurl!;
        }
    }

    /// <summary>The bundled one, in the folder above that of the old one.</summary>
    private static string New => Path.Combine(Path.GetDirectoryName(Old)!, "..", Path.GetFileName(Old));

    private static string NewVersion => File.ReadLines(Path.Combine(Repository.Root, "native", "pins.env"))
        .First(line => line.StartsWith("CURL_VERSION=", StringComparison.Ordinal))["CURL_VERSION=".Length..];

    private static void AssertUses(LoaderProbe run, string file, string version)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches($@"file +{Regex.Escape(file)}\r?\nversion +{version}", run.Output);
    }

    private static void AssertRefused(LoaderProbe run, string ours, string other)
    {
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.StartsWith("System.InvalidOperationException: This process holds 2 libcurls", run.Output, StringComparison.Ordinal);
        Assert.Contains(ours + ", which this library uses", run.Output, StringComparison.Ordinal);
        Assert.Contains(other, run.Output, StringComparison.Ordinal);
        Assert.Contains("CurlLibrary.Redirect(assembly)", run.Output, StringComparison.Ordinal);
        Assert.Contains("CurlLibrary.Use(path)", run.Output, StringComparison.Ordinal);
    }

    private string Copy(string file, string name)
    {
        string copy = Path.Combine(_folder, name);
        File.Copy(file, copy);
        return copy;
    }
}
