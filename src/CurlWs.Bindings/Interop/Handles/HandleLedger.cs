using System.Collections.Generic;
using System.Collections.Concurrent;
using System.Linq;

namespace CurlWs.Interop;

/// <summary>Counts native handles that a finalizer had to free because nobody cleaned them up: by type, for the tests.</summary>
internal static class HandleLedger
{
    private static readonly ConcurrentDictionary<string, int> s_finalized = new();

    internal static IReadOnlyDictionary<string, int> Finalized => s_finalized.ToDictionary(p => p.Key, p => p.Value);

    internal static void CountFinalized(string type) => s_finalized.AddOrUpdate(type, 1, static (_, n) => n + 1);

    /// <summary>
    /// Takes back what a test has left to the finalizer on purpose, at most <paramref name="count"/>; returns how many there were.
    /// </summary>
    internal static int Forgive(string type, int count)
    {
        while (s_finalized.TryGetValue(type, out int there))
        {
            int forgiven = System.Math.Min(there, count);
            if (there == forgiven
                ? s_finalized.TryRemove(new KeyValuePair<string, int>(type, there))
                : s_finalized.TryUpdate(type, there - forgiven, there))
            {
                return forgiven;
            }
        }

        return 0;
    }
}
