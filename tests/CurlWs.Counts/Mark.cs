using System.Runtime.InteropServices;

namespace CurlWs.Counts;

/// <summary>The marks that counting is told by: see mark.c.</summary>
internal static partial class Mark
{
    [LibraryImport("mark", EntryPoint = "mark_begin", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void Begin(string name);

    [LibraryImport("mark", EntryPoint = "mark_end", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void End(string name);
}
