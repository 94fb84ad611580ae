using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>TLS sessions that the library keeps: who is offered one again, as the ClientHello says it.</summary>
public sealed class TlsResumeTests : IAsyncDisposable
{
    private readonly HelloRelay _relay = new();
    private readonly TestCertificates _certificates;

    public TlsResumeTests() => _certificates = _relay.Certificates;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task Connect_SameOptions_OffersTheSession(CurlFraming framing)
    {
        WindowsFacts.RequireOpenSsl();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i > 0, await _relay.ConnectAsync(Trust, framing: framing));
        }
    }

    /// <summary>By default, and each time: the server resumes what it is offered.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task Connect_OneAfterTheOther_ResumesEachTime(CurlFraming framing)
    {
        WindowsFacts.RequireOpenSsl();
        const int connects = 25;
        for (int i = 0; i < connects; i++)
        {
            await TransportClient.EchoAsync(_relay.Uri, Trust, framing);
        }

        Assert.Equal([false, .. Enumerable.Repeat(true, connects - 1)], _relay.Offers);
        Assert.Equal([false, .. Enumerable.Repeat(true, connects - 1)], _relay.Resumed);
    }

    /// <summary>The other one of a pair is offered nothing of the first; the first one's session is there all the while.</summary>
    [Theory]
    [InlineData("origin")]
    [InlineData("roots in memory")]
    [InlineData("roots of another file")]
    [InlineData("roots written anew")]
    [InlineData("folder of roots")]
    [InlineData("no verification")]
    [InlineData("pinned key")]
    [InlineData("lowest version")]
    [InlineData("highest version")]
    [InlineData("ciphers of TLS 1.2")]
    [InlineData("ciphers of TLS 1.3")]
    [InlineData("curves")]
    [InlineData("signature algorithms")]
    [InlineData("client certificate")]
    [InlineData("another client certificate")]
    [InlineData("client certificate written anew")]
    [InlineData("client key")]
    [InlineData("client key's password")]
    [InlineData("proxy")]
    [InlineData("another proxy")]
    [InlineData("another login at the proxy")]
    [InlineData("login")]
    [InlineData("bearer token")]
    [InlineData("interface")]
    [InlineData("other way")]
    public async Task Connect_OtherOptions_OffersNothingOfTheFirst(string what)
    {
        WindowsFacts.RequireOpenSsl();
        await using HttpProxyServer proxy = HttpProxyServer.Start();
        await using HttpProxyServer other = HttpProxyServer.Start();
        (Action<CurlWebSocketOptions> one, Action<CurlWebSocketOptions> another) = Pair(what, proxy, other);
        Uri there = what == "origin" ? new Uri($"wss://127.0.0.1:{_relay.Port}/") : _relay.Uri;
        List<bool> offers = [await _relay.ConnectAsync(one), await _relay.ConnectAsync(one)];
        if (what.EndsWith("written anew", StringComparison.Ordinal))
        {
            string file = what.StartsWith("roots", StringComparison.Ordinal) ? _certificates.CaFile : _certificates.Client.CertificateFile;
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-1));
            offers.AddRange(await TwiceAsync(another));
            Assert.Equal([false, true, false, true], offers);
            return;
        }

        offers.AddRange(
            [await _relay.ConnectAsync(another, there), await _relay.ConnectAsync(another, there), await _relay.ConnectAsync(one)]);
        Assert.Equal([false, true, false, true, true], offers);
    }

    /// <summary>Where somebody else decides what is set or trusted, or a whole handshake is needed, none is kept.</summary>
    [Theory]
    [InlineData("AllowTlsResume")]
    [InlineData("Configure")]
    [InlineData("Share")]
    [InlineData("ServerCertificateValidationCallback")]
    [InlineData("ServerCertificateChainPolicy")]
    [InlineData("CaptureCertificates")]
    [InlineData("ClientCertificate")]
    [InlineData("ClientCertificateBlob")]
    public async Task Connect_WhereNoneMayBeKept_OffersNothing(string property)
    {
        WindowsFacts.RequireOpenSsl();
        Assert.SkipUnless(
            !property.StartsWith("Server", StringComparison.Ordinal) || ServerValidation.Supports(CurlLibrary.TlsBackend),
            "Needs OpenSSL.");
        using CurlShare names = new(CurlShareData.Dns);
        Action<CurlWebSocketOptions> without = o =>
        {
            Trust(o);
            switch (property)
            {
                case "AllowTlsResume":
                    o.AllowTlsResume = false;
                    break;
                case "Configure":
                    o.Configure = static _ => { };
                    break;
                case "Share":
                    o.Share = names;
                    break;
                case "ServerCertificateValidationCallback":
                    (o.CaFile, o.ServerCertificateValidationCallback) = (null, static (_, _, _, _) => true);
                    break;
                case "ServerCertificateChainPolicy":
                    o.CaFile = null;
                    o.ServerCertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        RevocationMode = X509RevocationMode.NoCheck,
                        CustomTrustStore = { _certificates.Ca.Certificate },
                    };
                    break;
                case "CaptureCertificates":
                    o.CaptureCertificates = true;
                    break;
                case "ClientCertificate":
                    o.ClientCertificate = _certificates.Client.Certificate;
                    break;
                default:
                    (o.ClientCertificateBlob, o.ClientCertificateType) =
                        (_certificates.Client.Certificate.Export(X509ContentType.Pkcs12), "P12");
                    break;
            }
        };
        Assert.Equal((bool[])[false, true], await TwiceAsync(Trust));
        Assert.Equal((bool[])[false, false], await TwiceAsync(without));
    }

    /// <summary>An option whose work a resumed session would skip, and a value of a kind that nobody has thought of.</summary>
    [Theory]
    [InlineData(CURLoption.CURLOPT_CRLFILE)]
    [InlineData(CURLoption.CURLOPT_SSL_VERIFYSTATUS)]
    [InlineData(CURLoption.CURLOPT_CERTINFO)]
    [InlineData(CURLoption.CURLOPT_USERPWD)]
    public void Key_WholeHandshakeNeeded_IsNone(CURLoption option)
    {
        object value = option == CURLoption.CURLOPT_USERPWD ? new object() : "value";
        Uri uri = new("wss://one.test/");
        Dictionary<CURLoption, object?> values = [];
        Assert.NotNull(TlsSessionKey.Of(uri, values));
        values[option] = value;
        Assert.Null(TlsSessionKey.Of(uri, values));
    }

    /// <summary>Within the tick of a clock a file may be written twice, with the same length and time.</summary>
    [Theory]
    [InlineData(CURLoption.CURLOPT_CAINFO)]
    [InlineData(CURLoption.CURLOPT_CAPATH)]
    [InlineData(CURLoption.CURLOPT_SSLCERT)]
    [InlineData(CURLoption.CURLOPT_SSLKEY)]
    [InlineData(CURLoption.CURLOPT_PROXY_CAINFO)]
    public async Task Key_FileOfTheLastMoments_IsNone(CURLoption option)
    {
        string path = option == CURLoption.CURLOPT_CAPATH ? Path.GetDirectoryName(_certificates.CaFile)! : _certificates.CaFile;
        Uri uri = new("wss://one.test/");
        Dictionary<CURLoption, object?> values = new() { [option] = path };
        Assert.NotNull(TlsSessionKey.Of(uri, values));
        RootsFolder.SetTime(path, DateTime.UtcNow.AddMinutes(1));
        Assert.NotNull(TlsSessionKey.Of(uri, values));
        string? key = null;
        await RootsFolder.WhileNewAsync(path, () => Task.FromResult(key = TlsSessionKey.Of(uri, values)));
        Assert.Null(key);
    }

    /// <summary>As the test before, on the wire; afterwards the session is there.</summary>
    [Fact]
    public async Task Connect_FileOfTheLastMoments_OffersNothing()
    {
        WindowsFacts.RequireOpenSsl();
        string copy = CopyOf(_certificates.CaFile);
        bool[] offers = [];
        await RootsFolder.WhileNewAsync(copy, async () => offers = await TwiceAsync(With(o => o.CaFile = copy)));
        Assert.Equal((bool[])[false, false], offers);
        HelloRelay.Age(copy);
        Assert.Equal((bool[])[false, true], await TwiceAsync(With(o => o.CaFile = copy)));
    }

    [Fact]
    public async Task NotifyNetworkChanged_KeptSession_IsForgotten()
    {
        WindowsFacts.RequireOpenSsl();
        Assert.Equal((bool[])[false, true], await TwiceAsync(Trust));
        using CurlWebSocket open = await Connections.ConnectAsync(_relay.Uri, CurlFraming.Auto, Trust);
        CurlWebSocket.NotifyNetworkChanged();
        Assert.Equal((bool[])[false, true], await TwiceAsync(Trust));
        await open.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline.Token());
    }

    /// <summary>Sessions are taken, left and forgotten by many threads at once.</summary>
    [Fact]
    public async Task NotifyNetworkChanged_AmongManyConnects_AllConnect()
    {
        WindowsFacts.RequireOpenSsl();
        Assert.False(await _relay.ConnectAsync(Trust));
        Task[] all = [.. Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            if (i % 10 == 9)
            {
                CurlWebSocket.NotifyNetworkChanged();
            }

            await TransportClient.EchoAsync(_relay.Uri, Trust);
        }))];
        await Deadline.Within(Task.WhenAll(all));
        Assert.Equal(41, _relay.Offers.Length);
    }

    /// <summary>Shares in use are never taken away: where all are, a new key gets none, and the connect does without.</summary>
    [Fact]
    public void Sessions_MoreKeysThanShares_AreBounded()
    {
        List<TlsSessionLease> held = [];
        try
        {
            for (int i = 0; i < 2 * TlsSessionLease.MostShares; i++)
            {
                if (TlsSessionLease.Of($"held {i}") is { } sessions)
                {
                    held.Add(sessions);
                }

                Assert.InRange(TlsSessionLease.Count, 1, TlsSessionLease.MostShares);
            }

            Assert.InRange(held.Count, 1, TlsSessionLease.MostShares);
            Assert.Null(TlsSessionLease.Of("one more"));
            using TlsSessionLease? again = TlsSessionLease.Of("held 0");
            Assert.Same(held[0].Share, again?.Share);
        }
        finally
        {
            held.ForEach(sessions => sessions.Dispose());
        }

        for (int i = 0; i < 2 * TlsSessionLease.MostShares; i++)
        {
            using TlsSessionLease? sessions = TlsSessionLease.Of($"in turn {i}");
            Assert.NotNull(sessions);
            Assert.InRange(TlsSessionLease.Count, 1, TlsSessionLease.MostShares);
        }
    }

    private void Trust(CurlWebSocketOptions options) =>
        (options.CaFile, options.IpResolve) = (_certificates.CaFile, CurlIpResolve.V4);

    private async Task<bool[]> TwiceAsync(Action<CurlWebSocketOptions> configure)
    {
        bool first = await _relay.ConnectAsync(configure);
        return [first, await _relay.ConnectAsync(configure)];
    }

    private (Action<CurlWebSocketOptions> One, Action<CurlWebSocketOptions> Another) Pair(
        string what, HttpProxyServer proxy, HttpProxyServer other)
    {
        TestCertificate client = _certificates.Client;
        return what switch
        {
            "origin" or "roots written anew" => (Trust, Trust),
            "roots in memory" => (Trust, With(o => (o.CaFile, o.CaBlob) = (null, File.ReadAllBytes(_certificates.CaFile)))),
            "roots of another file" => (Trust, With(o => o.CaFile = CopyOf(_certificates.CaFile))),
            "folder of roots" => (Trust, With(o => o.CaPath = Path.GetDirectoryName(_certificates.CaFile))),
            "no verification" => (Trust, With(o => (o.CaFile, o.VerifyServerCertificate) = (null, false))),
            "pinned key" => (Trust, With(o => o.PinnedPublicKey = _certificates.Server.PublicKeyPin)),
            "lowest version" => (Trust, With(o => o.TlsMinimum = CurlTlsVersion.Tls13)),
            "highest version" => (Trust, With(o => o.TlsMaximum = CurlTlsVersion.Tls13)),
            "ciphers of TLS 1.2" => (Trust, With(o => o.Tls12Ciphers = ["ECDHE-ECDSA-AES128-GCM-SHA256"])),
            "ciphers of TLS 1.3" => (Trust, With(o => o.Tls13Ciphers = ["TLS_AES_256_GCM_SHA384"])),
            "curves" => (Trust, With(o => o.Curves = ["P-256"])),
            "signature algorithms" => (Trust, With(o => o.SignatureAlgorithms = ["ECDSA+SHA256"])),
            "client certificate" => (Trust, As(client)),
            "client certificate written anew" => (As(client), As(client)),
            "another client certificate" => (As(client), As(_certificates.ForeignClient)),
            "client key" => (As(client), As(client, o => o.ClientKeyFile = CopyOf(client.KeyFile))),
            "client key's password" => (As(client), As(client, o => o.ClientKeyPassword = "not asked for")),
            "proxy" => (Trust, With(o => o.Proxy = proxy.Uri)),
            "another proxy" => (With(o => o.Proxy = proxy.Uri), With(o => o.Proxy = other.Uri)),
            "another login at the proxy" => (
                With(o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, new NetworkCredential("me", "it"))),
                With(o => (o.Proxy, o.ProxyCredentials) = (proxy.Uri, new NetworkCredential("you", "it")))),
            "login" => (Trust, With(o => o.Credentials = new NetworkCredential("me", "it"))),
            "bearer token" => (Trust, With(o => o.BearerToken = "token")),
            "interface" => (Trust, With(o => o.Interface = "127.0.0.1")),
            "other way" => (Trust, With(o => o.ConnectTo = [$"localhost:{_relay.Port}:127.0.0.1:{_relay.Port}"])),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private Action<CurlWebSocketOptions> As(TestCertificate client, Action<CurlWebSocketOptions>? more = null) => With(options =>
    {
        (options.ClientCertificateFile, options.ClientKeyFile) = (client.CertificateFile, client.KeyFile);
        more?.Invoke(options);
    });

    private Action<CurlWebSocketOptions> With(Action<CurlWebSocketOptions> more) => options =>
    {
        Trust(options);
        more(options);
    };

    /// <summary>The same content under another name, once.</summary>
    private static string CopyOf(string file)
    {
        if (!File.Exists(file + ".copy"))
        {
            File.Copy(file, file + ".copy");
            HelloRelay.Age(file + ".copy");
        }

        return file + ".copy";
    }
}
