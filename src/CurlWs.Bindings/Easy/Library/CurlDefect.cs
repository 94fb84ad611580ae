using System;

namespace CurlWs;

/// <summary>A defect of some libcurl versions that touches WebSocket connections or handles, and what this library does about it.</summary>
public sealed class CurlDefect
{
    internal CurlDefect(string id, Version firstVersion, Version? fixedIn, string effect, string handling) =>
        (Id, FirstVersion, FixedIn, Effect, Handling) = (id, firstVersion, fixedIn, effect, handling);

    /// <summary>
    /// Source that describes the defect: a CVE, or an issue, pull request or commit of curl's; a short name where there is none.
    /// </summary>
    public string Id { get; }

    /// <summary>First version with the defect, among those that have WebSockets at all.</summary>
    public Version FirstVersion { get; }

    /// <summary>First version without the defect; null while there is none.</summary>
    public Version? FixedIn { get; }

    /// <summary>Harm that the defect does.</summary>
    public string Effect { get; }

    /// <summary>Remedy: what this library does about the defect, or what the application must do.</summary>
    public string Handling { get; }

    /// <summary>Versions that have the defect, such as <c>8.16.0 or later, before 8.21.0</c>.</summary>
    public string Versions => FixedIn is null ? $"{FirstVersion} or later" : $"{FirstVersion} or later, before {FixedIn}";

    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Versions}): {Effect} {Handling}";
}
