using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>A frame as libcurl told it: flags, payload, and whether all of the payload came.</summary>
internal sealed record Received(int Flags, byte[] Payload, bool Whole = true)
{
    private static readonly (int Flag, string Name)[] s_names =
    [
        (CURLWS_TEXT, "TEXT"), (CURLWS_BINARY, "BINARY"), (CURLWS_CLOSE, "CLOSE"), (CURLWS_PING, "PING"), (CURLWS_PONG, "PONG"),
        (CURLWS_CONT, "CONT"), (CURLWS_OFFSET, "OFFSET"),
    ];

    internal Received(int flags, string text, bool whole = true)
        : this(flags, Encoding.UTF8.GetBytes(text), whole)
    {
    }

    /// <summary>One line that is the same for the same frame, and readable where the payload is.</summary>
    public override string ToString()
    {
        string names = string.Join('|', s_names.Where(name => (Flags & name.Flag) != 0).Select(name => name.Name));
        string payload = Payload.Length <= 40 && Payload.All(b => b is >= 0x20 and < 0x7F)
            ? Encoding.ASCII.GetString(Payload)
            : Payload.Length <= 40 ? Convert.ToHexString(Payload) : "sha256 " + Convert.ToHexString(SHA256.HashData(Payload))[..16];
        return $"{names} [{Payload.Length}]{(Whole ? "" : " cut")} {payload}".TrimEnd();
    }

    /// <summary>Frames as lines, for a comparison whose failure can be read.</summary>
    internal static IEnumerable<string> Lines(IEnumerable<Received> frames) => frames.Select(frame => frame.ToString());
}
