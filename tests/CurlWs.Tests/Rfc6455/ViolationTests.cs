using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>What a server must not send, and the close code that a client fails the connection with (section 7.1.7).</summary>
public sealed class ViolationTests
{
    private static readonly Dictionary<string, (byte[] Bytes, int Code)> s_cases = new()
    {
        ["5.1 masked frame"] = (Wire.Frame(WireOpcode.Text, "x"u8, mask: 0x01020304), 1002),
        ["5.2 RSV1"] = (Wire.Frame(WireOpcode.Text, "x"u8, rsv: WireRsv.Rsv1), 1002),
        ["5.2 RSV2"] = (Wire.Frame(WireOpcode.Text, "x"u8, rsv: WireRsv.Rsv2), 1002),
        ["5.2 RSV3"] = (Wire.Frame(WireOpcode.Text, "x"u8, rsv: WireRsv.Rsv3), 1002),
        ["5.2 RSV1 on a control frame"] = (Wire.Frame(WireOpcode.Ping, "x"u8, rsv: WireRsv.Rsv1), 1002),
        ["5.2 opcode 3"] = (Wire.Frame((WireOpcode)3, "x"u8), 1002),
        ["5.2 opcode 7"] = (Wire.Frame((WireOpcode)7, "x"u8), 1002),
        ["5.2 opcode 11"] = (Wire.Frame((WireOpcode)11, "x"u8), 1002),
        ["5.2 opcode 15"] = (Wire.Frame((WireOpcode)15, "x"u8), 1002),
        ["5.2 length of 2^63"] = (Wire.Frame(WireOpcode.Binary, default, encoding: LengthEncoding.SixtyFourBit, declaredLength: 1UL << 63), 1002),
        ["5.4 continuation outside a message"] = (Wire.Frame(WireOpcode.Continuation, "x"u8), 1002),
        ["5.4 new message inside a message"] =
            (Wire.Concat(Wire.Frame(WireOpcode.Text, "x"u8, fin: false), Wire.Frame(WireOpcode.Text, "y"u8)), 1002),
        ["5.4 fragmented ping"] = (Wire.Frame(WireOpcode.Ping, "x"u8, fin: false), 1002),
        ["5.5 ping of 126 bytes"] = (Wire.Frame(WireOpcode.Ping, new byte[126]), 1002),
        ["5.5 close of 126 bytes"] = (Wire.Frame(WireOpcode.Close, [0x03, 0xe8, .. new byte[124]]), 1002),
        ["5.5.1 close of one byte"] = (Wire.Frame(WireOpcode.Close, [0x03]), 1002),
        ["5.5.1 close reason not UTF-8"] = (Wire.Frame(WireOpcode.Close, [0x03, 0xe8, 0xff]), 1007),
        ["7.4 close code 0"] = (Close(0), 1002),
        ["7.4 close code 999"] = (Close(999), 1002),
        ["7.4 close code 1004"] = (Close(1004), 1002),
        ["7.4 close code 1005"] = (Close(1005), 1002),
        ["7.4 close code 1006"] = (Close(1006), 1002),
        ["7.4 close code 1015"] = (Close(1015), 1002),
        ["7.4 close code 1016"] = (Close(1016), 1002),
        ["7.4 close code 2999"] = (Close(2999), 1002),
        ["7.4 close code 5000"] = (Close(5000), 1002),
        ["8.1 text not UTF-8"] = (Wire.Frame(WireOpcode.Text, [0x61, 0xff, 0x62]), 1007),
        ["8.1 text ends in a character"] = (Wire.Frame(WireOpcode.Text, [0x61, 0xe2, 0x82]), 1007),
        ["8.1 text ends in a character, empty last fragment"] =
            (Wire.Concat(Wire.Frame(WireOpcode.Text, [0xe2, 0x82], fin: false), Wire.Frame(WireOpcode.Continuation)), 1007),
    };

    public static TheoryData<CurlFraming, string, int> Cases =>
        [.. from f in new[] { CurlFraming.Auto, CurlFraming.Libcurl } from c in s_cases.Keys from chop in new[] { 1, 0 } where chop == 0 || s_cases[c].Bytes.Length < 20 select (f, c, chop)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Receive_Violation_FailsTheConnectionWithItsCode(CurlFraming framing, string name, int chop)
    {
        (byte[] bytes, int code) = s_cases[name];
        return Connections.RunAsync(
            framing,
            async c =>
            {
                await c.WriteAsync(Wire.Text("good"));
                try
                {
                    await c.WriteChoppedAsync(bytes, chop == 0 ? bytes.Length : chop);
                }
                catch (IOException) when (chop != 0)
                {
                    // The client has seen enough, and is gone before the last byte.
                }

                WireFrame close = await c.ReadFrameAsync();
                Assert.Equal(WireOpcode.Close, close.Opcode);
                Assert.Equal(code, close.CloseCode);
                await c.WaitForEofAsync();
            },
            async socket =>
            {
                // What arrived before the fault is readable before it.
                Assert.Equal("good"u8.ToArray(), (await socket.ReceiveMessageAsync()).Payload);
                await Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted);
                Assert.Equal(WebSocketState.Aborted, socket.State);
                await Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.InvalidState);
            });
    }

    /// <summary>5.2: the minimal number of bytes must be used. libcurl's own decoder does not look.</summary>
    [Theory]
    [InlineData(LengthEncoding.SixteenBit, 5)]
    [InlineData(LengthEncoding.SixtyFourBit, 5)]
    [InlineData(LengthEncoding.SixtyFourBit, 65535)]
    public Task Receive_LengthNotMinimal_FailsTheConnection(LengthEncoding encoding, int size)
    {
        Assert.SkipWhen(CurlLibrary.Version < new Version(8, 21, 0), "The loaded libcurl is too old for this library's own decoder.");
        return Connections.RunAsync(
            CurlFraming.Auto,
            async c =>
            {
                await c.WriteAsync(Wire.Frame(WireOpcode.Binary, new byte[size], encoding: encoding));
                Assert.Equal(1002, (await c.ReadFrameAsync()).CloseCode);
                await c.WaitForEofAsync();
            },
            socket => Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted));
    }

    /// <summary>1009: larger than the cap, as soon as the header says so.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_MessageOverTheCap_FailsWith1009(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            await c.WriteAsync(Wire.Frame(WireOpcode.Binary, new byte[60], fin: false));
            await c.WriteAsync(Wire.Frame(WireOpcode.Continuation, new byte[41]));
            Assert.Equal(1009, (await c.ReadFrameAsync()).CloseCode);
            await c.WaitForEofAsync();
        },
        socket => Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted),
        o => o.MaxMessageSize = 100);

    /// <summary>8.1: an invalid byte fails the connection when it arrives, not at the end of the frame.</summary>
    [Theory]
    [MemberData(nameof(Connections.Framings), MemberType = typeof(Connections))]
    public Task Receive_BadUtf8EarlyInAFrame_FailsBeforeTheFrameEnds(CurlFraming framing) => Connections.RunAsync(
        framing,
        async c =>
        {
            byte[] frame = Wire.Frame(WireOpcode.Text, [0x61, 0xc0, 0xaf, .. new byte[1000]]);
            await c.WriteAsync(frame.AsMemory(0, 20));
            Assert.Equal(1007, (await c.ReadFrameAsync()).CloseCode);
            await c.WaitForEofAsync();
        },
        socket => Connections.FailsAsync(() => socket.ReceiveMessageAsync(), WebSocketError.Faulted));

    private static byte[] Close(int code) => Wire.Frame(WireOpcode.Close, [(byte)(code >> 8), (byte)code]);
}
