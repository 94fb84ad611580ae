using System;
using System.Text;

namespace CurlWs.Tests.Deflate;

/// <summary>Messages to compress, the same ones for the same seed.</summary>
internal static class Samples
{
    /// <summary>Random bytes, text that repeats itself, or a mixture.</summary>
    internal static byte[] Next(Random random)
    {
        int length = random.Next(5) switch
        {
            0 => random.Next(4),
            1 => random.Next(300),
            2 => random.Next(5_000),
            _ => random.Next(60_000),
        };
        byte[] message = new byte[length];
        int noise = random.Next(3);
        for (int i = 0; i < length; i++)
        {
            message[i] = noise == 0 || (noise == 1 && random.Next(10) == 0) ? (byte)random.Next(256) : (byte)"the same again, "[i % 16];
        }

        return message;
    }

    internal static byte[] Text(int length)
    {
        StringBuilder text = new();
        for (int i = 0; text.Length < length; i++)
        {
            text.Append("{\"tick\":").Append(i * 7919 % 1000).Append(",\"price\":").Append(i * 31 % 97).Append("},");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }
}
