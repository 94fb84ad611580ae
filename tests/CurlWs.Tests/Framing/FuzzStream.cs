using System;
using System.Collections.Generic;

using CurlWs.TestServers;

namespace CurlWs.Tests.Framing;

/// <summary>Streams of bytes for a decoder: right ones, right ones with something changed, and noise; the same for the same seed.</summary>
internal static class FuzzStream
{
    private static readonly int[] s_sizes = [0, 0, 1, 2, 3, 5, 10, 40, 124, 125, 126, 127, 128, 300, 1000];

    internal static byte[] Make(Random random)
    {
        int kind = random.Next(10);
        if (kind == 0)
        {
            byte[] noise = new byte[random.Next(60)];
            random.NextBytes(noise);
            return noise;
        }

        List<byte> bytes = Frames(random);
        for (int changes = kind < 5 ? 0 : random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private static List<byte> Frames(Random random)
    {
        List<byte> bytes = [];
        bool open = false;
        int count = random.Next(1, 12);
        for (int i = 0; i < count || (open && random.Next(4) > 0); i++)
        {
            bool control = random.Next(3) == 0;
            int size = random.Next(100) == 0 ? random.Next(65_530, 66_000) : s_sizes[random.Next(s_sizes.Length)];
            byte[] payload = new byte[control ? Math.Min(size, 125) : size];
            random.NextBytes(payload);
            bool final = control || random.Next(2) == 0;
            WireOpcode opcode = control ? (WireOpcode)random.Next(8, 11) : open ? WireOpcode.Continuation : (WireOpcode)random.Next(1, 3);
            LengthEncoding encoding = random.Next(60) == 0 && payload.Length < 65536
                ? LengthEncoding.SixtyFourBit
                : LengthEncoding.Shortest;
            bytes.AddRange(Wire.Frame(opcode, payload, final, encoding: encoding));
            open = control ? open : !final;
        }

        return bytes;
    }

    private static void Change(List<byte> bytes, Random random)
    {
        // Nearer to the beginning more often: that is where the headers are.
        int at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(8, bytes.Count));
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveAt(at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
