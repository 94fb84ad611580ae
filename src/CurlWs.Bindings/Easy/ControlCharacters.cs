using System;
using System.Buffers;

namespace CurlWs;

/// <summary>What has no place in a line of a request: RFC 9110, section 5.5, allows the tab of all control characters.</summary>
internal static class ControlCharacters
{
    private static readonly SearchValues<char> s_all = SearchValues.Create(
        "\0\x01\x02\x03\x04\x05\x06\a\b\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f");

    internal static bool AnyIn(ReadOnlySpan<char> text) => text.ContainsAny(s_all);
}
