using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Interop;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What one more connection holds in libcurl, and in the OpenSSL inside it, while it waits: as native/ builds them.</summary>
public sealed class IdleMemoryTests(TestCertificates certificates, ITestOutputHelper output) : IClassFixture<TestCertificates>
{
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Connections_WaitingWithTls_MemoryStaysSmall(CurlFraming framing)
    {
        Assert.SkipUnless(GlibcCounts(), "Memory is counted by glibc, from 2.33 on.");
        Assert.SkipUnless(
            CurlLibrary.Path.StartsWith(Path.Combine(Repository.Root, "artifacts"), StringComparison.Ordinal),
            $"The numbers are those of the library that native/ builds, and this is {CurlLibrary.Path}.");
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(c => c.WaitForEofAsync()),
            async server =>
            {
                LoaderProbe run = await LoaderProbe.RunLongAsync(
                    "idle", server.WsUri.ToString(), certificates.CaFile, framing.ToString());
                output.WriteLine($"{run.Output} bytes");
                Assert.Equal(0, run.ExitCode);
                Assert.InRange(int.Parse(run.Output, CultureInfo.InvariantCulture), MostBytes(framing) / 2, MostBytes(framing));
            },
            new ScriptedServerOptions { Certificate = certificates.Server });
    }

    // Where libcurl frames it has 64 KiB for that, and a multi handle for each connection; before 8.22 that is so in any case.
    private static int MostBytes(CurlFraming framing) => (framing, CurlLibrary.SharedMulti.IsThere) switch
    {
        (CurlFraming.Auto, true) => 72_000,
        (_, true) => 155_000,
        _ => 165_000,
    };

    private static bool GlibcCounts() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "mallinfo2", out _);
}
