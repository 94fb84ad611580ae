using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CurlWs.Benchmarks;

/// <summary>
/// What the rest of the machine does while the benchmarks run: processor time of all, less that of the driver, its clients and the
/// server; and what a hypervisor gave to others. The load average cannot tell, because it counts the benchmarks themselves.
/// </summary>
internal sealed class OtherLoad(Func<int[]> own)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on all Linux that .NET runs on

    private double _ticks;
    private long _time;

    public void Start()
    {
        _ticks = Ticks();
        _time = Stopwatch.GetTimestamp();
    }

    /// <summary>How many cores' time went to others since the start; null where the system does not say.</summary>
    public double? Stop()
    {
        double cores = (Ticks() - _ticks) / TicksPerSecond / Stopwatch.GetElapsedTime(_time).TotalSeconds;
        return double.IsNaN(cores) ? null : Math.Round(Math.Max(cores, 0), 3);
    }

    private double Ticks()
    {
        try
        {
            // cpu user nice system idle iowait irq softirq steal
            double[] all = Numbers(File.ReadLines("/proc/stat").First()["cpu".Length..]);
            double mine = ProcessTicks(Environment.ProcessId, 4) + own().Sum(static id => ProcessTicks(id, 2));
            return all[0] + all[1] + all[2] + all[7] - mine;
        }
        catch (Exception e) when (e is IOException or IndexOutOfRangeException or FormatException)
        {
            return double.NaN;
        }
    }

    // utime stime cutime cstime are the fields 14 to 17; the name before may have blanks and brackets.
    private static double ProcessTicks(int id, int fields)
    {
        string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        return Numbers(string.Join(' ', text[(text.LastIndexOf(')') + 2)..].Split(' ').Skip(11).Take(fields))).Sum();
    }

    private static double[] Numbers(string text) =>
        [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
}
