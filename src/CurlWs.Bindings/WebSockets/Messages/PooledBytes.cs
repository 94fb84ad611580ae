using System;
using System.Buffers;

namespace CurlWs;

/// <summary>Pooled memory that something is written to, and that is then handed on.</summary>
internal sealed class PooledBytes : IBufferWriter<byte>, IDisposable
{
    private const int FirstLength = 1024;

    private byte[]? _array = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _written;

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        byte[] array = _array!;
        int least = Math.Max(sizeHint, 1);
        if (array.Length - _written < least)
        {
            byte[] longer = ArrayPool<byte>.Shared.Rent(Math.Max(MessageBuffer.LongerThan(array.Length), checked(_written + least)));
            array.AsSpan(0, _written).CopyTo(longer);
            ArrayPool<byte>.Shared.Return(array);
            _array = array = longer;
        }

        return array.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>What is written; good until more is.</summary>
    internal ReadOnlySpan<byte> Written => _array.AsSpan(0, _written);

    /// <summary>Hands the array on, which the receiver returns to the pool; and how much of it is written.</summary>
    internal byte[] Detach(out int written)
    {
        byte[] array = _array!;
        _array = null;
        written = _written;
        return array;
    }

    /// <summary>Returns the array unless it was handed on.</summary>
    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
