using System;
using System.Buffers;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>A whole message that is about to be sent, and whose its memory is.</summary>
/// <param name="Payload">Its bytes.</param>
/// <param name="Head">The head of its only frame.</param>
/// <param name="Array">An array of the pool that the bytes are in, to be returned when it is sent; null for the caller's memory.</param>
/// <param name="Key">A newer message of the same key takes its place; null for none.</param>
/// <param name="IsConstant">Whether the caller's memory never changes, so that it need not be copied to be held.</param>
internal readonly record struct Outgoing(
    ReadOnlyMemory<byte> Payload, FrameHead Head, byte[]? Array = null, object? Key = null, bool IsConstant = false)
{
    internal int Length => Payload.Length;

    /// <summary>Whether it can only be a message of its own, and not the end of one in fragments.</summary>
    internal bool IsWhole => Array is not null || IsConstant || Key is not null;

    internal WebSocketMessageType MessageType =>
        Head.Type == WebSocketOpcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    /// <summary>The message to be held, in memory that only its sender's completion frees.</summary>
    internal QueuedMessage Hold(bool isBegun = false)
    {
        if (Array is not null || IsConstant)
        {
            return new QueuedMessage(Payload, Array, Head, Key, isBegun);
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(Length);
        Payload.Span.CopyTo(copy);
        return new QueuedMessage(copy.AsMemory(0, Length), copy, Head, Key, isBegun);
    }

    /// <summary>Gives pooled memory back; nothing of it was held, or it was sent.</summary>
    internal void Release()
    {
        if (Array is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
