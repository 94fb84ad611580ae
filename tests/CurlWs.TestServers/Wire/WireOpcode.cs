using System.Diagnostics.CodeAnalysis;

namespace CurlWs.TestServers;

/// <summary>The opcodes of RFC 6455 section 5.2; a reserved one is a cast away: <c>(WireOpcode)3</c>.</summary>
[SuppressMessage("Design", "CA1027", Justification = "The values are numbers, not bits.")]
public enum WireOpcode
{
    /// <summary>A further fragment of a message.</summary>
    Continuation = 0x0,

    /// <summary>A text message, or its first fragment.</summary>
    Text = 0x1,

    /// <summary>A binary message, or its first fragment.</summary>
    Binary = 0x2,

    /// <summary>The closing handshake.</summary>
    Close = 0x8,

    /// <summary>A ping.</summary>
    Ping = 0x9,

    /// <summary>A pong.</summary>
    Pong = 0xA,
}
