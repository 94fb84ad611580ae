using System;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Easy;
using CurlWs.Tests.Interop;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Framing;

/// <summary>Frames of more than 4 GiB, in and out, at each layer: no length is 32 bits wide anywhere, and nobody holds the frame.</summary>
[Collection(nameof(StressAlone))]
public sealed class HugeFrameTests
{
    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public Task WebSocket_Receive_FrameOfMoreThan4GiB(CurlFraming framing) => RunAsync(HugeFrame.Sent, async (server, look) =>
    {
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
        await using CurlMessageReadStream message = (await socket.OpenMessageReaderAsync(Deadline.Token()))!;
        Assert.Equal(HugeFrame.Length, message.MessageLength);
        byte[] buffer = new byte[HugeFrame.Piece];
        long offset = 0;
        for (int got; (got = await message.ReadAsync(buffer, Deadline.Token())) > 0; offset += got)
        {
            HugeFrame.Check(offset, buffer.AsSpan(0, got));
            look();
        }

        Assert.Equal(HugeFrame.Length, offset);
        Assert.Equal("after", await socket.ReceiveTextAsync(Deadline.Token()));
    });

    [Fact]
    public Task WebSocket_Send_FrameOfMoreThan4GiB() => SendAsync(CurlFraming.Auto, (_, _) => { });

    /// <summary>
    /// libcurl's encoder takes half a minute for it, so that one frame goes through all layers: what the facade writes it gives to
    /// <see cref="CurlEasy.TryBeginFrame"/> and <see cref="CurlEasy.TrySend"/>, and those to <c>curl_ws_send</c>. With one libcurl.
    /// </summary>
    [Fact]
    public Task ThroughEachLayer_Send_FrameOfMoreThan4GiB()
    {
        Assert.SkipUnless(
            CurlLibrary.Version >= new Version(8, 21, 0),
            "libcurl's own encoder takes half a minute for 4 GiB: once in a run, with the libcurl that is packaged.");
        return SendAsync(CurlFraming.Libcurl, (socket, rest) => Assert.Equal(rest, socket.Easy.FrameBytesLeft));
    }

    private static Task SendAsync(CurlFraming framing, Action<CurlWebSocket, long> left) => RunAsync(HugeFrame.Read, async (server, look) =>
    {
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
        await using (CurlMessageWriteStream message = socket.OpenMessageWriter(WebSocketMessageType.Binary, HugeFrame.Length))
        {
            for (long offset = 0; offset < HugeFrame.Length;)
            {
                ReadOnlyMemory<byte> piece = HugeFrame.At(offset);
                await message.WriteAsync(piece, Deadline.Token());
                offset += piece.Length;
                left(socket, HugeFrame.Length - offset);
                look();
            }

            await message.CompleteAsync(Deadline.Token());
        }

        Assert.Equal("after", await socket.ReceiveTextAsync(Deadline.Token()));
    });

    [Fact]
    public Task Easy_Receive_FrameOfMoreThan4GiB() => RunAsync(HugeFrame.Sent, async (server, look) =>
    {
        using CurlEasy easy = await WebSocketCallsClient.ConnectAsync(server);
        byte[] buffer = new byte[HugeFrame.Piece];
        for (long offset = 0; offset < HugeFrame.Length; look())
        {
            if (easy.TryReceive(buffer, out WebSocketFrame frame))
            {
                Assert.Equal((offset, HugeFrame.Length - offset - frame.Count), (frame.Offset, frame.BytesLeft));
                HugeFrame.Check(offset, buffer.AsSpan(0, frame.Count));
                offset += frame.Count;
            }
            else
            {
                await easy.WaitToReceiveAsync(Deadline.Token());
            }
        }

        Assert.Equal("after"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
    });

    [Fact]
    public Task Interop_Receive_FrameOfMoreThan4GiB() => RunAsync(HugeFrame.Sent, async (server, look) =>
    {
        using CURL curl = await Drive.ConnectAsync(server.WsUri);
        await Task.Run(() =>
        {
            using Socket socket = SocketOf(curl);
            // curl_ws_recv reads on for as long as there is something: see KnownDefects, "endless-receive".
            socket.ReceiveBufferSize = 64 * 1024;
            byte[] buffer = new byte[HugeFrame.Piece];
            for (long offset = 0; offset < HugeFrame.Length; look())
            {
                CURLcode code = curl_ws_recv(curl, buffer, out nuint got, out curl_ws_frame meta);
                if (code == CURLE_AGAIN)
                {
                    Wait(socket, SelectMode.SelectRead);
                    continue;
                }

                Drive.Ok(code);
                Assert.Equal((offset, HugeFrame.Length - offset - (long)got), (meta.offset, meta.bytesleft));
                HugeFrame.Check(offset, buffer.AsSpan(0, (int)got));
                offset += (long)got;
            }
        });
    });

    private static Task RunAsync(Func<ScriptedConnection, Task> script, Func<ScriptedServer, Action, Task> client)
    {
        Assert.SkipUnless(Optimized.Library, "Gigabytes take a multiple of their time in Debug: this runs in Release.");
        return ScriptedServer.RunAsync(script, server => HugeFrame.WithoutHoldingItAsync(look => client(server, look)));
    }

    private static Socket SocketOf(CURL curl)
    {
        Drive.Ok(curl_easy_getinfo(curl, CURLINFO.CURLINFO_ACTIVESOCKET, out curl_socket_t socket));
        return new Socket(new SafeSocketHandle((nint)socket, ownsHandle: false));
    }

    private static void Wait(Socket socket, SelectMode mode) =>
        Assert.True(socket.Poll(Deadline.Default, mode), "The socket is not ready in time.");
}
