using System;

namespace CurlWs.Tests;

/// <summary>The collector, for tests of what it frees.</summary>
internal static class Garbage
{
    /// <summary>Collects all that nobody refers to, with what its finalisers let go of.</summary>
    internal static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
