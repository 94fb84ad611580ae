using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Proxies of the environment, which belongs to the whole process: nothing else runs beside these.</summary>
[Collection(nameof(StressAlone))]
public sealed partial class TransportEnvironmentTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    [Theory]
    [InlineData("ws_proxy")]
    [InlineData("http_proxy")]
    [InlineData("all_proxy")]
    public async Task Proxy_OfTheEnvironment_IsUsedUnlessTurnedOff(string variable)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "setenv of the C library is used here.");
        Assert.SkipWhen(variable == "ws_proxy" && CurlLibrary.Version < new Version(8, 15), "libcurl 8.14.1 looks for WS_proxy.");
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Set(variable, proxy.Uri.AbsoluteUri);
        try
        {
            Assert.True((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.UseEnvironmentProxy = false)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.NoProxy = "*")).UsedProxy);
            Set("no_proxy", "127.0.0.1");
            Assert.False((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.Proxy = proxy.Uri)).UsedProxy);
            Assert.True((await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.UseEnvironmentProxy) = (proxy.Uri, false))).UsedProxy);
        }
        finally
        {
            _ = unsetenv(variable);
            _ = unsetenv("no_proxy");
        }
    }

    [Fact]
    public async Task HttpsProxy_OfTheEnvironment_IsCheckedAgainstTheSameRoots()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "setenv of the C library is used here.");
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Set("all_proxy", proxy.Uri.AbsoluteUri);
        try
        {
            Assert.True((await TransportClient.EchoAsync(server.WsUri, o => o.CaFile = certificates.CaFile)).UsedProxy);
        }
        finally
        {
            _ = unsetenv("all_proxy");
        }
    }

    // .NET's own Environment.SetEnvironmentVariable does not reach native code on Unix.
    private static void Set(string name, string value) => Assert.Equal(0, setenv(name, value, 1));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int unsetenv(string name);
}
