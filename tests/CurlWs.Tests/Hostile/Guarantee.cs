using System.Collections.Generic;

namespace CurlWs.Tests.Hostile;

/// <summary>What a server, or whoever stands in its place, may try, and what comes of it by default.</summary>
/// <param name="Attempt">What it does.</param>
/// <param name="Outcome">What the application sees.</param>
/// <param name="Option">What changes it; empty if nothing does.</param>
/// <param name="Tests">The tests that show it, as folder, class and method.</param>
internal sealed record Guarantee(string Attempt, string Outcome, string Option, params IReadOnlyList<string> Tests);
