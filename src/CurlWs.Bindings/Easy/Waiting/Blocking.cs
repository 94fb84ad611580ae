using System.Threading.Tasks;

namespace CurlWs;

/// <summary>Waiting on the caller's own thread, for the members that block by their name.</summary>
internal static class Blocking
{
    /// <summary>
    /// Waits for a task that a thread of ours completes. It releases this thread itself: the thread pool, which may be what is kept busy,
    /// has no part in it, as it would have in a continuation.
    /// </summary>
    internal static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>The same, however the task ends.</summary>
    internal static void WaitForEnd(Task task) => task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
}
