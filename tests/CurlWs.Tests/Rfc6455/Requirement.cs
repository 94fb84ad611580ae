using System.Collections.Generic;

namespace CurlWs.Tests.Rfc6455;

/// <summary>A rule that RFC 6455 makes for a client with MUST or MUST NOT, in our own words.</summary>
/// <param name="Section">The section.</param>
/// <param name="Text">The rule.</param>
/// <param name="Tests">The tests that cover it, as class and method.</param>
internal sealed record Requirement(string Section, string Text, params IReadOnlyList<string> Tests)
{
    /// <summary>Why no test covers it; null where tests do.</summary>
    internal string? WhyNoTest { get; init; }
}
