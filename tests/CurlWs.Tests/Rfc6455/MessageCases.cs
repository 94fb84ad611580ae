using System.Collections.Generic;
using System.Linq;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Streams that are right, in forms that a client might not expect.</summary>
internal static class MessageCases
{
    internal static IReadOnlyDictionary<string, ServerStream> All { get; } = new[]
    {
        Good("5.4 empty messages", ", binary", Wire.Text(""), Wire.Binary()),
        Good(
            "5.4 fragments, empty ones too",
            "abc, binary x",
            [.. Parts(WireOpcode.Text, "", "ab", "", "c"), .. Parts(WireOpcode.Binary, "x", "")]),
        Good("5.4 only empty fragments", ", a", [.. Parts(WireOpcode.Text, "", "", ""), Wire.Text("a")]),
        Good("5.4 a hundred fragments", "[100]", [.. Parts(WireOpcode.Text, [.. Enumerable.Repeat("x", 100)])]),
        Good("5.5.2 ping with nothing else", "", Wire.Ping("p")) with { Expected = ServerStreams.Closes("", "Close 1000", "pong p, ") },
        Good("5.5.2 ping without payload", "a", Wire.Ping(), Wire.Text("a")) with
        {
            Expected = ServerStreams.Closes("a", "Close 1000", "pong, "),
        },
        Good("5.4 pings between all fragments", "abc", Between(Parts(WireOpcode.Text, "a", "", "b", "c"))) with
        {
            Expected = ServerStreams.Closes("abc", "Close 1000", "pong p0, pong p1, pong p2, pong p3, "),
        },
        Good("5.4 pings between the bytes of a letter", "0xE282AC", Between([
            Wire.Frame(WireOpcode.Text, [0xe2], fin: false),
            Wire.Frame(WireOpcode.Continuation, [0x82], fin: false),
            Wire.Frame(WireOpcode.Continuation, [0xac]),
        ])) with
        {
            Expected = ServerStreams.Closes("0xE282AC", "Close 1000", "pong p0, pong p1, pong p2, "),
        },
        Good(
            "5.5.3 pongs that nobody asked for", "ab, c", Wire.Pong(), Wire.Frame(WireOpcode.Text, "a"u8, fin: false), Wire.Pong("q"),
            Wire.Frame(WireOpcode.Continuation, "b"u8), Wire.Pong(new string('q', 125)), Wire.Text("c")),
    }.ToDictionary(c => c.Name);

    private static byte[][] Parts(WireOpcode opcode, params string[] texts) => [.. texts.Select((text, i) =>
        Wire.Frame(i == 0 ? opcode : WireOpcode.Continuation, System.Text.Encoding.ASCII.GetBytes(text), fin: i == texts.Length - 1))];

    /// <summary>A ping in front of each frame.</summary>
    private static byte[][] Between(byte[][] frames) => [.. frames.SelectMany((frame, i) => new[] { Wire.Ping($"p{i}"), frame })];

    private static ServerStream Good(string name, string messages, params byte[][] frames) =>
        new(name, ServerStreams.Closes(messages, "Close 1000"), Wire.Concat([.. frames, Wire.Close()]));
}
