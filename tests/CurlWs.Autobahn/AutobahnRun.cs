using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.Autobahn;

/// <summary>All cases of a suite, one after the other, and their sums.</summary>
internal static class AutobahnRun
{
    // What the suite calls a case that went wrong. NON-STRICT, INFORMATIONAL and UNIMPLEMENTED are no failures, but are printed.
    private static readonly string[] s_failures = ["FAILED", "WRONG CODE", "UNCLEAN", "FAILED BY CLIENT"];

    /// <summary>Runs them.</summary>
    /// <returns>Whether there was at least one case and none failed.</returns>
    public static async Task<bool> RunAsync(AutobahnClient client, string agent, TextWriter output)
    {
        int count = await client.GetCaseCountAsync().ConfigureAwait(false);
        SortedDictionary<string, int> sums = [];
        for (int number = 1; number <= count; number++)
        {
            string end = await client.RunCaseAsync(number).ConfigureAwait(false);
            (string id, string behavior) = await client.GetVerdictAsync(number).ConfigureAwait(false);
            sums[behavior] = sums.GetValueOrDefault(behavior) + 1;
            if (behavior != "OK")
            {
                await output.WriteLineAsync($"{id} {behavior}: {end}").ConfigureAwait(false);
            }
        }

        await client.UpdateReportsAsync().ConfigureAwait(false);
        await output.WriteLineAsync($"{agent}: {count} cases; {string.Join(", ", sums.Select(sum => $"{sum.Value} {sum.Key}"))}")
            .ConfigureAwait(false);
        return count > 0 && !sums.Keys.Any(s_failures.Contains);
    }
}
