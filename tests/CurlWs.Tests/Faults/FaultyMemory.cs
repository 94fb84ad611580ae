using System;
using System.Buffers;
using System.IO;

namespace CurlWs.Tests.Faults;

/// <summary>Memory of a caller that is there for so many looks and then gone: what nobody foresees under a turn.</summary>
internal sealed class FaultyMemory(byte[] array, int good) : MemoryManager<byte>
{
    private int _good = good;

    public override Memory<byte> Memory => CreateMemory(array.Length);

    public override Span<byte> GetSpan() => --_good >= 0 ? array : throw new InvalidDataException("The memory is gone.");

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
