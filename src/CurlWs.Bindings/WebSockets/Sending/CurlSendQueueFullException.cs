using System;
using System.Globalization;

namespace CurlWs;

/// <summary>
/// A message was refused because the send queue has no room for it (<see cref="CurlSendQueueFullMode.Fail"/>). Nothing of it was sent, and
/// the connection stays open.
/// </summary>
public sealed class CurlSendQueueFullException : InvalidOperationException
{
    /// <summary>Creates one with the text that .NET has for any exception, and a <see cref="BufferedAmount"/> of 0.</summary>
    public CurlSendQueueFullException()
    {
    }

    /// <summary>Creates one with a text of your own, and a <see cref="BufferedAmount"/> of 0.</summary>
    /// <param name="message">What to tell.</param>
    public CurlSendQueueFullException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates one with this message and the exception that led to it.</summary>
    /// <param name="message">What to tell.</param>
    /// <param name="innerException">What led to it.</param>
    public CurlSendQueueFullException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal CurlSendQueueFullException(long length, long bufferedAmount, long limit)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The send queue has no room for {length} bytes: {bufferedAmount} bytes wait to be sent, and the limit is {limit}. "
                + $"Send slower (WaitForSendRoomAsync), raise SendQueueLimit, or choose another SendQueueFullMode."))
    {
        BufferedAmount = bufferedAmount;
    }

    /// <summary>The bytes that waited to be sent when the message was refused: see <see cref="CurlWebSocket.BufferedAmount"/>.</summary>
    public long BufferedAmount { get; }
}
