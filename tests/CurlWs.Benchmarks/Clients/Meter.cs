using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime;
using System.Runtime.InteropServices;

namespace CurlWs.Benchmarks;

/// <summary>Time, CPU time of the process and allocations between two points.</summary>
internal static partial class Meter
{
    private const int CLOCK_PROCESS_CPUTIME_ID = 2;

    private static long s_time;
    private static long s_cpu;
    private static long s_allocated;

    public static void Start()
    {
        s_allocated = GC.GetTotalAllocatedBytes(precise: true);
        s_cpu = CpuNanoseconds();
        s_time = Stopwatch.GetTimestamp();
    }

    /// <summary>The pairs of an answer.</summary>
    public static string Stop()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(s_time);
        long cpu = CpuNanoseconds() - s_cpu, allocated = GC.GetTotalAllocatedBytes(precise: true) - s_allocated;
        return string.Create(CultureInfo.InvariantCulture, $"ns={elapsed.TotalNanoseconds:0} cpu={cpu} allocated={allocated}");
    }

    /// <summary>Private memory of the process in bytes, after everything that can be given back has been.</summary>
    public static long PrivateBytes()
    {
        for (int i = 0; i < 3; i++)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        _ = malloc_trim(0);
        foreach (string line in File.ReadLines("/proc/self/smaps_rollup"))
        {
            if (line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(14, line.Length - 14 - 2).Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new BenchmarkException("/proc/self/smaps_rollup has no Private_Dirty");
    }

    public static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static unsafe long CpuNanoseconds()
    {
        long* time = stackalloc long[2];
        _ = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, time);
        return (time[0] * 1_000_000_000) + time[1];
    }

    [LibraryImport("libc")]
    private static unsafe partial int clock_gettime(int clock, long* time);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
