namespace CurlWs;

/// <summary>Who receives, and what for.</summary>
internal enum ReceiveMode
{
    /// <summary>The inherited members: data and the close frame.</summary>
    Framework,

    /// <summary>The same on the caller's own thread: whoever receives so waits for nobody of the thread pool.</summary>
    Blocking,

    /// <summary>This type's own: the same, and a canceled call keeps the connection.</summary>
    Own,

    /// <summary>Data that nobody wants, until the close frame; for a limited time.</summary>
    Skip,

    /// <summary>Chunk by chunk, as it comes: nothing is consumed by a call that is canceled.</summary>
    Chunks,

    /// <summary>The same on the caller's own thread.</summary>
    BlockingChunks,

    /// <summary>The same as <see cref="Chunks"/>, to be put together.</summary>
    Messages,

    /// <summary>Chunk by chunk, control frames too.</summary>
    Frames,

    /// <summary>Pings and pongs only; stops in front of everything else.</summary>
    Pump,
}
