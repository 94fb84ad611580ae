using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Threading.Tasks;

namespace CurlWs.LoadProbe;

/// <summary>The library in a load context that can be unloaded, as a plug-in has it.</summary>
internal static class Unloading
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    internal static void Run(string url)
    {
        WeakReference context = Use(url);
        Stopwatch watch = Stopwatch.StartNew();
        while (context.IsAlive && watch.Elapsed < s_longest)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.WriteLine(context.IsAlive ? "kept" : "unloaded");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(string url)
    {
        Context context = new();
        Type inside = context.LoadFromAssemblyPath(typeof(Unloading).Assembly.Location).GetType(typeof(Shortage).FullName!)!;
        inside.GetMethod(nameof(Shortage.LetThreadsEndSoon))!.Invoke(null, null);
        ((Task)inside.GetMethod(nameof(Shortage.EchoAsync))!.Invoke(null, [new Uri(url)])!).GetAwaiter().GetResult();
        inside.GetMethod(nameof(Shortage.WaitForThreads))!.Invoke(null, null);
        context.Unload();
        return new WeakReference(context);
    }

    private sealed class Context() : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == "CurlWs.Bindings"
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "CurlWs.Bindings.dll"))
            : null;
    }
}
