namespace CurlWs;

/// <summary>
/// The policy of a send queue for messages for which it has no room: see <see cref="CurlWebSocketOptions.SendQueueLimit"/>.
/// </summary>
public enum CurlSendQueueFullMode
{
    /// <summary>The send waits until there is room. The default.</summary>
    Wait,

    /// <summary>The send fails at once with a <see cref="CurlSendQueueFullException"/>; the connection stays open.</summary>
    Fail,

    /// <summary>
    /// The messages that have waited longest are dropped until there is room; the one that is leaving already is not. The send succeeds.
    /// </summary>
    DropOldest,

    /// <summary>The message that is being sent is dropped, and those that wait stay. The send succeeds.</summary>
    DropNewest,
}
