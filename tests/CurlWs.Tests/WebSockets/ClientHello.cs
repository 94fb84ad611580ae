using System;
using System.Buffers.Binary;
using System.IO;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.WebSockets;

/// <summary>What a client says first in TLS, and what the server answers.</summary>
internal static class ClientHello
{
    private static readonly byte[] s_retry = SHA256.HashData("HelloRetryRequest"u8);

    /// <summary>The first record of a TLS connection, its header included.</summary>
    internal static async Task<byte[]> ReadAsync(Stream stream)
    {
        byte[] head = new byte[5];
        await stream.ReadExactlyAsync(head, Deadline.Token());
        byte[] record = new byte[head.Length + ((head[3] << 8) | head[4])];
        head.CopyTo(record, 0);
        await stream.ReadExactlyAsync(record.AsMemory(head.Length), Deadline.Token());
        return record;
    }

    /// <summary>Whether a ClientHello has the extension pre_shared_key (RFC 8446, section 4.2.11).</summary>
    internal static bool OffersSession(byte[] record) => Extension(record, 41) is not null;

    /// <summary>The groups of key exchange that a client knows, its favorite first (supported_groups; RFC 8446, section 4.2.7).</summary>
    internal static IReadOnlyList<int> Groups(byte[] record)
    {
        byte[] list = Extension(record, 10) ?? [];
        return [.. Enumerable.Range(0, list.Length / 2).Skip(1).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(list.AsSpan(i * 2)))];
    }

    /// <summary>The groups for which a client sends a key at once, and the bytes of each (key_share; RFC 8446, section 4.2.8).</summary>
    internal static IReadOnlyList<(int Group, int Length)> KeyShares(byte[] record)
    {
        byte[] list = Extension(record, 51) ?? [];
        List<(int, int)> shares = [];
        for (int at = 2; at < list.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(list.AsSpan(at + 2));
            shares.Add((BinaryPrimitives.ReadUInt16BigEndian(list.AsSpan(at)), length));
            at += 4 + length;
        }

        return shares;
    }

    /// <summary>The data of one extension of a ClientHello; null where it is not there.</summary>
    private static byte[]? Extension(byte[] record, int type)
    {
        // Record and message headers, version, random; then the session's id, the suites and the compressions, each behind its length.
        int at = 5 + 4 + 2 + 32;
        at += 1 + record[at];
        at += 2 + BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at));
        at += 1 + record[at];
        return Extension(record, at + 2, type);
    }

    /// <summary>Whether a ServerHello of TLS 1.3 takes the session that was offered: the same extension there.</summary>
    internal static bool TakesSession(byte[] record)
    {
        // Record and message headers, version, random; the session's id behind its length; the suite and the compression.
        int at = 5 + 4 + 2 + 32;
        at += 1 + record[at] + 2 + 1;
        return Extension(record, at + 2, type: 41) is not null;
    }

    /// <summary>Whether a server asks for another ClientHello, with a key of a group that it knows (RFC 8446, section 4.1.3).</summary>
    internal static bool AsksAgain(byte[] record) => record.AsSpan(5 + 4 + 2, 32).SequenceEqual(s_retry);

    private static byte[]? Extension(byte[] record, int at, int type)
    {
        for (; at < record.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at + 2));
            if (BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(at)) == type)
            {
                return record[(at + 4)..(at + 4 + length)];
            }

            at += 4 + length;
        }

        return null;
    }
}
