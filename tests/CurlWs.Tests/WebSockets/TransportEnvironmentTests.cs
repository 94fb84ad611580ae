using System;
using System.Linq;
using System.Net.WebSockets;
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
    // What this process was started with is out of the way meanwhile.
    private static readonly string[] s_variables =
        ["ws_proxy", "WS_PROXY", "wss_proxy", "WSS_PROXY", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy",
            "ALL_PROXY", "no_proxy", "NO_PROXY", "GATEWAY_INTERFACE"];

    [Theory]
    [InlineData("ws_proxy")]
    [InlineData("WS_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("HTTP_PROXY")]
    [InlineData("all_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task Proxy_OfTheEnvironment_IsUsedUnlessTurnedOff(string variable)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await WithAsync([(variable, proxy.Uri.AbsoluteUri)], async () =>
        {
            Assert.True((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.UseEnvironmentProxy = false)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.NoProxy = "*")).UsedProxy);
            Environment.SetEnvironmentVariable("NO_PROXY", "127.0.0.1");
            Assert.False((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
            Assert.False((await TransportClient.EchoAsync(server.WsUri, o => o.Proxy = proxy.Uri)).UsedProxy);
            Assert.True(
                (await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.UseEnvironmentProxy) = (proxy.Uri, false))).UsedProxy);
            Assert.True((await TransportClient.EchoAsync(server.WsUri, o => o.NoProxy = string.Empty)).UsedProxy);
            Environment.SetEnvironmentVariable("no_proxy", "elsewhere.test");
            Assert.True((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
        });
    }

    [Theory]
    [InlineData("wss_proxy")]
    [InlineData("WSS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("all_proxy")]
    public async Task Proxy_OfTheEnvironment_IsUsedForWss(string variable)
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Credentials = ("me", "s:cret") });
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificates.Server });

        // As people write it: without a scheme.
        await WithAsync([(variable, $"me:s%3Acret@127.0.0.1:{proxy.Port}"), ("http_proxy", "http://127.0.0.1:1")], async () =>
            Assert.True((await TransportClient.EchoAsync(server.WsUri, o => o.CaFile = certificates.CaFile)).UsedProxy));
    }

    /// <summary>
    /// The native environment, which this program's does not reach on Unix, is looked at by nobody: not for proxies, not for exceptions.
    /// </summary>
    [Fact]
    public async Task Proxy_OfTheNativeEnvironmentAlone_IsNotUsed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is one environment on Windows.");
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);

        // From the first change on .NET keeps a copy of its own.
        await WithAsync([], async () =>
        {
            Set("http_proxy", proxy.Uri.AbsoluteUri);
            Set("all_proxy", proxy.Uri.AbsoluteUri);
            try
            {
                Assert.False((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
                Set("no_proxy", "*");
                Environment.SetEnvironmentVariable("http_proxy", proxy.Uri.AbsoluteUri);
                Assert.True((await TransportClient.EchoAsync(server.WsUri)).UsedProxy);
                using CurlEasy easy = new();
                easy.Options.Uri = server.WsUri;
                easy.Options.UseEnvironmentProxy();
                easy.Options.HttpProxyTunnel = true;
                await easy.ConnectAsync(Deadline.Token());
                Assert.True(easy.GetInfo().UsedProxy);
            }
            finally
            {
                _ = unsetenv("http_proxy");
                _ = unsetenv("all_proxy");
                _ = unsetenv("no_proxy");
            }
        });
    }

    [Fact]
    public async Task HttpsProxy_OfTheEnvironment_IsCheckedAgainstTheSameRoots()
    {
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await WithAsync([("all_proxy", proxy.Uri.AbsoluteUri)], async () =>
            Assert.True((await TransportClient.EchoAsync(server.WsUri, o => o.CaFile = certificates.CaFile)).UsedProxy));
    }

    /// <summary>The failure names the variable, and has nothing of what is in it.</summary>
    [Theory]
    [InlineData("http://me:s3cret@127.0.0.1:99999/")]
    [InlineData("http://me:s3cret@[::1/")]
    [InlineData("http://me:s3cret/x@127.0.0.1:1")]
    [InlineData("me:s3cret@127.0.0.1:port")]
    [InlineData("http://me:s3cret")]
    [InlineData("me:s3cret")]
    [InlineData("ftp://me:s3cret@127.0.0.1:1")]
    [InlineData("http://me:s3 c's3cret@127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:99999/?key=s3cret")]
    [InlineData("http://me:s3cret@127.0.0.1:1")]
    public async Task Proxy_ThatCannotWork_IsNamedWithoutItsSecrets(string address) =>
        await WithAsync([("http_proxy", address)], async () =>
        {
            WebSocketException failure = await TransportClient.FailsAsync(new Uri("ws://127.0.0.1:1/"), null);
            Assert.True(failure.Message.Contains("environment variable http_proxy", StringComparison.Ordinal), failure.Message);
            Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", ((CurlException)failure.InnerException!).Detail, StringComparison.Ordinal);

            // Who is reached directly is not kept from it by a proxy that cannot work.
            Environment.SetEnvironmentVariable("no_proxy", "127.0.0.1");
            Assert.DoesNotContain(
                "http_proxy", (await TransportClient.FailsAsync(new Uri("ws://127.0.0.1:1/"), null)).Message, StringComparison.Ordinal);
        });

    private static async Task WithAsync((string Name, string Value)[] set, Func<Task> test)
    {
        string?[] before = [.. s_variables.Select(Environment.GetEnvironmentVariable)];
        try
        {
            foreach (string variable in s_variables)
            {
                Environment.SetEnvironmentVariable(variable, null);
            }

            foreach ((string name, string value) in set)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            await test();
        }
        finally
        {
            for (int i = 0; i < before.Length; i++)
            {
                Environment.SetEnvironmentVariable(s_variables[i], before[i]);
            }
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
