using System;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Starts the threads that serve everybody.</summary>
internal static class BackgroundThread
{
    /// <summary>What a call was short of that says "out of memory" for a missing descriptor as well.</summary>
    internal const string Shortage = "no memory, no thread or no file descriptor is left";

    /// <exception cref="CurlException">The system has none to give; the next attempt may succeed.</exception>
    internal static void Start(ThreadStart run, string name)
    {
        try
        {
            // Unsafe: the thread must not keep what is AsyncLocal to whoever came first.
            new Thread(run) { IsBackground = true, Name = name }.UnsafeStart();
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, $"Starting the thread \"{name}\"", Shortage);
        }
    }
}
