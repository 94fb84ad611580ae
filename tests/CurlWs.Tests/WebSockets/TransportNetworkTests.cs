using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Unix sockets, names, ends of the connection.</summary>
public sealed class TransportNetworkTests(TestCertificates certificates) : IClassFixture<TestCertificates>
{
    [Theory]
    [InlineData(UnixSocketKind.Path, CurlFraming.Auto)]
    [InlineData(UnixSocketKind.Path, CurlFraming.Libcurl)]
    [InlineData(UnixSocketKind.Abstract, CurlFraming.Auto)]
    public async Task UnixSocket_OfEitherKind_CarriesTheConnection(UnixSocketKind kind, CurlFraming framing)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract sockets are Linux's.");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { UnixSocket = kind });
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            new Uri("ws://name-of-the-service/"),
            o => _ = kind == UnixSocketKind.Path ? o.UnixSocketPath = server.UnixSocket : o.AbstractUnixSocket = server.UnixSocket,
            framing);
        Assert.Equal("name-of-the-service", server.Connections[0].Request!["Host"]);
        Assert.Null(info.PrimaryEndPoint);
    }

    [Fact]
    public async Task UnixSocket_WithTls_ChecksTheHostOfTheAddress()
    {
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { UnixSocket = UnixSocketKind.Path, Certificate = certificates.Server });
        Action<CurlWebSocketOptions> configure = o => (o.UnixSocketPath, o.CaFile) = (server.UnixSocket, certificates.CaFile);
        await TransportClient.EchoAsync(new Uri("wss://localhost/"), configure);
        await TransportClient.FailsAsync(new Uri("wss://elsewhere.test/"), configure, CurlErrorCode.PeerFailedVerification);
    }

    [Theory]
    [InlineData("ws+unix:{0}", "/")]
    [InlineData("ws+unix:{0}:", "/")]
    [InlineData("ws+unix:{0}:/path/of?q=1:2", "/path/of?q=1:2")]
    [InlineData("ws+unix://{0}:/a:b", "/a:b")]
    public async Task UnixSocket_InTheAddress_IsSplitAtTheColon(string address, string target)
    {
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.EchoAsync, new ScriptedServerOptions { UnixSocket = UnixSocketKind.Path });
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            new Uri(string.Format(CultureInfo.InvariantCulture, address, server.UnixSocket)));
        Assert.Equal((target, "localhost"), (server.Connections[0].Request!.Target, server.Connections[0].Request!["Host"]));
        Assert.Equal(new Uri("ws://localhost" + target), info.Uri);
    }

    [Fact]
    public Task UnixSocket_NobodyThere_Fails() =>
        TransportClient.FailsAsync(new Uri("ws+unix:/nowhere%20at%3Aall"), null, CurlErrorCode.CouldNotConnect);

    [Fact]
    public async Task Resolve_And_ConnectTo_LeadNamesHere()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        await TransportClient.EchoAsync(
            new Uri($"ws://made-up.test:{server.Port}/"), o => o.Resolve = [$"made-up.test:{server.Port}:127.0.0.1"]);
        await TransportClient.EchoAsync(new Uri("ws://made-up.test/"), o => o.ConnectTo = [$"made-up.test:80:127.0.0.1:{server.Port}"]);
        Assert.Equal([$"made-up.test:{server.Port}", "made-up.test"], server.Connections.Items.Select(c => c.Request!["Host"]));
    }

    [Fact]
    public async Task ConnectTo_WithTls_KeepsTheServerName()
    {
        string? name = null;
        await using ScriptedServer server = ScriptedServer.Start(
            connection =>
            {
                name = connection.ServerName;
                return Scripts.EchoAsync(connection);
            },
            new ScriptedServerOptions { Certificate = certificates.WrongHost });
        await TransportClient.EchoAsync(
            new Uri("wss://elsewhere.test/"), o => (o.ConnectTo, o.CaFile) = ([$"::127.0.0.1:{server.Port}"], certificates.CaFile));
        Assert.Equal("elsewhere.test", name);
    }

    [Fact]
    public async Task Interface_Bound_IsTheLocalEnd()
    {
        EndPoint? client = null;
        await using ScriptedServer server = ScriptedServer.Start(connection =>
        {
            client = connection.Socket.RemoteEndPoint;
            return Scripts.EchoAsync(connection);
        });
        CurlWebSocketInfo info = await TransportClient.EchoAsync(server.WsUri, o => o.Interface = "host!127.0.0.2");
        Assert.Equal(IPAddress.Parse("127.0.0.2"), info.LocalEndPoint!.Address);
        Assert.Equal(client, info.LocalEndPoint);
        await TransportClient.FailsAsync(
            server.WsUri, o => o.Interface = "if!no-such-one", CurlErrorCode.InterfaceFailed, CurlErrorCode.CouldNotConnect);
    }

    [Fact]
    public async Task LocalPort_AndRange_AreUsed()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        Assert.SkipWhen(port > 65_000, "The system gave the last ports away.");
        CurlWebSocketInfo info = await TransportClient.EchoAsync(
            server.WsUri, o => (o.Interface, o.LocalPort, o.LocalPortRange) = ("host!127.0.0.1", port, 100));
        Assert.InRange(info.LocalEndPoint!.Port, port + 1, port + 99);
        await TransportClient.FailsAsync(
            server.WsUri, o => (o.Interface, o.LocalPort) = ("host!127.0.0.1", port), CurlErrorCode.InterfaceFailed,
            CurlErrorCode.CouldNotConnect);
    }

    [Theory]
    [InlineData(CurlIpResolve.V4)]
    [InlineData(CurlIpResolve.V6)]
    public async Task IpResolve_OneFamily_UsesOnlyThat(CurlIpResolve family)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "There is no IPv6 here.");
        IPAddress address = family == CurlIpResolve.V4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Address = address });
        Uri uri = new($"ws://localhost:{server.Port}/");
        CurlWebSocketInfo info = await TransportClient.EchoAsync(uri, o => o.IpResolve = family);
        Assert.Equal(address, info.PrimaryEndPoint!.Address);
        await TransportClient.FailsAsync(
            uri,
            o => o.IpResolve = family == CurlIpResolve.V4 ? CurlIpResolve.V6 : CurlIpResolve.V4,
            CurlErrorCode.CouldNotConnect,
            CurlErrorCode.CouldNotResolveHost);
    }

    [Fact]
    public async Task DnsOverHttps_Server_ResolvesTheName()
    {
        await using ScriptedServer names = ScriptedServer.Start(
            AnswerQueriesAsync, new ScriptedServerOptions { Certificate = certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        Uri uri = new($"ws://asked-over-https.test:{server.Port}/");
        Uri doh = new(names.HttpUri, "/dns-query");
        CurlWebSocketInfo info = await TransportClient.EchoAsync(uri, o => (o.DnsOverHttpsUri, o.CaFile) = (doh, certificates.CaFile));
        Assert.Equal(IPAddress.Loopback, info.PrimaryEndPoint!.Address);

        // Its certificate is checked against the same roots.
        await TransportClient.FailsAsync(
            uri, o => (o.DnsOverHttpsUri, o.CaFile) = (doh, certificates.OtherCa.CertificateFile), CurlErrorCode.CouldNotResolveHost);
    }

    /// <summary>DNS over HTTPS (RFC 8484) that knows one answer: 127.0.0.1 for every A question, nothing for others.</summary>
    internal static async Task AnswerQueriesAsync(ScriptedConnection connection)
    {
        try
        {
            while (true)
            {
                RequestHead request = await connection.ReadRequestAsync();
                byte[] query = await connection.ReadBytesAsync(int.Parse(request["Content-Length"]!, CultureInfo.InvariantCulture));
                int end = 12 + query.AsSpan(12).IndexOf((byte)0) + 5;
                bool address = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end - 4)) == 1;
                byte[] answer =
                [
                    .. query[..2], 0x81, 0x80, 0, 1, 0, (byte)(address ? 1 : 0), 0, 0, 0, 0, .. query[12..end],
                    .. address ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1] : Array.Empty<byte>(),
                ];
                byte[] head = Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: {answer.Length}\r\n\r\n");
                await connection.WriteAsync(Wire.Concat(head, answer));
            }
        }
        catch (System.IO.IOException)
        {
            // The client has its answer, or does not trust this server.
        }
    }
}
