using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CurlWs.Interop;

/// <summary>Memory outside the managed heap that libcurl holds a pointer to: a copy of a string or of bytes, zero-terminated.</summary>
internal sealed unsafe class NativeMemoryHandle : SafeHandle
{
    internal NativeMemoryHandle(ReadOnlySpan<byte> bytes)
        : base(0, ownsHandle: true)
    {
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        memory[bytes.Length] = 0;
        SetHandle((nint)memory);
    }

    internal NativeMemoryHandle(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public override bool IsInvalid => handle == 0;

    internal nint Raw => handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}

/// <summary>A managed array that libcurl writes to, pinned as long as it may.</summary>
internal sealed class PinnedArrayHandle : SafeHandle
{
    private GCHandle _pin;

    private readonly byte[] _array;

    internal PinnedArrayHandle(byte[] array)
        : base(0, ownsHandle: true)
    {
        _array = array;
        _pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        SetHandle(_pin.AddrOfPinnedObject());
    }

    public override bool IsInvalid => handle == 0;

    internal nint Raw => handle;

    /// <summary>What is in it up to the first zero, as text.</summary>
    internal string Text
    {
        get
        {
            int length = _array.AsSpan().IndexOf((byte)0);
            return Encoding.UTF8.GetString(_array, 0, length < 0 ? _array.Length : length);
        }
    }

    protected override bool ReleaseHandle()
    {
        _pin.Free();
        return true;
    }
}
