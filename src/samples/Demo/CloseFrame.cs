using System;
using System.Buffers.Binary;
using System.Text;

namespace CurlWs.Samples;

/// <summary>A close frame's payload: two bytes of code and a reason in UTF-8, or nothing at all.</summary>
internal sealed record CloseFrame(ushort? Code, string Reason)
{
    public static CloseFrame Parse(ReadOnlySpan<byte> payload) =>
        payload.Length < 2
            ? new CloseFrame(null, "")
            : new CloseFrame(BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload[2..]));

    public byte[] ToBytes()
    {
        byte[] payload = new byte[2 + Encoding.UTF8.GetByteCount(Reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, Code!.Value);
        Encoding.UTF8.GetBytes(Reason, payload.AsSpan(2));
        return payload;
    }

    public override string ToString() =>
        Code is null ? "no code" : Reason.Length == 0 ? $"{Code}" : $"{Code} \"{Units.Printable(Reason)}\"";
}
