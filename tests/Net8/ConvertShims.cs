namespace System;

/// <summary>What .NET 9 added to <see cref="Convert"/>.</summary>
internal static class ConvertShims
{
    extension(Convert)
    {
        internal static string ToHexStringLower(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

        internal static string ToHexStringLower(byte[] bytes, int offset, int length) => ToHexStringLower(bytes.AsSpan(offset, length));
    }
}
