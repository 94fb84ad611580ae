using System.Collections.Generic;
using System.Threading.Tasks;

namespace System.Linq;

/// <summary>What .NET 10 added for asynchronous sequences.</summary>
internal static class AsyncEnumerableShims
{
    internal static async IAsyncEnumerable<T> ToAsyncEnumerable<T>(this IEnumerable<T> items)
    {
        foreach (T item in items)
        {
            yield return item;
        }

        await Task.CompletedTask;
    }

    internal static async ValueTask<T[]> ToArrayAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (T item in items)
        {
            all.Add(item);
        }

        return [.. all];
    }
}
