using System;
using System.Diagnostics.CodeAnalysis;

namespace CurlWs.Samples;

/// <summary>What went wrong, and what to do about it: the demo's last line.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It always has both.")]
internal sealed class DemoException(string problem, string remedy) : Exception($"{problem} {remedy}")
{
    public string Problem { get; } = problem;

    public string Remedy { get; } = remedy;
}
