using System;

namespace CurlWs;

// What a server may make this library hold, or do for nothing.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>What is put together at most where the application has set no limit.</summary>
    internal const long DefaultMaxAssembledSize = 64 * 1024 * 1024;

    /// <summary>
    /// The most bytes that a received message may have, decompressed and over all its frames; a larger one fails the connection with the
    /// close code 1009, uncompressed as soon as a frame's header announces it. Default null: 64 MiB where this library puts a message
    /// together (<see cref="CurlWebSocket.ReceiveMessagesAsync"/> and its like), and no limit where it holds nothing of it: the inherited
    /// <c>ReceiveAsync</c>, <see cref="CurlWebSocket.ReceiveFrameAsync"/> and <see cref="CurlWebSocket.OpenMessageReaderAsync"/>. Set, it
    /// is the limit of all of them.
    /// </summary>
    /// <remarks>
    /// A message that is put together has at most <see cref="Array.MaxLength"/> bytes, about 2 GiB, whatever is set. Where libcurl parses
    /// the frames (<see cref="CurlFraming.Libcurl"/>, or a libcurl before 8.21) a header is seen with the first byte of its payload.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public long? MaxMessageSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// The number of bytes of whole messages that an enumeration of <see cref="CurlWebSocket.ReceiveMessagesAsync"/> may read ahead while
    /// the application works on one. Default 0: none. When as many wait, and the message that fills them is complete, nothing more is read,
    /// and TCP holds the server back. Each message counts 16 bytes besides its own.
    /// </summary>
    /// <remarks>
    /// <para>What was read ahead and not taken when the enumeration ends comes first in the next one, or in
    /// <see cref="CurlWebSocket.ReceiveMessageAsync"/> and its like; members that receive into the application's memory do not see
    /// it.</para>
    /// <para>A failure, and the end, come after the messages that arrived before. While as much waits as may, pings are not
    /// answered.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long ReceivePrefetch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Whether received text messages are checked to be valid UTF-8, fragment by fragment; one that is not fails the connection with the
    /// close code 1007 (RFC 6455, section 8.1). Default true.
    /// </summary>
    /// <remarks>
    /// Off, for a server that is trusted and sends large texts: the check costs about as much as a copy. What is not UTF-8 then comes as it
    /// is in bytes, and as U+FFFD in strings. The reason in a close frame is checked in any case.
    /// </remarks>
    public bool ValidateUtf8 { get; set; } = true;

    /// <summary>
    /// The most bytes that one received data frame may have, as they are on the wire; a frame that announces more fails the connection with
    /// the close code 1009, however it is received. Default null: no limit but the protocol's, 2^63-1; a frame goes through the
    /// application's buffer and is never held.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public long? MaxFrameSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// The most fragments that one received message may have; one more fails the connection with the close code 1008, however it is
    /// received. Default null: any number of fragments that carry something, and 1,048,576 of a message that carry nothing, which no honest
    /// server sends (RFC 6455, section 5.4 sets no limit).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int? MaxFragments
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// The most bytes to keep of the body of a refused upgrade (<see cref="CurlUpgradeRefusedException.Body"/>). Default 0: none, and no
    /// second request. libcurl drops the body; with a number here the refused request is made once more, at most 2 seconds long and within
    /// <see cref="ConnectTimeout"/>, as an HTTP request with the same fields and secrets to the same server, and its body is read.
    /// </summary>
    /// <remarks>
    /// The server sees two requests: leave this at 0 where a request uses something up, such as a ticket. It is not made where the server
    /// says to wait (429, or a <c>Retry-After</c>) nor for a redirect. The body is kept where the second answer has the status of the
    /// first, decoded from chunks and as compressed as it came; what takes too long is cut, and never changes the exception.
    /// <see cref="Configure"/> is called for that request, too; what it sets for the body and the address is replaced. A proxy's refusal of
    /// a tunnel has no body here.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxRefusalBodySize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
}
