using System;
using System.Buffers.Binary;

namespace CurlWs.Tests.Framing;

/// <summary>
/// The rules of RFC 6455, section 5, over a stream that is there as a whole: nothing to wait for, so short enough to be seen to be right.
/// </summary>
internal static class ReferenceDecoder
{
    /// <summary>The transcript of all of the stream.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="asLibcurl">
    /// With libcurl's two differences: it takes lengths that are not encoded in the shortest way, and it judges a header's first byte
    /// before the second is there.
    /// </param>
    /// <param name="allowCompressed">Whether a message may say that it is compressed (RSV1, RFC 7692, section 6).</param>
    internal static Transcript Read(ReadOnlySpan<byte> stream, bool asLibcurl, bool allowCompressed = false)
    {
        Transcript transcript = new();
        FrameHead message = default;
        while (!stream.IsEmpty)
        {
            bool compressed = allowCompressed && (stream[0] & 0x70) == 0x40 && (stream[0] & 0xf) is 1 or 2;
            if (IsWrong(stream, !message.IsNone, asLibcurl, compressed, out int header, out ulong length))
            {
                transcript.Fail();
                return transcript;
            }

            if (header > stream.Length)
            {
                transcript.CutShort();
                return transcript;
            }

            int opcode = stream[0] & 0xf;
            bool final = (stream[0] & 0x80) != 0;
            FrameHead head = opcode == 0 ? message.Next(final) : new FrameHead((WebSocketOpcode)opcode, final, compressed);
            message = opcode >= 8 ? message : final ? default : head;
            int count = (int)Math.Min(length, (ulong)(stream.Length - header));
            transcript.Add(new FrameChunk(head, 0, (long)length - count, count), stream[header..]);
            stream = stream[(header + count)..];
        }

        return transcript;
    }

    private static bool IsWrong(
        ReadOnlySpan<byte> stream, bool inMessage, bool asLibcurl, bool compressed, out int header, out ulong length)
    {
        (header, length) = (2, 0);
        int opcode = stream[0] & 0xf;
        bool final = (stream[0] & 0x80) != 0;
        bool wrong = (!compressed && (stream[0] & 0x70) != 0) || opcode is > 2 and < 8 or > 10 || (opcode == 0 && !inMessage)
            || (opcode is 1 or 2 && inMessage)
            || (opcode >= 8 && !final);
        if (stream.Length < 2)
        {
            return wrong && asLibcurl;
        }

        int length7 = stream[1] & 0x7f;
        wrong |= (stream[1] & 0x80) != 0 || (opcode >= 8 && length7 > 125);
        header = length7 == 127 ? 10 : length7 == 126 ? 4 : 2;
        if (wrong || stream.Length < header)
        {
            return wrong;
        }

        length =
            header == 10
                ? BinaryPrimitives.ReadUInt64BigEndian(stream[2..])
                : header == 4
                ? BinaryPrimitives.ReadUInt16BigEndian(stream[2..])
                : (ulong)length7;
        bool minimal = header == 2 || (header == 4 ? length > 125 : length > ushort.MaxValue);
        return length > long.MaxValue || (!minimal && !asLibcurl);
    }
}
