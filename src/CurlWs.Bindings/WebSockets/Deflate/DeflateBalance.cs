namespace CurlWs;

/// <summary>Whether compressing has paid lately: measured on what was compressed, and tried again after a while without.</summary>
internal struct DeflateBalance
{
    // So much input tells how well it compresses; and so much is sent as it is before that is looked at again: one part in 33 is tried.
    private const int Sample = 32 * 1024;
    private const int Pause = 32 * Sample;

    private long _plain;
    private long _compressed;
    private long _paused;

    /// <summary>Whether it does not pay now.</summary>
    internal readonly bool IsPaused => _paused > 0;

    /// <summary>So much was compressed, to that; at the end of a message it is judged.</summary>
    internal void Compressed(long plain, long compressed)
    {
        _plain += plain;
        _compressed += compressed;
        if (_plain < Sample)
        {
            return;
        }

        // A tenth saved is what the work on both sides is worth at least.
        _paused = _compressed > _plain / 10 * 9 ? Pause : 0;
        _plain = _compressed = 0;
    }

    /// <summary>So much was sent as it is.</summary>
    internal void Skipped(int bytes)
    {
        if (_paused > 0)
        {
            _paused -= bytes;
        }
    }
}
