using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Certificates that .NET judges: what the callback is given, what it decides, and that a refused server learns nothing.</summary>
public sealed partial class ServerValidationTests : IClassFixture<TestCertificates>
{
    private const SslPolicyErrors NoErrors = SslPolicyErrors.None;
    private const SslPolicyErrors WrongName = SslPolicyErrors.RemoteCertificateNameMismatch;
    private const SslPolicyErrors WrongChain = SslPolicyErrors.RemoteCertificateChainErrors;
    private const CurlErrorCode Untrusted = CurlErrorCode.PeerFailedVerification;

    private static readonly Dictionary<string, (Func<TestCertificates, TestCertificate> Server, SslPolicyErrors Errors)> s_servers = new()
    {
        ["good"] = (c => c.Server, NoErrors),
        ["wrong host"] = (c => c.WrongHost, WrongName),
        ["expired"] = (c => c.Expired, WrongChain),
        ["not yet valid"] = (c => c.NotYetValid, WrongChain),
        ["self-signed"] = (c => c.SelfSigned, WrongChain),
        ["for clients"] = (c => c.Client, WrongName | WrongChain),
        ["foreign"] = (c => c.ForeignClient, WrongName | WrongChain),
    };

    private readonly TestCertificates _certificates;

    public ServerValidationTests(TestCertificates certificates)
    {
        Assert.SkipUnless(ServerValidation.Supports(CurlLibrary.TlsBackend), "libcurl has another TLS library, which a connect says.");
        _certificates = certificates;
    }

