using System.Collections.Generic;
using System.Collections.Concurrent;
using System.Linq;

namespace CurlWs.Interop;

/// <summary>Counts native handles that a finaliser had to free because nobody cleaned them up: by type, for the tests.</summary>
internal static class HandleLedger
{
    private static readonly ConcurrentDictionary<string, int> s_finalized = new();

    internal static IReadOnlyDictionary<string, int> Finalized => s_finalized.ToDictionary(p => p.Key, p => p.Value);

    internal static void CountFinalized(string type) => s_finalized.AddOrUpdate(type, 1, static (_, n) => n + 1);
}
