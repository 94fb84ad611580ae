using System;
using System.Linq;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What is asked for, on every way to the server: path and query of the address byte for byte.</summary>
public sealed class TargetTests
{
    private const string Target = "/a%2fb?c=%2f&d?";

    [Theory]
    [InlineData("http")]
    [InlineData("socks5h")]
    public async Task Target_ThroughAProxy_IsTheAddressesOwn(string scheme)
    {
        await using HttpProxyServer http = HttpProxyServer.Start();
        await using SocksServer socks = SocksServer.Start();
        await using ScriptedServer server = ScriptedServer.Start(AcceptAsync);
        using CurlWebSocket socket = await Connections.ConnectAsync(
            new Uri(server.WsUri, Target), CurlFraming.Auto, o => o.Proxy = scheme == "http" ? http.Uri : socks.UriFor(scheme));
        Assert.Equal(Target, server.Connections.Items.Single().Request!.Target);
        Assert.True(socket.Info.UsedProxy);
    }

    /// <summary>
    /// What an HTTP proxy without a tunnel is given is the whole address; since 8.21 libcurl always makes a tunnel for ws.
    /// </summary>
    [Fact]
    public async Task Target_ProxyWithoutTunnel_IsTheWholeAddress()
    {
        await using ScriptedServer proxy = ScriptedServer.Start(AcceptAsync);
        try
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(new Uri("ws://made-up.test/x"), CurlFraming.Auto, o =>
            {
                o.Proxy = proxy.HttpUri;
                o.Configure = easy => easy.Options.HttpProxyTunnel = false;
            });
        }
        catch (System.Net.WebSockets.WebSocketException) when (CurlLibrary.Version >= new Version(8, 21))
        {
            // A 101 is no answer to CONNECT.
        }

        Assert.Equal(
            CurlLibrary.Version < new Version(8, 21) ? "ws://made-up.test/x" : "made-up.test:80",
            proxy.Connections.Items[0].Request!.Target);
    }

    [Fact]
    public async Task Target_OfAUnixSocketsAddress_IsWhatFollowsTheColon()
    {
        await using ScriptedServer server = ScriptedServer.Start(
            AcceptAsync, new ScriptedServerOptions { UnixSocket = UnixSocketKind.Path });
        using CurlWebSocket socket = await Connections.ConnectAsync(
            new Uri($"ws+unix:{server.UnixSocket}:{Target}#part"), CurlFraming.Auto);
        Assert.Equal(Target, server.Connections.Items.Single().Request!.Target);
    }

    [Fact]
    public async Task Target_OfTheAppsOwn_Stays()
    {
        await using ScriptedServer server = ScriptedServer.Start(AcceptAsync);
        foreach ((Action<CurlEasy> configure, string expected) in new (Action<CurlEasy>, string)[]
        {
            (easy => easy.Options.RequestTarget = "/own", "/own"),
            (easy => easy.Options.Uri = new Uri(server.WsUri, "/elsewhere"), "/elsewhere"),
        })
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(
                new Uri(server.WsUri, Target), CurlFraming.Auto, o => o.Configure = configure);
            Assert.Equal(expected, server.Connections.Items[^1].Request!.Target);
        }
    }

    private static async Task AcceptAsync(ScriptedConnection connection)
    {
        await connection.AcceptUpgradeAsync();
        await connection.WaitForEofAsync();
    }
}
