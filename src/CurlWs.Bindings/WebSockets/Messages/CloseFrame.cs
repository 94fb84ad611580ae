using System;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace CurlWs;

/// <summary>The payload of close frames: RFC 6455, sections 5.5.1 and 7.4.</summary>
internal static class CloseFrame
{
    internal const int MaxReasonBytes = 123;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the server's close frame says; an empty one reads as 1000 and no text, as the framework has it.</summary>
    /// <exception cref="FramingException">One byte, a code that no endpoint may send, or a reason that is not UTF-8.</exception>
    internal static (WebSocketCloseStatus Status, string Reason) Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return (WebSocketCloseStatus.NormalClosure, string.Empty);
        }

        if (payload.Length == 1)
        {
            throw new FramingException(WebSocketCloseStatus.ProtocolError, "The server sent a close frame of one byte.");
        }

        int code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!IsSendable(code))
        {
            throw new FramingException(
                WebSocketCloseStatus.ProtocolError, $"The server sent a close frame with the code {code}, which no endpoint may send.");
        }

        try
        {
            return ((WebSocketCloseStatus)code, s_strict.GetString(payload[2..]));
        }
        catch (DecoderFallbackException e)
        {
            throw new FramingException(
                WebSocketCloseStatus.InvalidPayloadData, "The server sent a close reason that is not valid UTF-8.", e);
        }
    }

    /// <summary>Checks what a caller wants to send: nothing has happened to the connection yet.</summary>
    internal static void Validate(WebSocketCloseStatus closeStatus, string? statusDescription)
    {
        if (closeStatus == WebSocketCloseStatus.Empty)
        {
            if (!string.IsNullOrEmpty(statusDescription))
            {
                throw new ArgumentException("A close frame without a code (Empty) has no description either.", nameof(statusDescription));
            }

            return;
        }

        if (!IsSendable((int)closeStatus))
        {
            throw new ArgumentException(
                $"{(int)closeStatus} is not a close code that an endpoint may send: use 1000 to 1003, 1007 to 1014, or 3000 to 4999.",
                nameof(closeStatus));
        }

        int length = statusDescription is null ? 0 : Encoding.UTF8.GetByteCount(statusDescription);
        if (length > MaxReasonBytes)
        {
            throw new ArgumentException(
                $"The description has {length} bytes as UTF-8; a close frame holds at most {MaxReasonBytes}.", nameof(statusDescription));
        }
    }

    internal static byte[] Build(WebSocketCloseStatus closeStatus, string? statusDescription)
    {
        if (closeStatus == WebSocketCloseStatus.Empty)
        {
            return [];
        }

        string reason = statusDescription ?? string.Empty;
        byte[] payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)closeStatus);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return payload;
    }

    private static bool IsSendable(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
