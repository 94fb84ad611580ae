using System;
using System.Runtime.InteropServices;

namespace Consumer;

/// <summary>A binding in the shape of CurlThin: a SafeHandle, and imports of "libcurl" that .NET resolves by itself.</summary>
internal sealed class SafeEasyHandle : SafeHandle
{
    public SafeEasyHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OtherBinding.curl_easy_cleanup(handle);
        return true;
    }
}

internal static unsafe class OtherBinding
{
    private const string LIBCURL = "libcurl";

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    internal static extern SafeEasyHandle curl_easy_init();

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    internal static extern void curl_easy_cleanup(nint handle);

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    internal static extern nint curl_easy_escape(SafeEasyHandle handle, byte* text, int length);

    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    internal static extern void curl_free(nint text);

    /// <summary>libcurl's static table: equal addresses mean the same copy of libcurl.</summary>
    [DllImport(LIBCURL, CallingConvention = CallingConvention.Cdecl)]
    internal static extern nint curl_version_info(int age);

    internal static string Escape(ReadOnlySpan<byte> text)
    {
        using SafeEasyHandle easy = curl_easy_init();
        fixed (byte* p = text)
        {
            nint escaped = curl_easy_escape(easy, p, text.Length);
            string result = Marshal.PtrToStringUTF8(escaped) ?? string.Empty;
            curl_free(escaped);
            return result;
        }
    }
}
