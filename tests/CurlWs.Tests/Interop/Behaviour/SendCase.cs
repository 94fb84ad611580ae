using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using CurlWs.TestServers;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>One curl_ws_send and what it returns; all of the payload is taken where that is CURLE_OK.</summary>
internal sealed record SendStep(int Flags, byte[] Payload, CURLcode Code = CURLE_OK, long Fragsize = 0)
{
    internal SendStep(int flags, string text, CURLcode code = CURLE_OK, long fragsize = 0)
        : this(flags, System.Text.Encoding.UTF8.GetBytes(text), code, fragsize)
    {
    }
}

/// <summary>Calls in order, and the frames that they put on the wire.</summary>
internal sealed record SendCase(string Name, SendStep[] Steps, params string[] Frames)
{
    internal static IEnumerable<SendCase> All { get; } =
    [
        new("a text message", [new(CURLWS_TEXT, "hello")], "Text fin [5] 68656C6C6F"),
        new("a binary message", [new(CURLWS_BINARY, [0, 255])], "Binary fin [2] 00FF"),
        new("empty frames of each kind",
            [new(CURLWS_TEXT, ""), new(CURLWS_BINARY, ""), new(CURLWS_PING, ""), new(CURLWS_PONG, ""), new(CURLWS_CLOSE, "")],
            "Text fin [0]", "Binary fin [0]", "Ping fin [0]", "Pong fin [0]", "Close fin [0]"),
        .. new[] { 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537 }.Select(size =>
            new SendCase($"{size} bytes (2707)", [new(CURLWS_BINARY, Wire.Noise(size)), new(CURLWS_TEXT, "next")],
                Line("Binary fin", Wire.Noise(size)), "Text fin [4] 6E657874")),
        new("control frames of 125 bytes (20_02)", [.. Control.Select(flag => new SendStep(flag, Wire.Noise(125)))],
            Line("Ping fin", Wire.Noise(125)), Line("Pong fin", Wire.Noise(125)), Line("Close fin", Wire.Noise(125))),
        new("control frames that are too long (20_03)",
            [.. Control
                .SelectMany(flag => new[] { 126, 127, 70000 }.Select(size => new SendStep(flag, Wire.Noise(size), CURLE_TOO_LARGE)))]),
        new("fragments", [new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_TEXT | CURLWS_CONT, "b"), new(CURLWS_TEXT, "c")],
            "Text [1] 61", "Continuation [1] 62", "Continuation fin [1] 63"),
        new("empty fragments", [new(CURLWS_BINARY | CURLWS_CONT, ""), new(CURLWS_BINARY | CURLWS_CONT, ""), new(CURLWS_BINARY, "")],
            "Binary [0]", "Continuation [0]", "Continuation fin [0]"),
        new("CONT alone in a message continues it", [new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_CONT, "b"), new(CURLWS_TEXT, "c")],
            "Text [1] 61", "Continuation [1] 62", "Continuation fin [1] 63"),

        // libcurl sets FIN but goes on as if the message were open: the next one starts as a stray continuation.
        new("no flags end a message, which libcurl does not notice",
            [new(CURLWS_TEXT | CURLWS_CONT, "a"), new(0, "b"), new(CURLWS_TEXT, "c")],
            "Text [1] 61", "Continuation fin [1] 62", "Continuation fin [1] 63"),
        new("another type ends the message that is open",
            [new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_BINARY, "b"), new(CURLWS_BINARY, "c")],
            "Text [1] 61", "Continuation fin [1] 62", "Binary fin [1] 63"),
        new("control frames between fragments",
            [new(CURLWS_TEXT | CURLWS_CONT, "a"), new(CURLWS_PING, "i"), new(CURLWS_PONG, "o"), new(CURLWS_TEXT, "b")],
            "Text [1] 61", "Ping fin [1] 69", "Pong fin [1] 6F", "Continuation fin [1] 62"),
        new("a message after a close", [new(CURLWS_CLOSE, "\u0003x"), new(CURLWS_TEXT, "a")], "Close fin [2] 0378", "Text fin [1] 61"),
        new("OFFSET in parts",
            [new(CURLWS_TEXT | CURLWS_OFFSET, "abc", fragsize: 6), new(CURLWS_TEXT | CURLWS_OFFSET, "d"),
                new(CURLWS_TEXT | CURLWS_OFFSET, "ef")],
            "Text fin [6] 616263646566"),
        new("OFFSET only at the start", [new(CURLWS_TEXT | CURLWS_OFFSET, "abc", fragsize: 6), new(CURLWS_TEXT, "def")],
            "Text fin [6] 616263646566"),
        new("OFFSET with the header alone",
            [new(CURLWS_BINARY | CURLWS_OFFSET, "", fragsize: 3), new(CURLWS_BINARY | CURLWS_OFFSET, "abc")],
            "Binary fin [3] 616263"),
        new("OFFSET for fragments",
            [
                new(CURLWS_TEXT | CURLWS_CONT | CURLWS_OFFSET, "a", fragsize: 2), new(CURLWS_TEXT | CURLWS_CONT, "b"),
                new(CURLWS_TEXT | CURLWS_OFFSET, "c", fragsize: 2), new(CURLWS_TEXT, "d"),
            ],
            "Text [2] 6162", "Continuation fin [2] 6364"),
        new("OFFSET for a frame of length 0", [new(CURLWS_TEXT | CURLWS_OFFSET, ""), new(CURLWS_TEXT, "a")], "Text fin [0]",
            "Text fin [1] 61"),
        new("more than an OFFSET frame has left",
            [new(CURLWS_TEXT | CURLWS_OFFSET, "abc", fragsize: 5),
                new(CURLWS_TEXT | CURLWS_OFFSET, "def", CURLE_BAD_FUNCTION_ARGUMENT), new(CURLWS_TEXT, "de")],
            "Text fin [5] 6162636465"),
        new("an OFFSET frame of negative length", [new(CURLWS_TEXT | CURLWS_OFFSET, "abc", CURLE_SEND_ERROR, -1)]),
        new("a ping of more than 125 by OFFSET", [new(CURLWS_PING | CURLWS_OFFSET, "a", CURLE_TOO_LARGE, 126)]),

        // The open frame takes whatever comes, flags or not: both calls say OK and the wire has one frame with the ping's bytes in it.
        new("a ping that an unfinished frame swallows",
            [new(CURLWS_TEXT | CURLWS_OFFSET, "abc", fragsize: 9), new(CURLWS_PING, "x"), new(CURLWS_CLOSE, "yy"), new(0, "def")],
            "Text fin [9] 61626378797964" + "6566"),
        new("fragsize without OFFSET", [new(CURLWS_TEXT, "abc", fragsize: 9), new(CURLWS_TEXT, "d")], "Text fin [3] 616263",
            "Text fin [1] 64"),
        .. new (string Name, int Flags)[]
        {
            ("no flags", 0), ("an unknown flag", 1 << 10), ("TEXT and BINARY", CURLWS_TEXT | CURLWS_BINARY),
                ("CONT without a message", CURLWS_CONT),
            ("PING and CONT", CURLWS_PING | CURLWS_CONT), ("PONG and CONT", CURLWS_PONG | CURLWS_CONT),
                ("CLOSE and CONT", CURLWS_CLOSE | CURLWS_CONT),
            ("PING and PONG", CURLWS_PING | CURLWS_PONG), ("TEXT and CLOSE", CURLWS_TEXT | CURLWS_CLOSE), ("OFFSET alone", CURLWS_OFFSET),
        }.Select(bad => new SendCase(
            bad.Name, [new(bad.Flags, "x", CURLE_BAD_FUNCTION_ARGUMENT), new(CURLWS_TEXT, "y")], "Text fin [1] 79")),
    ];

    internal static SendCase Named(string name) => All.Single(each => each.Name == name);

    public override string ToString() => Name;

    private static IEnumerable<int> Control => [CURLWS_PING, CURLWS_PONG, CURLWS_CLOSE];

    private static string Line(string kind, byte[] payload)
    {
        string start = System.Convert.ToHexString(payload[..System.Math.Min(payload.Length, 32)]);
        return $"{kind} [{payload.Length}] {start}{(payload.Length > 32 ? "..." : "")}";
    }
}
