namespace CurlWs.TestServers;

/// <summary>What a <see cref="ChaosRelay"/> does to one direction of each connection. The default passes everything at once.</summary>
/// <remarks>
/// Offsets count the bytes of this direction that have been passed on; 0 means before the first. Something happens as soon as its
/// offset is reached, not when the next byte comes.
/// </remarks>
public sealed record ChaosPlan
{
    /// <summary>The size of the chunks that are passed on, each with a call of its own; 0 passes bytes on as they come.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Makes each chunk of a random size from 1 to <see cref="ChunkSize"/>.</summary>
    public bool RandomChunks { get; init; }

    /// <summary>Waits before each further chunk until the receiver has read all before it; on Linux, elsewhere it does nothing.</summary>
    public bool LockStep { get; init; }

    /// <summary>Passes nothing more on after this offset until <see cref="ChaosRelay.Release"/>.</summary>
    public long? StallAt { get; init; }

    /// <summary>Ends this direction with FIN at this offset; the other goes on.</summary>
    public long? FinAt { get; init; }

    /// <summary>Resets both connections at this offset.</summary>
    /// <remarks>What has been passed on before it can be read first on Linux; other systems may drop it.</remarks>
    public long? ResetAt { get; init; }
}
