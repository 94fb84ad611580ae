using System;

namespace CurlWs;

/// <summary>A defect of some libcurl versions that touches WebSocket connections or handles, and what this library does about it.</summary>
/// <param name="Id">Where it is told: a CVE, or an issue, pull request or commit of curl's.</param>
/// <param name="FirstVersion">The first version that has it.</param>
/// <param name="FixedIn">The first version that does not; null while none is known.</param>
/// <param name="Effect">What happens.</param>
/// <param name="Handling">What this library does about it, or what the app must do.</param>
public sealed record CurlDefect(string Id, Version FirstVersion, Version? FixedIn, string Effect, string Handling)
{
    /// <summary>The versions that have it, such as <c>8.16.0 to before 8.21.0</c>.</summary>
    public string Versions => FixedIn is null ? $"since {FirstVersion}" : $"{FirstVersion} to before {FixedIn}";

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Versions}): {Effect} {Handling}";
}
