using System.Collections.Generic;
using System.Linq;
using CurlWs.TestServers;
using static CurlWs.Interop.LibCurl;
using static CurlWs.Tests.Interop.Behaviour.ReceiveCase;
using static CurlWs.Tests.Interop.Behaviour.ReceiveCases;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>
/// Bytes that libcurl refuses with CURLE_RECV_ERROR, since 8.14.1 all of them. The numbers are those of curl's own tests.
/// </summary>
internal static class ViolationCases
{
    internal static IEnumerable<ReceiveCase> All { get; } =
    [
        .. new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }.Select(opcode =>
            Bad($"reserved opcode {opcode:X} (2701, 2702)", [Wire.Frame((WireOpcode)opcode, "x"u8)])),
        .. new[] { WireRsv.Rsv1, WireRsv.Rsv2, WireRsv.Rsv3, WireRsv.Rsv1 | WireRsv.Rsv2 | WireRsv.Rsv3 }.SelectMany(rsv =>
            new[] { WireOpcode.Text, WireOpcode.Binary, WireOpcode.Ping, WireOpcode.Close }.Select(opcode =>
                Bad($"{rsv} on {opcode} (2703 to 2705)", [Wire.Frame(opcode, "xy"u8, rsv: rsv)]))),
        Bad("a reserved bit on a continuation", [Part(WireOpcode.Text, "a", false), Wire.Frame(0, "b"u8, rsv: WireRsv.Rsv1)],
            new Received(CURLWS_TEXT | CURLWS_CONT, "a")),
        Bad("a masked frame (2706)", [Wire.Frame(WireOpcode.Text, "hello"u8, mask: 0x12345678)]),
        Bad("a frame masked with zeros", [Wire.Frame(WireOpcode.Text, "hello"u8, mask: 0)]),
        Bad("a good message, then a masked one", [Wire.Text("good"), Wire.Frame(WireOpcode.Text, "bad"u8, mask: 1)],
            new Received(CURLWS_TEXT, "good")),
        .. new[] { WireOpcode.Ping, WireOpcode.Pong, WireOpcode.Close }.SelectMany(opcode => new[]
        {
            Bad($"{opcode} of 126 bytes (2713 to 2715)", [Wire.Frame(opcode, Wire.Noise(126))]),
            Bad($"{opcode} in a fragment (2716 to 2718)", [Wire.Frame(opcode, "p"u8, fin: false), Wire.Frame(0, "q"u8)]),
            Bad($"{opcode} with a length in 64 bits", [Wire.Frame(opcode, "p"u8, encoding: LengthEncoding.SixtyFourBit)]),
        }),
        Bad("a continuation without a start (2722)", [Wire.Text("good"), Part(0, "stray", true)], new Received(CURLWS_TEXT, "good")),
        Bad("a first frame that continues", [Part(0, "stray", false)]),
        Bad("a continuation after the last one", [Part(WireOpcode.Text, "a", false), Part(0, "b", true), Part(0, "c", true)],
            new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_TEXT, "b")),
        Bad("a new text before the end of the last (2723)", [Part(WireOpcode.Text, "a", false), Wire.Text("b")],
            new Received(CURLWS_TEXT | CURLWS_CONT, "a")),
        Bad("a new binary before the end of the last", [Part(WireOpcode.Binary, "a", false), Part(0, "b", false), Wire.Binary(1)],
            new(CURLWS_BINARY | CURLWS_CONT, "a"), new(CURLWS_BINARY | CURLWS_CONT, "b")),
        Bad("a length of 2^63", [Wire.Frame(WireOpcode.Binary, declaredLength: 1UL << 63)]),
        Bad("a length of 2^64 - 1", [Wire.Frame(WireOpcode.Binary, declaredLength: ulong.MaxValue)]),
    ];
}
