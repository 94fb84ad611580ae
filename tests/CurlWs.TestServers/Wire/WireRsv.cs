using System;

namespace CurlWs.TestServers;

/// <summary>The reserved bits of a frame, as the three-bit number that they form in the header.</summary>
[Flags]
public enum WireRsv
{
    /// <summary>All three zero, as RFC 6455 wants it without an extension.</summary>
    None = 0,

    /// <summary>The third reserved bit, 0x10 in the first byte.</summary>
    Rsv3 = 1,

    /// <summary>The second reserved bit, 0x20 in the first byte.</summary>
    Rsv2 = 2,

    /// <summary>The first reserved bit, 0x40 in the first byte; permessage-deflate uses it.</summary>
    Rsv1 = 4,
}
