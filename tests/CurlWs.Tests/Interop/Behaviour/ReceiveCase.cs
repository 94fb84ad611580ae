using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using CurlWs.TestServers;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>What a server sends after its 101, up to the end of the stream, and what libcurl makes of it.</summary>
internal sealed record ReceiveCase(string Name, byte[] Bytes, Received[] Frames, CURLcode End)
{
    /// <summary>Frames that are all right, and then the end of the stream.</summary>
    internal static ReceiveCase Good(string name, byte[][] pieces, params Received[] frames) =>
        new(name, Wire.Concat(pieces), frames, CURLE_GOT_NOTHING);

    /// <summary>Frames that end in a violation.</summary>
    internal static ReceiveCase Bad(string name, byte[][] pieces, params Received[] frames) =>
        new(name, Wire.Concat(pieces), frames, CURLE_RECV_ERROR);

    public override string ToString() => Name;

    internal static IEnumerable<ReceiveCase> All { get; } = [.. ReceiveCases.Legal, .. ReceiveCases.Lenient, .. ViolationCases.All];

    internal static ReceiveCase Named(string name) => All.Single(each => each.Name == name);
}
