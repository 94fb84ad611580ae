using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace CurlWs.Counts;

/// <summary>The messages, the same in each run.</summary>
internal static class Payloads
{
    /// <summary>Bytes that are not all alike.</summary>
    internal static byte[] Binary(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 7);
        }

        return bytes;
    }

    /// <summary>An object of at least so many bytes.</summary>
    internal static byte[] Json(int length)
    {
        StringBuilder text = new("{\"id\":1,\"items\":[");
        for (int i = 0; text.Length < length - 2; i++)
        {
            text.Append(i > 0 ? "," : "").Append(
                CultureInfo.InvariantCulture, $"{{\"n\":{i},\"name\":\"item {i * 7919 % 1000}\",\"price\":{i * 31 % 97}.5}}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>The frames of a server, which repeat in turn.</summary>
    /// <param name="kind">Name of a kind of message.</param>
    internal static byte[][] Frames(string kind) => kind switch
    {
        "binary-125" => [Frame(0x82, Binary(125))],
        "binary-16k" => [Frame(0x82, Binary(16 << 10))],
        "json" => Array.ConvertAll([200, 500, 300, 800, 400, 600, 700], static length => Frame(0x81, Json(length))),
        "json-deflate" => [Frame(0xc1, Deflate(Json(1024)))],
        _ => throw new ArgumentException($"No messages are called '{kind}'.", nameof(kind)),
    };

    private static byte[] Frame(byte first, byte[] payload) =>
    [
        first,
        .. payload.Length < 126 ? [(byte)payload.Length] : (byte[])[126, (byte)(payload.Length >> 8), (byte)payload.Length],
        .. payload,
    ];

    private static byte[] Deflate(byte[] payload)
    {
        using MemoryStream bytes = new();
        using DeflateStream deflate = new(bytes, CompressionLevel.Optimal);
        deflate.Write(payload);
        deflate.Flush();

        // Without the empty block at its end: RFC 7692, section 7.2.1.
        return bytes.ToArray()[..^4];
    }
}
