using System.Collections.Generic;
using System.Linq;
using System.Text;
using CurlWs.TestServers;
using static CurlWs.Interop.LibCurl;
using static CurlWs.Tests.Interop.Behaviour.ReceiveCase;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Bytes that libcurl takes. The numbers are those of curl's own tests.</summary>
internal static class ReceiveCases
{
    internal static IEnumerable<ReceiveCase> Legal { get; } =
    [
        Good("nothing but the end (2304)", []),
        Good("a text message", [Wire.Text("hello")], new Received(CURLWS_TEXT, "hello")),
        Good("one frame of each kind (2700)",
            [Wire.Text("txt"), Wire.Binary(0, 1, 0xFF), Wire.Ping("ping"), Wire.Pong("pong"), Wire.Close(1000, "close")],
            new(CURLWS_TEXT, "txt"), new(CURLWS_BINARY, [0, 1, 0xFF]), new(CURLWS_PING, "ping"), new(CURLWS_PONG, "pong"),
            new(CURLWS_CLOSE, Close(1000, "close"))),
        .. new[] { 0, 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537 }.SelectMany(OfSize),
        Good("control frames without payload (2711)",
            [Wire.Ping(), Wire.Pong(), Wire.Close(null)],
            new(CURLWS_PING, ""), new(CURLWS_PONG, ""), new(CURLWS_CLOSE, "")),
        Good("control frames of 125 bytes (2712)",
            [Wire.Ping(Long('i')), Wire.Pong(Long('o')), Wire.Close(1000, Long('c')[..123])],
            new(CURLWS_PING, Long('i')), new(CURLWS_PONG, Long('o')), new(CURLWS_CLOSE, Close(1000, Long('c')[..123]))),
        Good("pongs that nobody asked for (2710)",
            [Wire.Pong("a"), Wire.Pong(), Wire.Text("t"), Wire.Pong("b"), Wire.Close()],
            new(CURLWS_PONG, "a"), new(CURLWS_PONG, ""), new(CURLWS_TEXT, "t"), new(CURLWS_PONG, "b"), new(CURLWS_CLOSE, Close(1000))),
        Good("pings without automatic pongs (2709)",
            [Wire.Ping("one"), Wire.Ping("two"), Wire.Close()],
            new(CURLWS_PING, "one"), new(CURLWS_PING, "two"), new(CURLWS_CLOSE, Close(1000))),
        Good("messages in fragments (2719)",
            [Part(WireOpcode.Text, "te", false), Part(0, "xt", true), Part(WireOpcode.Binary, "b", false), Part(0, "i", false),
                Part(0, "n", true)],
            new(CURLWS_TEXT | CURLWS_CONT, "te"), new(CURLWS_TEXT, "xt"),
            new(CURLWS_BINARY | CURLWS_CONT, "b"), new(CURLWS_BINARY | CURLWS_CONT, "i"), new(CURLWS_BINARY, "n")),
        Good("an empty first fragment (2720)", [Part(WireOpcode.Text, "", false), Part(0, "b", false), Part(0, "c", true)],
            new(CURLWS_TEXT | CURLWS_CONT, ""), new(CURLWS_TEXT | CURLWS_CONT, "b"), new(CURLWS_TEXT, "c")),
        Good("an empty middle fragment (2720)", [Part(WireOpcode.Text, "a", false), Part(0, "", false), Part(0, "c", true)],
            new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_TEXT | CURLWS_CONT, ""), new(CURLWS_TEXT, "c")),
        Good("an empty last fragment (2720)", [Part(WireOpcode.Binary, "a", false), Part(0, "b", false), Part(0, "", true)],
            new(CURLWS_BINARY | CURLWS_CONT, "a"), new(CURLWS_BINARY | CURLWS_CONT, "b"), new(CURLWS_BINARY, "")),
        Good("nothing but empty fragments (2720)", [Part(WireOpcode.Text, "", false), Part(0, "", false), Part(0, "", true)],
            new(CURLWS_TEXT | CURLWS_CONT, ""), new(CURLWS_TEXT | CURLWS_CONT, ""), new(CURLWS_TEXT, "")),
        Good("control frames between fragments (2721)",
            [Part(WireOpcode.Text, "a", false), Wire.Pong("o"), Part(0, "b", false), Wire.Ping("i"), Part(0, "c", true)],
            new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_PONG, "o"), new(CURLWS_TEXT | CURLWS_CONT, "b"), new(CURLWS_PING, "i"),
            new(CURLWS_TEXT, "c")),
        Good("a close between fragments", [Part(WireOpcode.Text, "a", false), Wire.Close(), Part(0, "b", true)],
            new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_CLOSE, Close(1000)), new(CURLWS_TEXT, "b")),
        Good("ten empty messages (20_09)", [.. Enumerable.Repeat(Wire.Text(""), 10)],
            [.. Enumerable.Repeat(new Received(CURLWS_TEXT, ""), 10)]),
        Good("fifty small messages", [.. Enumerable.Range(0, 50).Select(i => Wire.Text("m" + i))],
            [.. Enumerable.Range(0, 50).Select(i => new Received(CURLWS_TEXT, "m" + i))]),
        Good("300 fragments", [Wire.Fragments(WireOpcode.Text, Encoding.ASCII.GetBytes(new string('x', 300)), 1)],
            [.. Enumerable.Range(1, 300).Select(i => new Received(i < 300 ? CURLWS_TEXT | CURLWS_CONT : CURLWS_TEXT, "x"))]),
    ];

    /// <summary>
    /// What a strict receiver would refuse, and what ends too early. libcurl passes it on; checking is the caller's work.
    /// </summary>
    internal static IEnumerable<ReceiveCase> Lenient { get; } =
    [
        Good("a length in 16 bits that fits into 7", [Wire.Frame(WireOpcode.Text, "hello"u8, encoding: LengthEncoding.SixteenBit)],
            new Received(CURLWS_TEXT, "hello")),
        Good("a length in 64 bits that fits into 7", [Wire.Frame(WireOpcode.Text, "hello"u8, encoding: LengthEncoding.SixtyFourBit)],
            new Received(CURLWS_TEXT, "hello")),
        Good("a length in 64 bits that fits into 16",
            [Wire.Frame(WireOpcode.Binary, Wire.Noise(300), encoding: LengthEncoding.SixtyFourBit)],
            new Received(CURLWS_BINARY, Wire.Noise(300))),
        Good("text that is no UTF-8", [Wire.Frame(WireOpcode.Text, [0x41, 0xFF, 0xC0])], new Received(CURLWS_TEXT, [0x41, 0xFF, 0xC0])),
        Good("a close reason that is no UTF-8", [Wire.Frame(WireOpcode.Close, [3, 0xE8, 0xFF])],
            new Received(CURLWS_CLOSE, [3, 0xE8, 0xFF])),
        Good("a close of one byte", [Wire.Frame(WireOpcode.Close, [3])], new Received(CURLWS_CLOSE, [3])),
        .. new[] { 0, 5, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535 }.Select(code =>
            Good($"close code {code}", [Wire.Close(code)], new Received(CURLWS_CLOSE, Close(code)))),
        Good("data after a close", [Wire.Close(), Wire.Text("after"), Wire.Ping("p"), Wire.Close(1001)],
            new(CURLWS_CLOSE, Close(1000)), new(CURLWS_TEXT, "after"), new(CURLWS_PING, "p"), new(CURLWS_CLOSE, Close(1001))),
        Good("the end after one byte of a header", [[0x81]]),
        Good("the end within a 16-bit length", [[0x82, 126, 1]]),
        Good("the end within a 64-bit length", [[0x82, 127, 0, 0, 0, 0, 0]]),
        Good("the end after a header", [[0x81, 5]]),
        Good("the end within a payload", [Wire.Text("first"), [0x81, 5], "hel"u8.ToArray()],
            new(CURLWS_TEXT, "first"), new(CURLWS_TEXT, "hel", whole: false)),
        Good("the end within a message", [Part(WireOpcode.Text, "a", false)], new Received(CURLWS_TEXT | CURLWS_CONT, "a")),
    ];

    internal static byte[] Close(int code, string reason = "") => [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];

    internal static byte[] Part(WireOpcode opcode, string text, bool fin) => Wire.Frame(opcode, Encoding.UTF8.GetBytes(text), fin);

    private static string Long(char c) => new(c, 125);

    private static IEnumerable<ReceiveCase> OfSize(int size)
    {
        byte[] payload = Wire.Noise(size);
        yield return Good($"{size} bytes (2707)", [Wire.Binary(payload), Wire.Text("next")],
            new(CURLWS_BINARY, payload), new(CURLWS_TEXT, "next"));
    }
}
