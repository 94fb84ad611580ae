namespace CurlWs;

/// <summary>What has become of a message that wanted to go into the send queue.</summary>
internal readonly record struct Admission(AdmissionKind Kind)
{
    /// <summary>A run that the message begins, which is to be written; null if it has joined one, or was not let in.</summary>
    internal SendRun? Started { get; init; }

    /// <summary>A message of the same key that it has replaced.</summary>
    internal QueuedMessage? Replaced { get; init; }

    /// <summary>What was dropped for it, the oldest first, and what follows each.</summary>
    internal QueuedMessage? Dropped { get; init; }
}

/// <summary>Where a message is that wanted to go into the send queue.</summary>
internal enum AdmissionKind
{
    /// <summary>It waits there, and its send is complete.</summary>
    Held,

    /// <summary>It was dropped, and its send is complete.</summary>
    Dropped,

    /// <summary>There is no room.</summary>
    Full,

    /// <summary>It is none of the queue's: it takes its place as a send without a queue does.</summary>
    Beside,
}
