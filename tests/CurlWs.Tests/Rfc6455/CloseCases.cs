using System.Collections.Generic;
using System.Globalization;
using System.Linq;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Close frames that a server sends: sections 5.5.1 and 7.4.</summary>
internal static class CloseCases
{
    // Each class of section 7.4 with its borders.
    private static readonly int[] s_good =
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4999];
    private static readonly int[] s_bad = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32768, 65535];

    internal static IReadOnlyDictionary<string, ServerStream> All { get; } =
        Codes().Concat(Reasons()).Concat(Places()).ToDictionary(c => c.Name);

    private static IEnumerable<ServerStream> Codes()
    {
        foreach (int code in s_good)
        {
            yield return Good($"7.4 code {code}", code.ToString(CultureInfo.InvariantCulture), Wire.Close(code));
        }

        foreach (int code in s_bad)
        {
            yield return Bad($"7.4 bad code {code}", 1002, Wire.Close(code));
        }

        yield return Bad("7.4 bad code 1005 with a reason", 1002, Wire.Close(1005, "x"));

        // 1005 means that there was none; the framework's type, and so this library, says 1000.
        yield return Good("7.1.5 no code", "1000", Wire.Close(null));
    }

    private static IEnumerable<ServerStream> Reasons()
    {
        string longest = new('r', 123);
        yield return Good("5.5.1 reason", "1001 bye", Wire.Close(1001, "bye"));
        yield return Good("5.5.1 reason of 123 bytes", "1000 " + longest, Wire.Close(1000, longest));
        yield return Good("5.5.1 reason of other letters", "1000 \u00e9\u20ac\U0001f600", Wire.Close(1000, "\u00e9\u20ac\U0001f600"));
        yield return Bad("5.5.1 one byte", 1002, Wire.Frame(WireOpcode.Close, [0x03]));
        yield return Bad("5.5.1 reason of 124 bytes", 1002, Wire.Close(1000, longest + "r"));
        foreach ((string name, byte[] bytes) in Utf8Cases.Bad.Select(bad => (bad.Name, bad.Bytes)))
        {
            yield return Bad($"5.5.1 reason not UTF-8: {name}", 1007, Wire.Frame(WireOpcode.Close, [0x03, 0xe8, (byte)'a', .. bytes]));
        }
    }

    private static IEnumerable<ServerStream> Places()
    {
        byte[] open = Wire.Frame(WireOpcode.Text, "x"u8, fin: false);
        yield return Good("5.4 inside a message", "1000", Wire.Concat(open, Wire.Close(1000)));
        yield return Good(
            "5.4 inside a message that is in the middle of a letter",
            "1000",
            Wire.Concat(Wire.Frame(WireOpcode.Text, [0xe2, 0x82], fin: false), Wire.Close(1000)));
        yield return Good("5.5.1 data after it", "1000", Wire.Concat(Wire.Close(1000), Wire.Text("late"), Wire.Binary(1, 2, 3)));
        yield return Good("5.5.1 ping after it", "1000", Wire.Concat(Wire.Close(1000), Wire.Ping("late")));
        yield return Good("5.5.1 another one after it", "1000", Wire.Concat(Wire.Close(1000), Wire.Close(1001)));
        yield return Good("7.1.7 broken frame after it", "1000", Wire.Concat(Wire.Close(1000), Wire.Frame((WireOpcode)3, "late"u8)));
        yield return Good("5.5.2 ping before it", "1000", Wire.Concat(Wire.Ping("p"), Wire.Close(1000))) with
        {
            Expected = ServerStreams.Closes("good", "Close 1000", before: "pong p, "),
        };
    }

    private static ServerStream Good(string name, string close, byte[] frame) =>
        new(name, ServerStreams.Closes("good", "Close " + close), Wire.Concat(Wire.Text("good"), frame));

    private static ServerStream Bad(string name, int code, byte[] frame) =>
        new(name, ServerStreams.Fails("good", code), Wire.Concat(Wire.Text("good"), frame));
}
