namespace CurlWs;

/// <summary>What to do with a new socket.</summary>
public enum CurlSocketResult
{
    /// <summary>Connect it.</summary>
    Connect = 0,

    /// <summary>Close it: connecting fails.</summary>
    Abort = 1,

    /// <summary>Use it as it is: it is connected already.</summary>
    AlreadyConnected = 2,
}
