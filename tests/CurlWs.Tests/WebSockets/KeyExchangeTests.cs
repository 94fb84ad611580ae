using System;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Which key exchange is offered in TLS, as the ClientHello says it.</summary>
public sealed partial class KeyExchangeTests : IAsyncDisposable
{
    // The code points of draft-ietf-tls-ecdhe-mlkem, RFC 8446 and RFC 8734, and the bytes of a client's key in each.
    private static readonly (int Group, int Length) s_hybrid = (0x11EC, 1184 + 32);
    private static readonly (int Group, int Length) s_x25519 = (0x001D, 32);
    private static readonly (int Group, int Length) s_brainpool = (0x001F, 65);

    private readonly HelloRelay _relay = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    /// <summary>
    /// Against whoever keeps what he hears until he has a quantum computer: X25519MLKEM768 comes first, with its key in the first
    /// message, and X25519 is beside it for servers that know no other, as this one may be.
    /// </summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task ByDefault_X25519MLKEM768_IsOfferedFirstWithItsKey(CurlFraming framing)
    {
        SkipWithoutIt();

        await _relay.ConnectAsync(o => o.CaFile = _relay.Certificates.CaFile, framing: framing);

        byte[] hello = Assert.Single(_relay.Hellos);
        Assert.Equal(s_hybrid.Group, ClientHello.Groups(hello)[0]);
        Assert.Equal([s_hybrid, s_x25519], ClientHello.KeyShares(hello));
    }

    [Fact]
    public async Task Curves_WithoutIt_OfferNoKeyOfIt()
    {
        SkipWithoutIt();

        await _relay.ConnectAsync(o => (o.CaFile, o.Curves) = (_relay.Certificates.CaFile, ["X25519", "P-256"]));

        byte[] hello = Assert.Single(_relay.Hellos);
        Assert.Equal([0x001D, 0x0017], ClientHello.Groups(hello));
        Assert.Equal([s_x25519], ClientHello.KeyShares(hello));
    }

    /// <summary>The keys are made twice then, and are forgotten when the handshake is over: what follows needs none.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task Curves_FirstOneUnknownToTheServer_AreAskedForAgain(CurlFraming framing)
    {
        SkipWithoutIt();

        await _relay.ConnectAsync(
            o => (o.CaFile, o.Curves) = (_relay.Certificates.CaFile, ["brainpoolP256r1tls13", "X25519"]), framing: framing);

        Assert.Equal([s_brainpool], ClientHello.KeyShares(Assert.Single(_relay.Hellos)));
        Assert.Equal([true], _relay.AskedAgain);
    }

    private static void SkipWithoutIt()
    {
        Match version = OpenSsl().Match(CurlLibrary.TlsBackend);
        Assert.SkipUnless(
            version.Success && Version.Parse(version.Groups[1].Value) >= new Version(3, 5),
            $"X25519MLKEM768 is in OpenSSL from 3.5 on; this libcurl has {CurlLibrary.TlsBackend}.");
    }

    [GeneratedRegex(@"^OpenSSL/(\d+\.\d+)")]
    private static partial Regex OpenSsl();
}
