using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

// Which libcurls are in this process already, whoever loaded them.
internal static unsafe partial class NativeImage
{
    /// <summary>The files of all libcurls that this process has loaded, each once.</summary>
    /// <param name="except">The address of <c>curl_easy_init</c> in one to leave out: a path is no identity, links lead to it by many
    /// names.</param>
    /// <remarks>
    /// By name first, because asking every module is slow and asks some that must not be asked; then by the symbol, and by the file that
    /// the symbol is really in: a library that merely links to libcurl finds the symbol, too.
    /// </remarks>
    internal static List<string> LoadedCurls(nint except = 0)
    {
        List<string> found = [];
        foreach (string file in LoadedFiles())
        {
            if (IsNamedLikeCurl(file) && !found.Contains(file) && NativeLibrary.TryLoad(file, out nint module))
            {
                // One more reference to a module that is there anyway; given back at once.
                bool exports = NativeLibrary.TryGetExport(module, "curl_easy_init", out nint symbol);
                string? owner = exports ? PathOf(module, symbol) : null;
                NativeLibrary.Free(module);
                if (exports && symbol != except && (owner is null || SameFile(owner, file)))
                {
                    found.Add(file);
                }
            }
        }

        return found;
    }

    /// <summary>Whether two paths are the same file: the system may name it through another link than the app did.</summary>
    internal static bool SameFile(string left, string right)
    {
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(Resolve(left), Resolve(right), comparison);
    }

    private static bool IsNamedLikeCurl(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith("libcurl", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("curl", StringComparison.OrdinalIgnoreCase);
    }

    private static string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return Path.GetFullPath(path);
        }
    }

    private static List<string> LoadedFiles() =>
        OperatingSystem.IsLinux() ? FilesInMaps()
        : OperatingSystem.IsMacOS() ? DyldImages()
        : OperatingSystem.IsWindows() ? Modules()
        : [];

    // A file that the app maps as data, to read or to check it, stands in the maps too, and to open it would run its constructors. Only
    // what the dynamic linker has loaded counts; its own names for it may be relative, so the file comes from the maps.
    private static List<string> FilesInMaps()
    {
        List<nuint> images = LoadedImages();
        List<string> files = [];
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int slash = line.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && images.Exists(image => Holds(line, image)))
            {
                files.Add(line[slash..]);
            }
        }

        return files;
    }

    /// <summary>An address in each image that the dynamic linker has loaded: that of its program headers, which are part of it.</summary>
    private static List<nuint> LoadedImages()
    {
        List<nuint> images = [];
        GCHandle handle = GCHandle.Alloc(images);
        _ = dl_iterate_phdr(&AddImage, GCHandle.ToIntPtr(handle));
        handle.Free();
        return images;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int AddImage(DlPhdrInfo* info, nuint size, nint images)
    {
        ((List<nuint>)GCHandle.FromIntPtr(images).Target!).Add((nuint)info->Headers);
        return 0;
    }

    private static List<string> DyldImages()
    {
        List<string> files = [];
        uint count = _dyld_image_count();
        for (uint i = 0; i < count; i++)
        {
            // Null when another thread has unloaded one meanwhile.
            if (Marshal.PtrToStringUTF8((nint)_dyld_get_image_name(i)) is { } file)
            {
                files.Add(file);
            }
        }

        return files;
    }

    private static List<string> Modules()
    {
        List<string> files = [];
        using Process process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            files.Add(module.FileName);
        }

        return files;
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int dl_iterate_phdr(delegate* unmanaged[Cdecl]<DlPhdrInfo*, nuint, nint, int> callback, nint data);

    [LibraryImport("libSystem")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial uint _dyld_image_count();

    [LibraryImport("libSystem")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial byte* _dyld_get_image_name(uint index);

    // The first members of <link.h>'s dl_phdr_info.
    [StructLayout(LayoutKind.Sequential)]
    private struct DlPhdrInfo
    {
        public nint Base;
        public byte* Name;
        public void* Headers;
    }
}
