using System;
using System.Runtime.InteropServices;

namespace ForeignBinding;

/// <summary>An easy handle that its user has to clean up by hand, or that cleans up after itself: bindings do either.</summary>
public sealed class SafeEasyHandle : SafeHandle
{
    public SafeEasyHandle(IntPtr handle, bool ownsHandle)
        : base(IntPtr.Zero, ownsHandle) => SetHandle(handle);

    /// <summary>How many handles this binding has freed.</summary>
    public static int Freed { get; private set; }

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        Freed++;
        CurlNative.Easy.Cleanup(handle);
        return true;
    }
}
