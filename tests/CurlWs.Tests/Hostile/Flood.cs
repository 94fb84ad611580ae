using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.Hostile;

/// <summary>What a hostile server sends without end, as fast as it can.</summary>
internal static class Flood
{
    /// <summary>By name; "blocks" is one compressed frame of empty blocks.</summary>
    internal static byte[] Of(string kind) => kind switch
    {
        "pongs" => Repeat(Wire.Frame(WireOpcode.Pong, [])),
        "pings" or "pings and no reader" => Repeat(Wire.Frame(WireOpcode.Ping, [])),
        "data" => Repeat(Wire.Binary(new byte[100])),
        "blocks" => Repeat([0x00, 0x00, 0x00, 0xff, 0xff]),
        _ => throw new ArgumentException(kind, nameof(kind)),
    };

    /// <summary>Upgrades and sends until the client has gone away.</summary>
    internal static async Task RunAsync(ScriptedConnection c, string kind)
    {
        await c.AcceptUpgradeAsync(r => r.Extensions = kind == "blocks" ? "permessage-deflate" : r.Extensions);
        if (kind == "blocks")
        {
            // FIN, RSV1, binary; a length that is never reached (RFC 6455, section 5.2).
            await c.WriteAsync(new byte[] { 0xc2, 127, 0, 0, 0xff, 0, 0, 0, 0, 0 });
        }

        Task reading = kind == "pings and no reader" ? Task.CompletedTask : c.WaitForEofAsync();
        byte[] piece = Of(kind);
        try
        {
            while (true)
            {
                await c.Stream.WriteAsync(piece);
            }
        }
        catch (IOException)
        {
            // The client has gone away.
        }

        await reading;
    }

    private static byte[] Repeat(byte[] one) => Wire.Concat([.. Enumerable.Repeat(one, 64 * 1024 / one.Length)]);
}
