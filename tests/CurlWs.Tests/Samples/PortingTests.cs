using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Samples;

/// <summary>The guide for porting C: what it shows is compiled, and what is compiled works.</summary>
public sealed class PortingTests
{
    private static string SamplesFolder => Path.Combine(Repository.Root, "src", "samples");

    private readonly List<string> _printed = [];

    [Fact]
    public void Guide_EachLineOfCSharp_OccursInASampleOrSnippet()
    {
        string[] files =
        [
            .. Directory.GetDirectories(SamplesFolder).SelectMany(folder => Directory.GetFiles(folder, "*.cs")),
            Path.Combine(SamplesFolder, "Directory.Build.props"),
            Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Samples", "PortingSnippets.cs"),
            Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Samples", "PortingExamples.cs"),
        ];
        Guide.AssertCodeOccurs(Path.Combine(SamplesFolder, "PORTING.md"), files, minimumRows: 90);
    }

    [Fact]
    public async Task Readme_EverySample_IsNamedWithItsCommand()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(SamplesFolder, "README.md"), TestContext.Current.CancellationToken);

        foreach (string name in (string[])["PingPong", "Download", "UpDown", "RecvLoop", "SendLoop", "RawMode", "Multi"])
        {
            Assert.Contains($"`dotnet run --project src/samples/{name}", readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OptionsAndInformation_OverTls_AreWhatCWouldGet()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);
        byte[] ca = await File.ReadAllBytesAsync(server.CaFile, TestContext.Current.CancellationToken);
        string url = server.WssUri.AbsoluteUri;

        await RunAsync(() => Assert.Equal(CURLE_OK, PortingSnippets.OptionsAndInformation(url, ca, _printed.Add)));

        Assert.Equal("cookie localhost\tFALSE\t/\tFALSE\t0\tported\tyes", _printed[0]);
        Assert.Equal($"wss 101 {url}", _printed[1]);
        Assert.Matches("^[0-9]+ header lines, the same data: True, a socket: True$", _printed[2]);
        Assert.Equal("took time: True", _printed[3]);
    }

    [Fact]
    public async Task Spans_TwoFrames_GiveCountsAndACopy()
    {
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                Assert.Equal("text", (await server.ReadFrameAsync()).Text);
                await server.WriteAsync(Wire.Concat(Wire.Text("hello"), Wire.Binary([1, 2, 3])));
                await server.WaitForEofAsync();
            },
            server => RunAsync(() =>
            {
                CURL? curl = curl_easy_init();
                CURLM? multi = curl_multi_init();
                curl_easy_setopt(curl, CURLOPT_URL, server.WsUri.AbsoluteUri);
                curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
                curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
                Assert.Equal(CURLE_OK, curl_easy_perform(curl));
                Assert.Equal(CURLE_OK, PortingSnippets.Spans(multi, curl, _printed.Add));
                curl_multi_cleanup(multi);
                curl_easy_cleanup(curl);
            }));

        Assert.Equal(["4 bytes, CURLE_OK", "5 bytes, 0 to come", "a frame of 3 bytes, then CURLE_AGAIN"], _printed);
    }

    [Fact]
    public async Task ThrowingCallback_Perform_ThrowsItAndTheHandleStaysUsable()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);
        string url = server.WsUri.AbsoluteUri;

        await RunAsync(() => PortingSnippets.ThrowingCallback(url, _printed.Add));

        Assert.Equal(["no headers, please", "No error"], _printed);
    }

    [Fact]
    public async Task ExamplesOfCurl_Ported_BehaveAsInC()
    {
        await using EmbeddedServer server = await EmbeddedServers.StartAsync(TestContext.Current.CancellationToken);
        string url = new Uri(server.HttpUri, "/http").AbsoluteUri;
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "nine byte", TestContext.Current.CancellationToken);
            await RunAsync(() =>
            {
                Assert.Equal(CURLE_OK, PortingExamples.Mime(url, file, _printed.Add));
                Assert.Equal(0, PortingExamples.Url(_printed.Add));
                PortingExamples.Multi(url, _printed.Add);
                Assert.Equal(CURLE_OK, PortingExamples.Put(url, file, _printed.Add));
            });
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Contains("\r\n\r\nnine byte\r\n--", _printed[0], StringComparison.Ordinal);
        Assert.Contains("name=\"submit\"\r\n\r\nsend\r\n--", _printed[0], StringComparison.Ordinal);
        Assert.Equal(["Hostname: example.com", "Path: /path/index.html"], _printed[1..3]);
        Assert.Equal(["first: No error, handle 1", "second: No error, handle 2"], _printed[3..5].Order());
        Assert.Equal(["locked and unlocked: True", "UP: 9 of 9, took time: True, told: True, True, 18 came back"], _printed[5..]);
        Assert.Equal(
            CurlLibrary.Version >= new Version(8, 16) ? "curl_ws_start_frame" : "no curl_ws_start_frame", PortingExamples.Version());
    }

    private static Task RunAsync(Action calls) => Deadline.Within(Task.Run(calls, TestContext.Current.CancellationToken));
}
