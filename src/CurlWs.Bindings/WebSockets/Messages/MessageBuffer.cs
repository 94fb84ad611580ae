using System;
using System.Buffers;

namespace CurlWs;

/// <summary>Where a message is put together: pooled memory that grows to the longest array, and is given back when a wait begins.</summary>
internal sealed class MessageBuffer
{
    private const int FirstLength = 4096;

    private byte[]? _array;
    private int _filled;
    private int _lastLength;
    private int _expected;

    /// <summary>Whether nothing of a message is held.</summary>
    internal bool IsEmpty => _filled == 0;

    /// <summary>Whether more memory is held than an idle connection should hold, for a message that is done.</summary>
    internal bool HoldsSpare => _filled == 0 && _array?.Length > FirstLength;

    /// <summary>Where the next bytes go; at least one.</summary>
    /// <exception cref="OutOfMemoryException">An array cannot be longer, or there is no memory for a longer one.</exception>
    internal Memory<byte> Free
    {
        get
        {
            if (_array is null)
            {
                _array = ArrayPool<byte>.Shared.Rent(Math.Max(FirstLength, _expected));
                _expected = 0;
            }

            if (_filled == _array.Length)
            {
                byte[] longer = ArrayPool<byte>.Shared.Rent(LongerThan(_filled));
                _array.CopyTo(longer.AsSpan());
                ArrayPool<byte>.Shared.Return(_array);
                _array = longer;
            }

            return _array.AsMemory(_filled);
        }
    }

    internal static int LongerThan(int length) =>
        length < Array.MaxLength
            ? (int)Math.Min(2L * length, Array.MaxLength)
            : throw new InsufficientMemoryException("An array cannot be longer.");

    /// <summary>
    /// The next message announces so many bytes at least: room for them from the beginning, if the last message has filled as much. What
    /// was only announced is not allocated.
    /// </summary>
    internal void Expect(long length) => _expected = (int)Math.Min(length, _lastLength);

    internal void Advance(int count) => _filled += count;

    /// <summary>The message that is complete; good until the next use of this.</summary>
    internal ReadOnlyMemory<byte> Take()
    {
        _lastLength = _filled;
        _filled = 0;
        return _array.AsMemory(0, _lastLength);
    }

    /// <summary>Forgets what is held and gives the memory back.</summary>
    internal void Release()
    {
        _filled = _expected = 0;
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
