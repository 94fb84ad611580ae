using System;
using System.Buffers.Binary;
using System.Text;

namespace CurlWs.TestServers;

/// <summary>A frame as it was on the wire, its payload unmasked.</summary>
/// <param name="Fin">Whether it is the last fragment.</param>
/// <param name="Rsv">Its reserved bits.</param>
/// <param name="Opcode">Its opcode, perhaps a reserved one.</param>
/// <param name="Masked">Whether it was masked, as every frame of a client must be.</param>
/// <param name="MaskKey">The masking key as a big-endian number; 0 when it was not masked.</param>
/// <param name="Payload">The payload, unmasked.</param>
/// <param name="HeaderLength">How many bytes its header took, with the masking key.</param>
public sealed record WireFrame(
    bool Fin, WireRsv Rsv, WireOpcode Opcode, bool Masked, uint MaskKey, byte[] Payload, int HeaderLength)
{
    /// <summary>How its length was written: never <see cref="LengthEncoding.Shortest"/>, always the form itself.</summary>
    public LengthEncoding LengthEncoding => (HeaderLength - (Masked ? 4 : 0)) switch
    {
        2 => LengthEncoding.SevenBit,
        4 => LengthEncoding.SixteenBit,
        _ => LengthEncoding.SixtyFourBit,
    };

    /// <summary>Whether it is a close, ping or pong, or a reserved control frame.</summary>
    public bool IsControl => ((int)Opcode & 0x8) != 0;

    /// <summary>The payload as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The close code, or null when the payload has none.</summary>
    public int? CloseCode => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;

    /// <summary>The close reason, empty when there is none.</summary>
    public string CloseReason => Payload.Length > 2 ? Encoding.UTF8.GetString(Payload.AsSpan(2)) : "";

    /// <summary>The frame in one line, such as <c>Text fin [5] 68656C6C6F</c>.</summary>
    /// <returns>Opcode, bits, length and the first bytes in hexadecimal.</returns>
    public override string ToString()
    {
        string rsv = Rsv == WireRsv.None ? "" : $" {Rsv}";
        string start = Convert.ToHexString(Payload.AsSpan(0, Math.Min(Payload.Length, 32)));
        return $"{Opcode}{(Fin ? " fin" : "")}{rsv} [{Payload.Length}] {start}{(Payload.Length > 32 ? "..." : "")}".TrimEnd();
    }
}
