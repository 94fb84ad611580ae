using System;

namespace CurlWs;

/// <summary>A ping or pong that has come.</summary>
/// <param name="payload">Its payload, at most 125 bytes.</param>
public sealed class CurlWebSocketControlEventArgs(ReadOnlyMemory<byte> payload) : EventArgs
{
    /// <summary>Its payload, at most 125 bytes; the receiver's to keep.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;
}
