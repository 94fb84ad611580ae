using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace CurlWs.TestServers;

/// <summary>Frames to bytes and bytes to frames, the illegal ones too. It shares no code with the library that is tested.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public static class Wire
{
    /// <summary>Builds one frame. Nothing is checked: every illegal combination can be built.</summary>
    /// <param name="opcode">The opcode.</param>
    /// <param name="payload">The payload, not yet masked.</param>
    /// <param name="fin">Whether it is the last fragment.</param>
    /// <param name="rsv">The reserved bits.</param>
    /// <param name="mask">The masking key as a big-endian number; null for none, as servers send.</param>
    /// <param name="encoding">How the length is written.</param>
    /// <param name="declaredLength">The length that the header claims, up to 2^64 - 1; that of the payload when left out.</param>
    /// <returns>Header and payload.</returns>
    public static byte[] Frame(
        WireOpcode opcode,
        ReadOnlySpan<byte> payload = default,
        bool fin = true,
        WireRsv rsv = WireRsv.None,
        uint? mask = null,
        LengthEncoding encoding = LengthEncoding.Shortest,
        ulong? declaredLength = null)
    {
        ulong length = declaredLength ?? (ulong)payload.Length;
        if (encoding == LengthEncoding.Shortest)
        {
            encoding = length switch
            {
                <= 125 => LengthEncoding.SevenBit,
                <= ushort.MaxValue => LengthEncoding.SixteenBit,
                _ => LengthEncoding.SixtyFourBit,
            };
        }

        Span<byte> header = stackalloc byte[14];
        header[0] = (byte)((fin ? 0x80 : 0) | (int)rsv << 4 | (int)opcode);
        int used = 2;
        switch (encoding)
        {
            case LengthEncoding.SevenBit:
                header[1] = (byte)(length & 0x7F);
                break;
            case LengthEncoding.SixteenBit:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
                used = 4;
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], length);
                used = 10;
                break;
        }

        if (mask is uint key)
        {
            header[1] |= 0x80;
            BinaryPrimitives.WriteUInt32BigEndian(header[used..], key);
            used += 4;
        }

        byte[] frame = new byte[used + payload.Length];
        header[..used].CopyTo(frame);
        payload.CopyTo(frame.AsSpan(used));
        ApplyMask(frame.AsSpan(used), mask ?? 0);
        return frame;
    }

    /// <summary>A whole text message in one frame.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The frame's bytes.</returns>
    public static byte[] Text(string text) => Frame(WireOpcode.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>A whole binary message in one frame.</summary>
    /// <param name="payload">The bytes.</param>
    /// <returns>The frame's bytes.</returns>
    public static byte[] Binary(params ReadOnlySpan<byte> payload) => Frame(WireOpcode.Binary, payload);

    /// <summary>A ping.</summary>
    /// <param name="payload">Its payload as text.</param>
    /// <returns>The frame's bytes.</returns>
    public static byte[] Ping(string payload = "") => Frame(WireOpcode.Ping, Encoding.UTF8.GetBytes(payload));

    /// <summary>A pong.</summary>
    /// <param name="payload">Its payload as text.</param>
    /// <returns>The frame's bytes.</returns>
    public static byte[] Pong(string payload = "") => Frame(WireOpcode.Pong, Encoding.UTF8.GetBytes(payload));

    /// <summary>A close frame.</summary>
    /// <param name="code">The code, any number; null for an empty payload.</param>
    /// <param name="reason">The reason.</param>
    /// <returns>The frame's bytes.</returns>
    public static byte[] Close(int? code = 1000, string reason = "") => Frame(WireOpcode.Close, ClosePayload(code, reason));

    /// <summary>One message cut into fragments of a size.</summary>
    /// <param name="opcode">Text or binary.</param>
    /// <param name="payload">The whole payload.</param>
    /// <param name="fragmentSize">The size of each fragment but the last.</param>
    /// <returns>The bytes of all the frames, one after the other.</returns>
    public static byte[] Fragments(WireOpcode opcode, ReadOnlySpan<byte> payload, int fragmentSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fragmentSize);
        List<byte> bytes = [];
        int offset = 0;
        do
        {
            int size = Math.Min(fragmentSize, payload.Length - offset);
            WireOpcode each = offset == 0 ? opcode : WireOpcode.Continuation;
            bytes.AddRange(Frame(each, payload.Slice(offset, size), fin: offset + size == payload.Length));
            offset += size;
        }
        while (offset < payload.Length);
        return [.. bytes];
    }

    /// <summary>Puts pieces together.</summary>
    /// <param name="pieces">The pieces in order.</param>
    /// <returns>All of them as one.</returns>
    public static byte[] Concat(params IEnumerable<byte[]> pieces) => [.. pieces.SelectMany(piece => piece)];

    /// <summary>Bytes from hexadecimal digits; white space is skipped.</summary>
    /// <param name="digits">Such as <c>"89 00"</c>.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Hex(string digits) => Convert.FromHexString(string.Concat(digits.Where(c => !char.IsWhiteSpace(c))));

    /// <summary>Bytes that look random, the same for the same seed.</summary>
    /// <param name="length">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Noise(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The <c>Sec-WebSocket-Accept</c> that answers a key (RFC 6455 section 4.2.2).</summary>
    /// <param name="key">The value of <c>Sec-WebSocket-Key</c>.</param>
    /// <returns>The value in base64.</returns>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1.")]
    public static string Accept(string key)
    {
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    }

    /// <summary>Reads the first frame, when all of it is there.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="consumed">How many bytes it took.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="InvalidDataException">The frame says that it is larger than an array can be.</exception>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out WireFrame? frame, out int consumed)
    {
        frame = null;
        consumed = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        bool masked = (bytes[1] & 0x80) != 0;
        int shortLength = bytes[1] & 0x7F;
        int header = 2 + (shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0) + (masked ? 4 : 0);
        if (bytes.Length < header)
        {
            return false;
        }

        ulong length = shortLength switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => (ulong)shortLength,
        };
        if (length > (ulong)(Array.MaxLength - header))
        {
            throw new InvalidDataException($"A frame claims a length of {length} bytes.");
        }

        if ((ulong)(bytes.Length - header) < length)
        {
            return false;
        }

        uint key = masked ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(header - 4)..]) : 0;
        byte[] payload = bytes.Slice(header, (int)length).ToArray();
        ApplyMask(payload, key);
        frame = new WireFrame(
            (bytes[0] & 0x80) != 0, (WireRsv)(bytes[0] >> 4 & 7), (WireOpcode)(bytes[0] & 0xF), masked, key, payload, header);
        consumed = header + (int)length;
        return true;
    }

    /// <summary>Reads all frames.</summary>
    /// <param name="bytes">Whole frames, one after the other.</param>
    /// <returns>The frames in order.</returns>
    /// <exception cref="InvalidDataException">The last frame is not whole.</exception>
    public static IReadOnlyList<WireFrame> Parse(ReadOnlySpan<byte> bytes)
    {
        List<WireFrame> frames = [];
        while (!bytes.IsEmpty)
        {
            if (!TryParse(bytes, out WireFrame? frame, out int consumed))
            {
                throw new InvalidDataException($"{bytes.Length} bytes after frame {frames.Count} are not a whole frame.");
            }

            frames.Add(frame);
            bytes = bytes[consumed..];
        }

        return frames;
    }

    internal static byte[] ClosePayload(int? code, string reason)
    {
        return code is int number ? [(byte)(number >> 8), (byte)number, .. Encoding.UTF8.GetBytes(reason)] : [];
    }

    private static void ApplyMask(Span<byte> payload, uint key)
    {
        if (key != 0)
        {
            for (int i = 0; i < payload.Length; i++)
            {
                payload[i] ^= (byte)(key >> (8 * (3 - (i & 3))));
            }
        }
    }
}
