using System.Diagnostics;
using System.Reflection;

namespace CurlWs.Tests;

/// <summary>
/// Tests that count allocations need the library as a user has it: in a Debug build every call of an async method allocates its state
/// machine. build/test.sh runs everything in Release.
/// </summary>
internal static class Optimized
{
    internal const string Reason = "The library is not optimized: tests that count allocations run in Release.";

    public static bool Library { get; } =
        typeof(CurlWebSocket).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };
}
