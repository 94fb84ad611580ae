using System;

namespace CurlWs;

// How much may wait to be sent, and what becomes of the rest.
public sealed partial class CurlWebSocketOptions
{
    // Measured with messages of 16 MiB: frames of 64 KiB cost a third of the throughput, from 128 KiB on all are alike. So many more that
    // common messages stay one frame, and a pong still passes in seconds where a megabit per second leaves.
    private const int DefaultSendFragmentSize = 1024 * 1024;

    /// <summary>
    /// The most bytes that may wait in the connection's send queue. Default null: no queue, every send completes when its message has been
    /// written.
    /// </summary>
    /// <remarks>
    /// <para>With a limit, or a <see cref="SendBudget"/>, a send of a whole message completes as soon as the connection or the queue has
    /// taken it: a message that cannot leave at once is copied, and written in the background, in the order of the calls. What cannot be
    /// sent later shows in the next send, and <see cref="CurlWebSocket.FlushAsync"/> waits until all has left. A closing handshake comes
    /// after what waits. Pings and pongs do not wait in the queue: they leave between messages.</para>
    /// <para>When there is no room, <see cref="SendQueueFullMode"/> says what happens. Each message counts 128 bytes besides its own, for
    /// what holds it. A message that is larger than the limit is never held: it is sent from the caller's memory behind those that wait,
    /// and with another mode than <see cref="CurlSendQueueFullMode.Wait"/> only if none does.</para>
    /// <para>Fragments (<c>endOfMessage: false</c>), message writers, <see cref="CurlWebSocket.SendMessagesAsync"/> and sends that block
    /// are not held either: they take their place behind what waits, and complete when they are written.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public long? SendQueueLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// The policy for messages for which the send queue has no room. Default <see cref="CurlSendQueueFullMode.Wait"/>. Dropped messages
    /// are counted (<see cref="CurlWebSocket.DroppedMessages"/>), and each raises <see cref="CurlWebSocket.MessageDropped"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the modes.</exception>
    public CurlSendQueueFullMode SendQueueFullMode
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// Decides for each message for which the send queue has no room, instead of <see cref="SendQueueFullMode"/>. Called by the send, on
    /// its thread; what it throws comes out of the send, and nothing of the message is sent then. Default null.
    /// </summary>
    public Func<CurlSendQueueFullContext, CurlSendQueueFullMode>? SendQueueFullCallback { get; set; }

    /// <summary>
    /// Bytes that the send queues of many connections share: a message must have room in its own queue and here. Default null. With
    /// <see cref="CurlSendQueueFullMode.DropOldest"/> only messages of the same connection are dropped.
    /// </summary>
    public CurlSendBudget? SendBudget { get; set; }

    /// <summary>
    /// The most bytes of a message that leave in one frame: a larger one leaves in fragments (RFC 6455, section 5.4), so that pings and
    /// pongs go between, and a peer that puts frames together needs no more memory for one. Default 1 MiB; null never fragments. With
    /// compression it counts what goes into the compressor.
    /// </summary>
    /// <remarks>
    /// Not for a frame whose length was announced (<see cref="CurlWebSocket.OpenMessageWriter"/> with a length), and not for small
    /// messages: it should be some KiB at least. <see cref="MaxFrameSize"/> and <see cref="MaxFragments"/> are the limits of what is
    /// received. A close frame comes after the whole message.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int? SendFragmentSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    } = DefaultSendFragmentSize;

    internal bool HasSendQueue => SendQueueLimit is not null || SendBudget is not null;
}
