using System;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Whose behaviour a <see cref="Difference"/> tells of.</summary>
[Flags]
internal enum DifferenceOf
{
    /// <summary>Nobody's.</summary>
    None = 0,

    /// <summary>The framework's ClientWebSocket.</summary>
    Framework = 1,

    /// <summary>This library where libcurl decodes the frames.</summary>
    LibcurlDecoder = 2,

    /// <summary>Both alike.</summary>
    Both = Framework | LibcurlDecoder,
}
