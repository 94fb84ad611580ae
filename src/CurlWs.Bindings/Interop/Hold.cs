using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>A reference to a handle that has no gate, held for one call; null is address 0, which libcurl refuses.</summary>
internal readonly ref struct Hold
{
    private readonly SafeHandle? _handle;

    private Hold(SafeHandle? handle) => _handle = handle;

    internal nint Handle => _handle?.DangerousGetHandle() ?? 0;

    internal static Hold On(SafeHandle? handle)
    {
        bool added = false;
        handle?.DangerousAddRef(ref added);
        return new Hold(handle);
    }

    public void Dispose() => _handle?.DangerousRelease();
}
