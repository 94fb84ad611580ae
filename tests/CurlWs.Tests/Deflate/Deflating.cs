using System;
using System.Collections.Generic;

namespace CurlWs.Tests.Deflate;

/// <summary>Compresses as the facade does: fragment by fragment, slice by slice.</summary>
internal static class Deflating
{
    /// <summary>The payload of all frames of a message of one fragment.</summary>
    internal static byte[] Message(MessageDeflater deflater, ReadOnlyMemory<byte> message) =>
        [.. Fragment(deflater, message, endOfMessage: true)];

    /// <summary>The payload of all frames of a message of several fragments.</summary>
    internal static byte[] Message(MessageDeflater deflater, ReadOnlyMemory<byte> message, int fragment)
    {
        List<byte> output = [];
        for (; message.Length > fragment; message = message[fragment..])
        {
            output.AddRange(Fragment(deflater, message[..fragment], endOfMessage: false));
        }

        output.AddRange(Fragment(deflater, message, endOfMessage: true));
        return [.. output];
    }

    /// <summary>The payload of a fragment's frames.</summary>
    internal static List<byte> Fragment(MessageDeflater deflater, ReadOnlyMemory<byte> fragment, bool endOfMessage)
    {
        List<byte> output = [];
        do
        {
            output.AddRange(deflater.Deflate(ref fragment, endOfMessage, out _).Span);
        }
        while (!fragment.IsEmpty);

        deflater.ReleaseBuffer();
        return output;
    }
}
