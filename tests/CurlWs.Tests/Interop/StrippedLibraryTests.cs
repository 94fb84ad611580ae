using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Architecture;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>A libcurl that does not export a function: what misses it says so beforehand, with file, version and remedy.</summary>
public sealed partial class StrippedLibraryTests : IDisposable
{
    // Newer than the oldest libcurl that is loaded: who calls them is told by LibCurl itself.
    private static readonly string[] s_checkedWhereCalled =
        ["curl_global_trace", "curl_multi_notify_disable", "curl_multi_notify_enable", "curl_multi_waitfds", "curl_ws_start_frame"];

    private readonly string _folder = Directory.CreateTempSubdirectory("curlws-stripped-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Missing
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string function in Loader.NeededForWebSockets)
            {
                all.Add(function, "requirews");
                all.Add(function, "connect");
            }

            foreach (string function in (string[])["curl_easy_nextheader", "curl_multi_poll", "curl_easy_send"])
            {
                foreach (string step in (string[])["requirews", "connect", "easy", "multi", "share"])
                {
                    all.Add(function, step);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task Use_LibraryWithoutAFunction_NamesFileVersionAndRemedy(string function, string step)
    {
        string file = Without(function);
        LoaderProbe run = await LoaderProbe.RunAsync(file, step);
        run.AssertThrew<PlatformNotSupportedException>(file, $"is libcurl {LoadedLibrary.Version} and does not export {function}.");
    }

    [Theory]
    [InlineData("curl_version")]
    [InlineData("curl_version_info")]
    public async Task Load_LibraryThatCannotSayWhatItIs_IsNoLibcurl(string function)
    {
        string file = Without(function);
        (await LoaderProbe.RunAsync(file, "load")).AssertThrew<DllNotFoundException>(file, $"does not export {function}");
    }

    /// <summary>
    /// libcurl has curl_multi_waitfds since 8.8; without it an exception ended the process on a thread of this library's.
    /// </summary>
    [Theory]
    [InlineData("multi-async")]
    [InlineData("connect")]
    public async Task Transfer_LibraryThatCannotBeDrivenFromOutside_IsRefusedByTheCall(string step)
    {
        string file = Without("curl_multi_waitfds");
        LoaderProbe run = await LoaderProbe.RunAsync(file, step);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("System.PlatformNotSupportedException: ", run.Output, StringComparison.Ordinal);
        Assert.Contains(file, run.Output, StringComparison.Ordinal);
        Assert.Contains("curl_multi_waitfds", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Frames are not all that a libcurl is used for.</summary>
    [Fact]
    public async Task Use_LibraryWithoutFrames_StillTransfers() =>
        Assert.Equal(0, (await LoaderProbe.RunAsync(Without("curl_ws_recv"), "easy", "multi", "share")).ExitCode);

    [Fact]
    public void Functions_CalledAboveInterop_AreLookedForBeforehand()
    {
        IEnumerable<string> called = SourceFile.All("Easy", "WebSockets")
            .SelectMany(file => Calls().Matches(file.Code).Select(match => match.Groups[1].Value)).Distinct();
        Assert.Empty(called.Except([.. Loader.Identifying, .. Loader.Needed, .. Loader.NeededForWebSockets, .. s_checkedWhereCalled]));
    }

    [GeneratedRegex(@"LibCurl\.(curl_\w+)\(")]
    private static partial Regex Calls();

    /// <summary>A copy of the library with another name for one function.</summary>
    private string Without(string function) => Without(_folder, function);

    /// <inheritdoc cref="Without(string)"/>
    internal static string Without(string folder, string function)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The copy is made by renaming a symbol in an ELF file.");
        byte[] library = File.ReadAllBytes(LoadedLibrary.Path!);
        byte[] name = [0, .. Encoding.ASCII.GetBytes(function), 0];
        int found = 0;
        for (int at = 0; (at = IndexOf(library, name, at)) >= 0; found++)
        {
            library[at + name.Length - 2] = (byte)'#';
        }

        Assert.NotEqual(0, found);
        string file = Path.Combine(folder, "libcurl-stripped.so");
        File.WriteAllBytes(file, library);
        return file;
    }

    private static int IndexOf(byte[] library, byte[] name, int from)
    {
        int at = library.AsSpan(from).IndexOf(name);
        return at < 0 ? -1 : from + at;
    }
}
