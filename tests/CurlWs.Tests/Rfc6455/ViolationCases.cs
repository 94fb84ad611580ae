using System.Collections.Generic;
using System.Linq;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>
/// What a server must not send. Each comes right behind a good message, which has to be received first. The close frame behind it ends the
/// matter for a client that does not mind.
/// </summary>
internal static class ViolationCases
{
    internal static IReadOnlyDictionary<string, ServerStream> All { get; } =
        Framing().Concat(Fragmentation()).Concat(Control()).ToDictionary(c => c.Name);

    private static IEnumerable<ServerStream> Framing()
    {
        yield return Bad("5.1 masked text", Wire.Frame(WireOpcode.Text, "x"u8, mask: 0x01020304));
        yield return Bad("5.1 masked ping", Wire.Frame(WireOpcode.Ping, "x"u8, mask: 0x01020304));
        yield return Bad("5.1 masked close", Wire.Frame(WireOpcode.Close, [0x03, 0xe8], mask: 0x01020304));
        yield return Bad("5.1 masked with a key of zero", [0x81, 0x81, 0, 0, 0, 0, (byte)'x']);
        foreach (WireOpcode opcode in new[] { WireOpcode.Text, WireOpcode.Binary, WireOpcode.Ping, WireOpcode.Pong, WireOpcode.Close })
        {
            foreach (WireRsv rsv in new[] { WireRsv.Rsv1, WireRsv.Rsv2, WireRsv.Rsv3 })
            {
                yield return Bad($"5.2 {rsv} on {opcode}", Wire.Frame(opcode, [0x03, 0xe8], rsv: rsv));
            }
        }

        yield return Bad(
            "5.2 Rsv1 on Continuation",
            Wire.Frame(WireOpcode.Text, "x"u8, fin: false), Wire.Frame(WireOpcode.Continuation, "y"u8, rsv: WireRsv.Rsv1));
        foreach (int opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        {
            yield return Bad($"5.2 opcode {opcode}", Wire.Frame((WireOpcode)opcode, "x"u8));
            yield return Bad($"5.2 opcode {opcode} without payload", Wire.Frame((WireOpcode)opcode));
        }

        yield return Bad("5.2 opcode 3 as a fragment", Wire.Frame((WireOpcode)3, "x"u8, fin: false));
        yield return Bad("5.2 length of 2^63", Long(1UL << 63));
        yield return Bad("5.2 length of 2^64 - 1", Long(ulong.MaxValue));
        foreach (int size in new[] { 0, 1, 125 })
        {
            yield return Bad(
                $"5.2 length not in the shortest form: {size} in 16 bits",
                Wire.Frame(WireOpcode.Binary, new byte[size], encoding: LengthEncoding.SixteenBit));
        }

        foreach (int size in new[] { 0, 125, 126, 65535 })
        {
            yield return Bad(
                $"5.2 length not in the shortest form: {size} in 64 bits",
                Wire.Frame(WireOpcode.Binary, new byte[size], encoding: LengthEncoding.SixtyFourBit));
        }
    }

    private static IEnumerable<ServerStream> Fragmentation()
    {
        byte[] open = Wire.Frame(WireOpcode.Text, "x"u8, fin: false);
        yield return Bad("5.4 continuation outside a message", Wire.Frame(WireOpcode.Continuation, "x"u8));
        yield return Bad("5.4 continuation outside a message, not final", Wire.Frame(WireOpcode.Continuation, "x"u8, fin: false));
        yield return Bad("5.4 empty continuation outside a message", Wire.Frame(WireOpcode.Continuation));
        yield return Bad("5.4 continuation after a ping", Wire.Frame(WireOpcode.Ping), Wire.Frame(WireOpcode.Continuation, "x"u8)) with
        {
            Expected = "good | Faulted Aborted | pong, close 1002",
        };
        yield return new(
            "5.4 continuation after the last fragment", ServerStreams.Fails("good, xy", 1002),
            Wire.Text("good"), open, Wire.Frame(WireOpcode.Continuation, "y"u8), Wire.Frame(WireOpcode.Continuation, "z"u8));
        yield return Bad("5.4 text inside a text", open, Wire.Text("y"));
        yield return Bad("5.4 binary inside a text", open, Wire.Binary((byte)'y'));
        yield return Bad("5.4 text inside a binary", Wire.Frame(WireOpcode.Binary, "x"u8, fin: false), Wire.Text("y"));
        yield return Bad("5.4 fragment of a new text inside a text", open, open);
        yield return Bad("5.4 text inside an empty first fragment", Wire.Frame(WireOpcode.Text, fin: false), Wire.Text("y"));
        yield return Bad("5.4 text inside a text, after a pong", open, Wire.Pong("p"), Wire.Text("y"));
    }

    private static IEnumerable<ServerStream> Control()
    {
        foreach (WireOpcode opcode in new[] { WireOpcode.Close, WireOpcode.Ping, WireOpcode.Pong })
        {
            byte[] payload = [0x03, 0xe8];
            yield return Bad($"5.5 fragmented {opcode}", Wire.Frame(opcode, payload, fin: false));
            yield return Bad($"5.5 fragmented {opcode} without payload", Wire.Frame(opcode, fin: false));
            yield return Bad(
                $"5.5 {opcode} in two fragments", Wire.Frame(opcode, payload, fin: false), Wire.Frame(WireOpcode.Continuation));
            yield return Bad($"5.5 {opcode} of 126 bytes", Wire.Frame(opcode, [.. payload, .. new byte[124]]));
            yield return Bad($"5.5 {opcode} of 65536 bytes", Wire.Frame(opcode, [.. payload, .. new byte[65534]]));
        }

        yield return Bad("5.5 ping of 5 bytes in 16 bits", Wire.Frame(WireOpcode.Ping, "hello"u8, encoding: LengthEncoding.SixteenBit));
    }

    private static ServerStream Bad(string name, params IEnumerable<byte[]> frames) =>
        new(name, ServerStreams.Fails("good", 1002), Wire.Concat([Wire.Text("good"), .. frames, Wire.Close()]));

    /// <summary>A header alone: nobody can send what it claims.</summary>
    private static byte[] Long(ulong length) =>
        Wire.Frame(WireOpcode.Binary, encoding: LengthEncoding.SixtyFourBit, declaredLength: length);
}
