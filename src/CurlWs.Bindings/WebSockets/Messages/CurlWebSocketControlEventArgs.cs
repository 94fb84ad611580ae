using System;

namespace CurlWs;

/// <summary>A ping or pong that has come. It owns its payload and can be stored.</summary>
/// <param name="payload">The payload, at most 125 bytes; kept as it is, so it must not change.</param>
public sealed class CurlWebSocketControlEventArgs(ReadOnlyMemory<byte> payload) : EventArgs
{
    /// <summary>The payload, at most 125 bytes, in memory that nothing else writes to: it can be kept after the event.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;
}
