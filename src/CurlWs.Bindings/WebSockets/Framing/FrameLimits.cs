using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace CurlWs;

/// <summary>
/// How large a data frame may be and how many of them a message may have. One for each connection, used under its receive turn.
/// </summary>
internal sealed class FrameLimits(long? maxFrameSize = null, int? maxFragments = null)
{
    /// <summary>
    /// How many fragments of one message may carry nothing where the application has set no limit. They cost the sender two bytes each,
    /// never reach a limit in bytes, and have no use in such numbers.
    /// </summary>
    internal const int MaxEmptyFragments = 1024 * 1024;

    private readonly long _maxFrameSize = maxFrameSize ?? long.MaxValue;

    /// <summary>Whether a frame that is a whole message may have so many bytes. Between two messages.</summary>
    internal bool AllowsWhole(int length) => length <= _maxFrameSize;

    private int _fragments;
    private int _empty;
    private bool _inMessage;

    /// <summary>A data frame begins: its header is known.</summary>
    /// <exception cref="FramingException">It is too large, or one too many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(long length, bool final)
    {
        if (length > _maxFrameSize)
        {
            throw TooLarge(length);
        }

        if (!_inMessage)
        {
            _fragments = _empty = 0;
        }

        _inMessage = !final;
        if (maxFragments is { } most)
        {
            if (++_fragments > most)
            {
                throw TooMany(most);
            }
        }
        else if (length == 0)
        {
            CountEmpty();
        }
    }

    private static FramingException TooMany(int most) =>
        new(WebSocketCloseStatus.PolicyViolation, $"The server's message has more than {most} fragments (MaxFragments).");

    private FramingException TooLarge(long length) => new(
        WebSocketCloseStatus.MessageTooBig, $"The server's frame of {length} bytes is larger than MaxFrameSize ({_maxFrameSize} bytes).");

    /// <summary>A fragment, or a piece of one, carried nothing for the application.</summary>
    /// <exception cref="FramingException">Too many of this message did.</exception>
    internal void CountEmpty()
    {
        if (++_empty > MaxEmptyFragments)
        {
            throw new FramingException(
                WebSocketCloseStatus.PolicyViolation,
                $"The server's message has more than {MaxEmptyFragments} fragments that carry nothing.");
        }
    }
}
