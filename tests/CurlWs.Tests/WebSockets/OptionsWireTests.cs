using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Architecture;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Options of the connection that a server, or what stands before it, sees.</summary>
public sealed class OptionsWireTests
{
    /// <summary>Of a client that is named libcurl 8.14.1 tells the real server, 8.22.0 the client once more.</summary>
    [Theory]
    [InlineData(null, "PROXY TCP4 127.0.0.1 127.0.0.1 ")]
    [InlineData("192.0.2.7", "PROXY TCP4 192.0.2.7 ")]
    public async Task HaProxy_Set_IsTheFirstLine(string? client, string expected)
    {
        StringBuilder line = new();
        await ScriptedServer.RunAsync(
            async c =>
            {
                byte[] one = new byte[1];
                while (one[0] != '\n')
                {
                    await c.Stream.ReadExactlyAsync(one, Deadline.Token());
                    line.Append((char)one[0]);
                }

                await c.AcceptUpgradeAsync();
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    server.WsUri, CurlFraming.Auto, o => (o.HaProxyProtocol, o.HaProxyClientIp) = (client is null, client));
            });
        Assert.StartsWith(expected, line.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CurlNetrc.Optional, "127.0.0.1", true)]
    [InlineData(CurlNetrc.Required, "127.0.0.1", true)]
    [InlineData(CurlNetrc.Optional, "elsewhere.test", false)]
    [InlineData(CurlNetrc.Ignored, null, false)]
    public async Task Netrc_File_SuppliesTheLoginOfItsHost(CurlNetrc netrc, string? machine, bool supplies) =>
        await WithNetrcAsync($"machine {machine} login me password it\n", async file =>
        {
            RequestHead request =
                await RequestHeadersTests.RequestAsync(o => (o.Netrc, o.NetrcFile) = (netrc, machine is null ? null : file));
            Assert.Equal(supplies ? "Basic " + Convert.ToBase64String("me:it"u8) : null, request["Authorization"]);
        });

    /// <summary>Signed as the service would check it: with the secret key, over what has arrived.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AwsSigV4_Upgrade_IsSigned(bool keysOfNetrc) =>
        await WithNetrcAsync("machine 127.0.0.1 login access password s3cret\n", async file =>
        {
            RequestHead request = await RequestHeadersTests.RequestAsync(o =>
            {
                o.AwsSigV4 = "aws:amz:eu-west-1:execute-api";
                o.Credentials = keysOfNetrc ? null : new NetworkCredential("access", "s3cret");
                (o.Netrc, o.NetrcFile) = keysOfNetrc ? (CurlNetrc.Required, file) : (CurlNetrc.Ignored, null);
            });
            string authorization = request["Authorization"]!;
            Assert.DoesNotContain("s3cret", authorization, StringComparison.Ordinal);
            string date = request["X-Amz-Date"]!;
            string scope = $"{date[..8]}/eu-west-1/execute-api/aws4_request";
            Assert.StartsWith($"AWS4-HMAC-SHA256 Credential=access/{scope}, ", authorization, StringComparison.Ordinal);
            string names = Part(authorization, "SignedHeaders=");
            string fields = string.Concat(names.Split(';').Select(name => $"{name}:{request[name]!.Trim()}\n"));
            string canonical = $"GET\n{request.Target}\n\n{fields}\n{names}\n{Hex(SHA256.HashData([]))}";
            byte[] key = "AWS4s3cret"u8.ToArray();
            foreach (string step in scope.Split('/'))
            {
                key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
            }

            string signed = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
            Assert.Equal(Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), Part(authorization, "Signature="));
            Assert.Contains("host", names.Split(';'));
        });

    [Fact]
    public async Task Share_Cookies_GoFromOneConnectionToTheNext()
    {
        using CurlShare share = new(CurlShareData.Cookies);
        Action<CurlWebSocketOptions> configure = o => (o.Share, o.CookieFile) = (share, string.Empty);
        Assert.Null((await RequestHeadersTests.RequestAsync(configure, r => r.Add("Set-Cookie", "a=1; Path=/")))["Cookie"]);
        Assert.Equal("a=1", (await RequestHeadersTests.RequestAsync(configure))["Cookie"]);
    }

    /// <summary>With a share the second ClientHello offers the session of the first; each has a multi handle of its own.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Share_TlsSessions_AreOfferedAgain(bool shared)
    {
        WindowsFacts.RequireOpenSsl();
        using TestCertificates certificates = new();
        using CurlShare share = new(CurlShareData.TlsSessions);
        List<byte[]> hellos = [];
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificates.Server });
        await using ScriptedServer relay = ScriptedServer.Start(async c =>
        {
            byte[] hello = await ClientHello.ReadAsync(c.Stream);
            hellos.Add(hello);
            using TcpClient onward = new();
            await onward.ConnectAsync(IPAddress.Loopback, server.Port, Deadline.Token());
            NetworkStream stream = onward.GetStream();
            await stream.WriteAsync(hello, Deadline.Token());
            await Task.WhenAny(c.Stream.CopyToAsync(stream, Deadline.Token()), stream.CopyToAsync(c.Stream, Deadline.Token()));
        });
        for (int i = 0; i < 2; i++)
        {
            await TransportClient.EchoAsync(new Uri($"wss://localhost:{relay.Port}/"), o =>
            {
                (o.CaFile, o.IpResolve, o.Share) = (certificates.CaFile, CurlIpResolve.V4, shared ? share : null);
                o.Configure = _ => { };
            });
        }

        Assert.Equal([false, shared], hellos.Select(ClientHello.OffersSession));
    }

    /// <summary>The lists in a ClientHello: extension, its length, the list's length, the one value.</summary>
    [Theory]
    [InlineData(true, "000A00040002" + "0019")]
    [InlineData(false, "000D00040002" + "0603")]
    public async Task Tls_OneCurveOrAlgorithm_IsAllThatIsOffered(bool curve, string expected)
    {
        Assert.SkipUnless(CurlLibrary.TlsBackend.StartsWith("OpenSSL", StringComparison.Ordinal), "The names are OpenSSL's.");
        byte[] hello = [];
        await using ScriptedServer server = ScriptedServer.Start(async c => hello = await ClientHello.ReadAsync(c.Stream));
        await TransportClient.FailsAsync(
            new Uri($"wss://127.0.0.1:{server.Port}/"),
            o =>
            {
                o.Curves = curve ? ["P-521"] : null;
                o.SignatureAlgorithms = curve ? null : ["ECDSA+SHA512"];
            });
        Assert.Contains(expected, Convert.ToHexString(hello), StringComparison.Ordinal);
    }

    /// <summary>
    /// IPv6 goes first and is never answered: with a head start that ends IPv4 connects, with one that does not nobody asks there.
    /// </summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(3_600_000, false)]
    public async Task HappyEyeballs_HeadStart_DecidesWhenTheOtherFamilyIsTried(int milliseconds, bool connects)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This system has no IPv6.");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await using BlackHole hole = await BlackHole.StartFullAsync(IPAddress.IPv6Loopback, server.Port);
        Action<CurlWebSocketOptions> configure = o =>
        {
            o.Resolve = [$"both.test:{server.Port}:[::1],127.0.0.1"];
            o.HappyEyeballsTimeout = TimeSpan.FromMilliseconds(milliseconds);
            o.ConnectTimeout = connects ? Deadline.Default : TimeSpan.FromMilliseconds(500);
        };
        Uri both = new($"ws://both.test:{server.Port}/");
        if (connects)
        {
            Assert.Equal(IPAddress.Loopback, (await TransportClient.EchoAsync(both, configure)).PrimaryEndPoint?.Address);
            return;
        }

        await TransportClient.FailsAsync(both, configure);
        Assert.Equal(0, server.Connections.Count);
    }

    /// <summary>What stands in both option types is of one type, but for null where the facade says its default.</summary>
    /// <remarks>A proxy is text in CurlEasyOptions: empty means none there, and ProxyType and ProxyPort complete a bare host.</remarks>
    [Fact]
    public void Options_InBothTypes_AreOfOneType()
    {
        Assert.True(InBothTypes.Length >= 48, $"{InBothTypes.Length}");
        Assert.Equal(
            ["PreProxy", "Proxy"],
            InBothTypes.Where(name => TypeIn(typeof(CurlEasyOptions), name) != TypeIn(typeof(CurlWebSocketOptions), name)).Order());
    }

    private static string Part(string authorization, string name) =>
        authorization.Split(", ").Single(part => part.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static async Task WithNetrcAsync(string text, Func<string, Task> test)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, text);
            await test(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>They are the same option of libcurl, but for the two that the facade carries out itself.</summary>
    [Fact]
    public void Options_InBothTypes_AreTheSameOptionOfLibcurl()
    {
        XmlDocumentation documentation = new();
        Assert.Equal(["ConnectTimeout", "MaxRedirects"], InBothTypes.Where(name =>
        {
            IEnumerable<string> facade = PagesOf(documentation.SummaryOf($"P:CurlWs.CurlWebSocketOptions.{name}")!);
            return !facade.Any() || facade.Except(PagesOf(documentation.SummaryOf($"P:CurlWs.CurlEasyOptions.{name}")!)).Any();
        }).Order());
    }

    private static string[] InBothTypes =>
        [.. typeof(CurlWebSocketOptions).GetProperties().Select(p => p.Name)
            .Intersect(typeof(CurlEasyOptions).GetProperties().Select(p => p.Name))];

    private static Type TypeIn(Type options, string name) => Bare(options.GetProperty(name)!.PropertyType);

    private static IEnumerable<string> PagesOf(string summary) =>
        Regex.Matches(summary, @"CURLOPT_\w+(?=\(3\))").Select(match => match.Value);

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
