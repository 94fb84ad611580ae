using System;
using System.Runtime.Loader;

namespace CurlWs;

/// <summary>The library in a load context that can be unloaded, as a plug-in has it.</summary>
internal static class PlugIn
{
    /// <summary>
    /// Disposes of what the runtime lists for the whole process when the context of this library goes: the list would keep the library.
    /// </summary>
    internal static T EndsWithIt<T>(T listed)
        where T : IDisposable
    {
        if (AssemblyLoadContext.GetLoadContext(typeof(PlugIn).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += _ => listed.Dispose();
        }

        return listed;
    }
}
