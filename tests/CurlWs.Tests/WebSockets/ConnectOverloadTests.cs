using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.CSharp12;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>The ways to say what to connect to; those of C# 12 are compiled in CurlWs.CSharp12.</summary>
[SuppressMessage("Usage", "CA2234", Justification = "An address that is a string is what is tested.")]
public sealed class ConnectOverloadTests
{
    [Fact]
    public Task Connect_EveryWayToNameTheServer_Connects() => ScriptedServer.RunAsync(Scripts.EchoAsync, async server =>
    {
        CancellationToken token = Deadline.Token();
        string address = server.WsUri.AbsoluteUri;
        await EchoAsync(await CurlWebSocket.ConnectAsync(server.WsUri, token));
        await EchoAsync(await CurlWebSocket.ConnectAsync(server.WsUri, default));
        await EchoAsync(await CurlWebSocket.ConnectAsync(server.WsUri, null, token));
        await EchoAsync(await CurlWebSocket.ConnectAsync(server.WsUri, new CurlWebSocketOptions()));
        await EchoAsync(await CurlWebSocket.ConnectAsync(address));
        await EchoAsync(await CurlWebSocket.ConnectAsync(address, token));
        await EchoAsync(await CurlWebSocket.ConnectAsync(address, default));
        await EchoAsync(await CurlWebSocket.ConnectAsync(address, new CurlWebSocketOptions(), token));
        await EchoAsync(await Task.Run(() => CurlWebSocket.Connect(server.WsUri, token)));
        await EchoAsync(await Task.Run(() => CurlWebSocket.Connect(address)));
        await EchoAsync(await Task.Run(() => CurlWebSocket.Connect(address, token)));
        await EchoAsync(await Task.Run(() => CurlWebSocket.Connect(address, new CurlWebSocketOptions(), token)));
        foreach (CurlWebSocket socket in await Connecting.EveryWayAsync(server.WsUri, token))
        {
            await EchoAsync(socket);
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("//host/secret")]
    [InlineData("host:no port")]
    [InlineData("ws://")]
    public async Task Connect_NoAbsoluteAddress_IsRefusedAndNotRepeated(string address)
    {
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>("uri", () => CurlWebSocket.ConnectAsync(address));
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("uri", () => CurlWebSocket.Connect(address, CancellationToken.None));
    }

    [Fact]
    public async Task Connect_CanceledBeforehand_EndsWithTheToken()
    {
        CancellationToken canceled = new(canceled: true);
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CurlWebSocket.ConnectAsync("ws://127.0.0.1:1/", canceled));
        Assert.Equal(canceled, e.CancellationToken);
        await Assert.ThrowsAsync<ArgumentNullException>("uri", () => CurlWebSocket.ConnectAsync((string)null!));
    }

    private static async Task EchoAsync(CurlWebSocket connected)
    {
        await using CurlWebSocket socket = connected;
        await socket.SendAsync("there and back", Deadline.Token());
        Assert.Equal("there and back", await socket.ReceiveTextAsync(Deadline.Token()));
    }
}
