using System;
using System.IO;
using System.Threading;

namespace CurlWs.Tests;

/// <summary>What the whole process has: for tests that run alone (<see cref="Easy.StressAlone"/>).</summary>
internal static class ProcessCounts
{
    /// <summary>Its threads; where /proc is not there, those of the pool.</summary>
    internal static int Threads() =>
        OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task").Length : ThreadPool.ThreadCount;

    /// <summary>Its open descriptors. On Linux.</summary>
    internal static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
