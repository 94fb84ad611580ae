namespace CurlWs;

/// <summary>
/// The reason why a message was dropped, by which a program decides whether to send it again: only
/// <see cref="Replaced"/> means that a newer one goes in its place.
/// </summary>
public enum CurlDropReason
{
    /// <summary>The message had waited longest, and a newer one needed the room (<see cref="CurlSendQueueFullMode.DropOldest"/>).</summary>
    Oldest,

    /// <summary>The message found no room in the queue (<see cref="CurlSendQueueFullMode.DropNewest"/>).</summary>
    Newest,

    /// <summary>A newer message of the same key has taken its place (<see cref="CurlWebSocket.SendLatestAsync"/>).</summary>
    Replaced,
}