    public static TheoryData<string> Servers => [.. s_servers.Keys];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Callback_EachCertificate_IsToldWhatDotNetFinds(string name)
    {
        (Func<TestCertificates, TestCertificate> certificate, SslPolicyErrors expected) = s_servers[name];
        await using ScriptedServer server = Start(certificate(_certificates));
        List<Seen> seen = [];
        await TransportClient.EchoAsync(server.WsUri, o =>
        {
            o.ServerCertificateChainPolicy = TrustOwnCa();
            o.ServerCertificateValidationCallback = Noting(seen, verdict: true);
        });
        Seen only = Assert.Single(seen);
        Assert.Equal((server.WsUri, certificate(_certificates).Certificate.Subject, expected), (only.Address, only.Subject, only.Errors));
        Assert.Equal(expected.HasFlag(WrongChain), only.Statuses.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Policy_EachCertificate_DecidesByItself(string name)
    {
        (Func<TestCertificates, TestCertificate> certificate, SslPolicyErrors expected) = s_servers[name];
        await using ScriptedServer server = Start(certificate(_certificates));
        Action<CurlWebSocketOptions> configure = o => o.ServerCertificateChainPolicy = TrustOwnCa();
        if (expected == NoErrors)
        {
            await TransportClient.EchoAsync(server.WsUri, configure);
        }
        else
        {
            string message = (await TransportClient.FailsAsync(server.WsUri, configure, Untrusted)).Message;
            Assert.Contains($"does not pass ServerCertificateChainPolicy: {expected}", message, StringComparison.Ordinal);
            Assert.DoesNotContain("Roots looked at", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public async Task Callback_EitherFraming_GetsCertificateAndChain(CurlFraming framing)
    {
        await using ScriptedServer server = Start(_certificates.Server);
        X509Certificate? kept = null;
        string[] chainOfCallback = [];
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            server.WsUri,
            o =>
            {
                o.ServerCertificateChainPolicy = TrustOwnCa();
                o.ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    kept = certificate;
                    chainOfCallback = [.. chain!.ChainElements.Select(element => element.Certificate.Thumbprint)];
                    return errors == NoErrors;
                };
            },
            framing);
        using X509Certificate2 mine = Assert.IsType<X509Certificate2>(kept);
        Assert.Equal(_certificates.Server.Certificate.Thumbprint, mine.Thumbprint);
        Assert.Equal([mine.Thumbprint, _certificates.Ca.Certificate.Thumbprint], chainOfCallback);
        Assert.Contains("localhost", info.CertificateChain[0].Subject, StringComparison.Ordinal);
    }

    /// <summary>As SslStream's: the system's roots, which this CA is not of.</summary>
    [Fact]
    public async Task Callback_WithoutPolicy_JudgesByTheSystemsRoots()
    {
        await using ScriptedServer server = Start(_certificates.Server);
        List<Seen> seen = [];
        await TransportClient.FailsAsync(
            server.WsUri, o => o.ServerCertificateValidationCallback = Noting(seen, verdict: false), Untrusted);
        Assert.Equal(WrongChain, Assert.Single(seen).Errors);
    }

    [Theory]
    [InlineData("policy", "direct")]
    [InlineData("false", "direct")]
    [InlineData("throws", "direct")]
    [InlineData("false", "http")]
    [InlineData("false", "https")]
    [InlineData("throws", "https")]
    public async Task Refused_Server_GetsNothingOfTheRequest(string how, string way)
    {
        TaskCompletionSource<byte[]> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(
            async connection => received.SetResult(await ReadAllAsync(connection)),
            new ScriptedServerOptions { Certificate = _certificates.Server });
        await using HttpProxyServer proxy = HttpProxyServer.Start(
            new HttpProxyOptions { Certificate = way == "https" ? _certificates.Server : null });
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o =>
        {
            o.BearerToken = "secret";
            o.Proxy = way == "direct" ? null : proxy.Uri;
            o.CaFile = way == "https" ? _certificates.CaFile : null;
            o.ServerCertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificates.OtherCa.Certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            };
            o.ServerCertificateValidationCallback = how switch
            {
                "policy" => null,
                "false" => (_, _, _, _) => false,
                _ => (_, _, _, _) => throw new InvalidTimeZoneException("mine"),
            };
        });
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(
            () => CurlWebSocket.ConnectAsync(server.WsUri, options, Deadline.Token()));
        if (how == "throws")
        {
            Assert.Equal("mine", Assert.IsType<InvalidTimeZoneException>(failure).Message);
        }
        else
        {
            Assert.Equal(WebSocketError.Faulted, Assert.IsType<WebSocketException>(failure).WebSocketErrorCode);
            Assert.Equal(Untrusted, Assert.IsType<CurlException>(failure.InnerException).Code);
            Assert.Contains("RemoteCertificateChainErrors (", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(await Deadline.Within(received.Task, Deadline.Default));
        Assert.Equal(0, server.HandshakeFailures.Count);
    }

    /// <summary>The same server and script, told that it is good: what the test above would see if something left.</summary>
    [Fact]
    public async Task Accepted_Server_GetsTheRequest()
    {
        TaskCompletionSource<byte[]> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(
            async connection => received.SetResult(await connection.ReadSomeAsync()),
            new ScriptedServerOptions { Certificate = _certificates.Server });
        await TransportClient.FailsAsync(server.WsUri, o => o.ServerCertificateValidationCallback = (_, _, _, _) => true);
        Assert.NotEmpty(await Deadline.Within(received.Task, Deadline.Default));
    }

    [Fact]
    public async Task Callback_OfConfigureBeforeTheRequest_ComesAfterTheVerdict()
    {
        await using ScriptedServer server = Start(_certificates.Server);
        List<string> order = [];
        foreach (bool verdict in new[] { false, true })
        {
            Action<CurlWebSocketOptions> configure = o =>
            {
                o.UpgradeTimeout = Timeout.InfiniteTimeSpan;
                o.ServerCertificateValidationCallback = (_, _, _, _) =>
                {
                    order.Add($"verdict {verdict}");
                    return verdict;
                };
                o.Configure = easy => easy.PreRequestCallback = (_, _) =>
                {
                    order.Add("Configure's");
                    return true;
                };
            };
            Task connect = verdict
                ? TransportClient.EchoAsync(server.WsUri, configure) : TransportClient.FailsAsync(server.WsUri, configure);
            await connect;
        }

        Assert.Equal(["verdict False", "verdict True", "Configure's"], order);
    }

    /// <summary>The limit ends the connect from outside, and what the callback says afterwards lets nothing out any more.</summary>
    [Fact]
    public async Task Callback_ThatBlocks_IsLimitedByTheTokenAndThenCountsNoMore()
    {
        TaskCompletionSource<byte[]> received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(
            async connection => received.SetResult(await ReadAllAsync(connection)),
            new ScriptedServerOptions { Certificate = _certificates.Server });
        using ManualResetEventSlim go = new();
        using CancellationTokenSource cancel = new();
        CurlWebSocketOptions options = Connections.Options(CurlFraming.Auto, o => o.ServerCertificateValidationCallback = (_, _, _, _) =>
        {
            cancel.Cancel();
            return go.Wait(Deadline.Default, CancellationToken.None);
        });
        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Deadline.Within(CurlWebSocket.ConnectAsync(server.WsUri, options, cancel.Token), Deadline.Default));
            await using ScriptedServer other = Start(_certificates.Server);
            await TransportClient.EchoAsync(other.WsUri, o => o.CaFile = _certificates.CaFile);
        }
        finally
        {
            go.Set();
        }

        Assert.Empty(await Deadline.Within(received.Task, Deadline.Default));
    }

    [Theory]
    [InlineData("OpenSSL/3.5.7", true)]
    [InlineData("(Schannel) OpenSSL/3.5.7", true)]
    [InlineData("LibreSSL/4.0.0", true)]
    [InlineData("Schannel", false)]
    [InlineData("Schannel (OpenSSL/3.5.7)", false)]
    [InlineData("GnuTLS/3.8.9", false)]
    [InlineData("", false)]
    public void Supports_TlsLibrary_IsThatWhoseCertificatesAreKnown(string backend, bool expected) =>
        Assert.Equal(expected, ServerValidation.Supports(backend));

    [Fact]
    public async Task Options_ThatOnlyLibcurlObeys_AreRefused()
    {
        (string Mentioned, Action<CurlWebSocketOptions> Set)[] wrong =
        [
            ("CustomTrustStore", o => o.CaFile = _certificates.CaFile),
            ("CustomTrustStore", o => o.CaPath = "/folder"),
            ("CustomTrustStore", o => (o.CaBlob, o.Proxy) = (new byte[] { 1 }, new Uri("http://localhost/"))),
            ("RevocationMode", o => o.CrlFile = "list.pem"),
            ("RevocationMode", o => o.RequireOcspStapling = true),
            ("return true", o => o.VerifyServerCertificate = false),
        ];
        foreach ((string mentioned, Action<CurlWebSocketOptions> set) in wrong)
        {
            await TransportClient.IsRefusedAsync(
                "wss://localhost/",
                o =>
                {
                    o.ServerCertificateChainPolicy = new X509ChainPolicy();
                    set(o);
                },
                mentioned);
            await TransportClient.IsRefusedAsync(
                "wss://localhost/",
                o =>
                {
                    o.ServerCertificateValidationCallback = (_, _, _, _) => true;
                    set(o);
                },
                mentioned);
        }
    }

    private static RemoteCertificateValidationCallback Noting(List<Seen> seen, bool verdict) => (sender, certificate, chain, errors) =>
    {
        seen.Add(new Seen((Uri)sender, certificate!.Subject, errors, [.. chain!.ChainStatus.Select(status => status.Status)]));
        return verdict;
    };

    private static async Task<byte[]> ReadAllAsync(ScriptedConnection connection)
    {
        List<byte> all = [];
        try
        {
            byte[] some;
            do
            {
                some = await connection.ReadSomeAsync();
                all.AddRange(some);
            }
            while (some.Length > 0);
        }
        catch (IOException)
        {
            // libcurl closes without a goodbye of TLS.
        }

        return [.. all];
    }

    private static ScriptedServer Start(TestCertificate certificate) =>
        ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Certificate = certificate });

    private X509ChainPolicy TrustOwnCa() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _certificates.Ca.Certificate },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private sealed record Seen(Uri Address, string Subject, SslPolicyErrors Errors, X509ChainStatusFlags[] Statuses);
}
