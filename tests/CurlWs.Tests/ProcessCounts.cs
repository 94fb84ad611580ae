using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;

namespace CurlWs.Tests;

/// <summary>What the whole process has: for tests that run alone (<see cref="Easy.StressAlone"/>).</summary>
internal static class ProcessCounts
{
    /// <summary>Its threads; where /proc is not there, those of the pool.</summary>
    internal static int Threads() =>
        OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task").Length : ThreadPool.ThreadCount;

    /// <summary>Those of its threads that are this library's, by their names. On Linux.</summary>
    internal static int OwnThreads() => Directory.GetDirectories("/proc/self/task").Count(IsOwn);

    /// <summary>The threads with a name of ours once nothing happens: those that follow the one that listens go after a second.</summary>
    internal static async Task<int> OwnThreadsAtRest(int most)
    {
        for (CancellationToken late = Deadline.Token(); OwnThreads() > most && !late.IsCancellationRequested; await Task.Yield())
        {
        }

        return OwnThreads();
    }

    /// <summary>Its open descriptors. On Linux.</summary>
    internal static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static bool IsOwn(string task)
    {
        try
        {
            return File.ReadAllText(task + "/comm").StartsWith("CurlWs", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return false;
        }
    }
}
