using System.Diagnostics;
using System.Reflection;

namespace CurlWs.Tests;

/// <summary>
/// Tests that count allocations need the library as a user has it: in a Debug build every call of an async method allocates its state
/// machine. build/test.sh runs them in Release, by their trait.
/// </summary>
internal static class Optimized
{
    /// <summary>The trait by which the tests are found.</summary>
    internal const string Trait = "Build", Release = "Release";

    internal const string Reason = "The library is not optimized: tests that count allocations run in Release.";

    public static bool Library { get; } =
        typeof(CurlWebSocket).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
