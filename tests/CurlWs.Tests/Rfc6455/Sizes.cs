using System.Collections.Generic;
using System.Net.WebSockets;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Payload sizes on both sides of every border of the length field, and large ones.</summary>
internal static class Sizes
{
    internal static IReadOnlyList<int> Small { get; } = [0, 1, 125, 126, 127];

    internal static IReadOnlyList<int> Middle { get; } = [.. Small, 65535, 65536];

    internal static IReadOnlyList<int> All { get; } = [.. Middle, 1 << 20, 16 << 20];

    /// <summary>Noise, or as text letters that differ from place to place.</summary>
    internal static byte[] Payload(WebSocketMessageType type, int size)
    {
        byte[] payload = Wire.Noise(size, seed: size + 1);
        for (int i = 0; type == WebSocketMessageType.Text && i < payload.Length; i++)
        {
            payload[i] = (byte)('a' + (payload[i] % 26));
        }

        return payload;
    }

    /// <summary>The payload as a server's frame.</summary>
    internal static byte[] Frame(WebSocketMessageType type, int size) =>
        Wire.Frame(type == WebSocketMessageType.Text ? WireOpcode.Text : WireOpcode.Binary, Payload(type, size));
}
