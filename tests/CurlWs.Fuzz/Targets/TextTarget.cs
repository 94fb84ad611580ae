using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CurlWs.Fuzz;

/// <summary>
/// Text from outside on its way to a person, and the line of a frame's trace: one line, nothing that does not print, no longer than it
/// should be, and none of a caller's secrets.
/// </summary>
internal sealed class TextTarget : FuzzTarget
{
    private const string Secret = "s3cr3tW0rd";

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        ReadOnlySpan<byte> bytes = from.Rest;
        string text = from.Text();
        RequirePrintable(SafeText.Printable(text), most: 2500);
        RequirePrintable(SafeText.Escaped(text), most: (10 * text.Length) + 40);
        RequirePrintable(SafeText.OfLibcurl(text), most: 5000);

        if (!text.Contains(Secret, StringComparison.Ordinal))
        {
            string hidden = SafeText.OfLibcurl($"{text} http://user:{Secret}@host/?{Secret}");
            Require(!hidden.Contains(Secret, StringComparison.Ordinal), hidden);
        }

        Trace(choices, bytes);
    }

    private static void Trace(int choices, ReadOnlySpan<byte> bytes)
    {
        WebSocketOpcode opcode = (choices & 7) switch
        {
            0 => WebSocketOpcode.Text,
            1 => WebSocketOpcode.Binary,
            2 => WebSocketOpcode.Ping,
            3 => WebSocketOpcode.Pong,
            _ => WebSocketOpcode.Close,
        };
        FrameHead head = new(opcode, isFinal: (choices & 8) != 0, isCompressed: (choices & 16) != 0 && opcode < WebSocketOpcode.Close);
        int most = FuzzInput.Size(choices >> 5, 64);
        string line = string.Empty;
        FrameTracer tracer = new((in CurlFrameTrace trace) => line += trace.ToString(), most, 1, CurlFrameDirection.Received);
        tracer.Begin(head, bytes.Length);
        int half = bytes.Length / 2;
        tracer.Add(bytes[..half]);
        tracer.Add(bytes[half..]);
        tracer.End();
        tracer.Release();
        RequirePrintable(line, most: 200 + (10 * most));
        Require(line.Contains(string.Create(CultureInfo.InvariantCulture, $" {bytes.Length}"), StringComparison.Ordinal), line);
    }

    private static void RequirePrintable(string text, int most)
    {
        Require(text.Length <= most, $"{text.Length} characters: {text}");
        Require(!text.EnumerateRunes().Any(static r => Rune.IsControl(r) || r.Value is 0x2028 or 0x2029 or 0x202e), text);
    }
}
