using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using CurlWs.TestServers;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>The ways in which bytes can reach the client. What it is told must not depend on them.</summary>
internal static class Delivery
{
    internal const string Whole = "whole";
    internal const string Glued = "glued to the 101";
    internal const string HalfGlued = "half of it glued to the 101";
    internal const string SplitHead = "the 101 byte by byte, the rest glued to its end";

    /// <summary>All ways that take a reasonable time for so many bytes; a number is the size of the pieces.</summary>
    internal static string[] For(int length)
    {
        string[] cuts = length <= 700 ? ["1", "2", "7"] : length <= 5000 ? ["7"] : ["1000"];
        return [Whole, Glued, HalfGlued, SplitHead, .. cuts];
    }

    /// <summary>Answers the upgrade, sends the bytes in a way, and ends the stream.</summary>
    internal static async Task SendAsync(ScriptedConnection connection, string way, byte[] bytes)
    {
        int glued = way switch { Glued => bytes.Length, HalfGlued => bytes.Length / 2, _ => 0 };
        try
        {
            if (way == SplitHead)
            {
                RequestHead request = await connection.ReadRequestAsync();
                byte[] head = Encoding.ASCII.GetBytes(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + Wire.Accept(request["Sec-WebSocket-Key"]!) + "\r\n\r\n");
                await connection.WriteChoppedAsync(head.AsMemory(..^1), 1, lockStep: true);
                await connection.WaitUntilReadAsync();
                await connection.WriteAsync(Wire.Concat(head[^1..], bytes));
            }
            else
            {
                await connection.AcceptUpgradeAsync(glued: bytes.AsMemory(..glued));
                await connection.WaitUntilReadAsync();
                await connection.WriteChoppedAsync(
                    bytes.AsMemory(glued..), char.IsAsciiDigit(way[0]) ? int.Parse(way) : Math.Max(1, bytes.Length), lockStep: true);
            }

            await connection.CloseSendAsync();
        }
        catch (IOException)
        {
            // A client that has met a violation goes away while there is more to come. What it was told is its own assertion.
        }
    }
}
