using System;
using System.Buffers.Binary;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.WebSockets;

/// <summary>What a client says first in TLS.</summary>
internal static class ClientHello
{
    /// <summary>The first record of a TLS connection, its header included.</summary>
    internal static async Task<byte[]> ReadAsync(ScriptedConnection connection)
    {
        byte[] head = new byte[5];
        await connection.Stream.ReadExactlyAsync(head, Deadline.Token());
        byte[] record = new byte[head.Length + ((head[3] << 8) | head[4])];
        head.CopyTo(record, 0);
        await connection.Stream.ReadExactlyAsync(record.AsMemory(head.Length), Deadline.Token());
        return record;
    }

    /// <summary>Whether a ClientHello has the extension pre_shared_key (RFC 8446, section 4.2.11).</summary>
    internal static bool OffersSession(byte[] record)
    {
        // Record and message headers, version, random; then the session's id, the suites and the compressions, each behind its length.
        int at = 5 + 4 + 2 + 32;
        at += 1 + record[at];
        at += 2 + BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at));
        at += 1 + record[at];
        for (at += 2; at < record.Length; at += 4 + BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at + 2)))
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at)) == 41)
            {
                return true;
            }
        }

        return false;
    }
}
