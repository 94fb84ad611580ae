using System;
using System.Net.WebSockets;
using System.Text.Unicode;

namespace CurlWs.Fuzz;

/// <summary>
/// A close frame's payload: read exactly if RFC 6455, section 7.4, lets it be sent and its reason is UTF-8; built anew it is the same
/// bytes, and what was read may be sent.
/// </summary>
internal sealed class CloseTarget : FuzzTarget
{
    internal override void Run(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> payload = input[..Math.Min(input.Length, FrameHead.MaxControlPayload)];
        int expected = Expected(payload);
        try
        {
            (WebSocketCloseStatus status, string reason) = CloseFrame.Parse(payload);
            Require(expected == 0, $"taken, and should fail with {expected}");
            Require(
                payload.IsEmpty
                    ? (status, reason) == (WebSocketCloseStatus.NormalClosure, string.Empty)
                    : payload.SequenceEqual(CloseFrame.Build(status, reason)),
                $"built anew from {(int)status} and \"{reason}\" it is not the same");
            CloseFrame.Validate(status, reason);
        }
        catch (FramingException e)
        {
            Require((int)e.CloseStatus == expected, $"{(int)e.CloseStatus}, and should be {expected}: {e.Message}");
        }

        Send(input);
    }

    /// <summary>The same bytes as a code and characters that an application wants to send.</summary>
    private static void Send(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        WebSocketCloseStatus status = (WebSocketCloseStatus)((from.Byte() << 8) | from.Byte());
        string reason = from.Text();
        try
        {
            CloseFrame.Validate(status, reason);
        }
        catch (ArgumentException)
        {
            return;
        }

        byte[] payload = CloseFrame.Build(status, reason);
        Require(payload.Length <= FrameHead.MaxControlPayload, $"{payload.Length} bytes");
        Require(
            status == WebSocketCloseStatus.Empty ? payload.Length == 0 : CloseFrame.Parse(payload) == (status, reason),
            $"{(int)status} and \"{reason}\" are read as something else");
    }

    /// <summary>0, or the code that the fault is answered with.</summary>
    private static int Expected(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 2)
        {
            return payload.Length == 0 ? 0 : 1002;
        }

        int code = (payload[0] << 8) | payload[1];
        bool mayBeSent = code switch
        {
            // 1004 is reserved; 1005, 1006 and 1015 stand for no frame.
            1004 or 1005 or 1006 or 1015 => false,
            < 1000 or (> 1014 and < 3000) or > 4999 => false,
            _ => true,
        };
        return !mayBeSent ? 1002 : Utf8.IsValid(payload[2..]) ? 0 : 1007;
    }
}
