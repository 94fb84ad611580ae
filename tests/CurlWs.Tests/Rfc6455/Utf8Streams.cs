using System;
using System.Collections.Generic;
using System.Linq;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Text messages out of <see cref="Utf8Cases"/>, in every form in which they can travel.</summary>
internal static class Utf8Streams
{
    internal const string HeldBack = "with the rest of the frame held back";

    /// <summary>One connection for each form: a sequence that is not UTF-8 fails it with 1007.</summary>
    internal static IEnumerable<ServerStream> Bad(string name)
    {
        (_, byte[] bytes, int hopelessAfter) = Utf8Cases.Bad.Single(bad => bad.Name == name);
        ServerStream whole = Stream("whole", Wire.Frame(WireOpcode.Text, bytes));
        yield return whole;
        yield return whole.Buffered(1);
        yield return whole.Buffered(2);
        yield return whole.Buffered(3);
        yield return whole.Chopped(1);
        yield return Stream("between letters", Wire.Frame(WireOpcode.Text, [.. Letters(70), .. bytes, .. Letters(70)]));
        yield return Stream("after a letter of three bytes", Wire.Frame(WireOpcode.Text, [0xe2, 0x82, 0xac, .. bytes]));
        for (int at = 1; at < bytes.Length; at++)
        {
            yield return Stream($"in two fragments, cut at {at}", Fragments(bytes[..at], bytes[at..]));
        }

        yield return Stream("with an empty last fragment", Fragments(bytes, []));
        yield return Stream(
            "in fragments of one byte, with empty ones between and with an empty last fragment",
            Fragments([.. bytes.SelectMany(b => new[] { [b], Array.Empty<byte>() })]));
        yield return Stream("in fragments of one byte", Fragments([.. bytes.Select(b => new[] { b })])).Chopped(1) with
        {
            Form = "in fragments and pieces of one byte",
        };
        if (hopelessAfter <= bytes.Length)
        {
            // The rest of the frame never comes: the client has to fail for what it has.
            byte[] begun = Wire.Frame(WireOpcode.Text, [.. Letters(5), .. bytes[..hopelessAfter]], declaredLength: 2000);
            yield return new ServerStream(name, whole.Expected, Wire.Concat(Wire.Text("good"), begun)) { Form = HeldBack };
        }

        ServerStream Stream(string form, byte[] frames) =>
            new(name, ServerStreams.Fails("good", 1007), Wire.Concat(Wire.Text("good"), frames, Wire.Close())) { Form = form };
    }

    /// <summary>One connection for all forms of a valid sequence, once for each buffer and each chop.</summary>
    internal static IEnumerable<ServerStream> Good(string name)
    {
        byte[] bytes = Utf8Cases.Good.Single(good => good.Name == name).Bytes;
        List<byte[]> messages =
            [Wire.Frame(WireOpcode.Text, bytes), Fragments(bytes, []), Fragments([.. bytes.Select(b => new[] { b }), []])];
        for (int at = 0; at < bytes.Length; at++)
        {
            messages.Add(Fragments(bytes[..at], bytes[at..]));
            messages.Add(Fragments(bytes[..at], [], bytes[at..]));
        }

        string expected = string.Join(", ", Enumerable.Repeat(ServerStreams.Show(bytes), messages.Count));
        ServerStream plain = new(name, ServerStreams.Closes(expected, "Close 1000"), Wire.Concat([.. messages, Wire.Close()]));
        return [plain, plain.Buffered(1), plain.Buffered(2), plain.Buffered(3), plain.Buffered(7), plain.Chopped(3)];
    }

    private static byte[] Fragments(params byte[][] payloads) => Wire.Concat(payloads.Select((payload, i) =>
        Wire.Frame(i == 0 ? WireOpcode.Text : WireOpcode.Continuation, payload, fin: i == payloads.Length - 1)));

    private static byte[] Letters(int count) => [.. Enumerable.Repeat((byte)'a', count)];
}
