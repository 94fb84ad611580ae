using System;
using System.Globalization;

namespace CurlWs.Tests.Framing;

/// <summary>How long the fuzzing runs, and with what seeds.</summary>
internal static class Fuzz
{
    private static readonly int s_times =
        int.TryParse(Environment.GetEnvironmentVariable("CURLWS_FUZZ_ROUNDS"), CultureInfo.InvariantCulture, out int times) ? times : 1;

    // Another start each time: a failure names its round, and that is all that is needed to repeat it.
    private static readonly int s_first =
        int.TryParse(Environment.GetEnvironmentVariable("CURLWS_FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed)
            ? seed
            : Environment.TickCount & 0x3fffffff;

    /// <summary>
    /// Calls an action for each seed; <c>CURLWS_FUZZ_ROUNDS</c> multiplies the number, <c>CURLWS_FUZZ_SEED</c> sets the first.
    /// </summary>
    internal static System.Collections.Generic.IEnumerable<int> Seeds(int rounds)
    {
        for (long i = 0; i < (long)rounds * s_times; i++)
        {
            yield return unchecked(s_first + (int)i);
        }
    }
}
