using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// Decides which libcurl this process uses, once: what the app set in code; the environment variable <c>CURLWS_LIBCURL</c>; one with
/// WebSocket support that something else has loaded already; the app's own native assets; the system's usual names.
/// </summary>
/// <remarks>A place that the app or the user named is never passed over: if it fails, loading fails, and the message says why.</remarks>
internal static partial class Loader
{
    internal const string Variable = "CURLWS_LIBCURL";

    private const string Remedy =
        "Add the package runtime.native.libcurl, install libcurl 8.14.0 or later with WebSocket support, or name a file in the "
        + "environment variable " + Variable + " or with CurlLibrary.Use(path).";

    private static readonly object s_lock = new();
    private static string? s_chosenPath;
    private static nint s_handle;
    private static string? s_path;

    /// <summary>The module, loaded on first use.</summary>
    internal static nint Handle
    {
        get
        {
            lock (s_lock)
            {
                if (s_handle == 0)
                {
                    s_handle = Load();
                }

                return s_handle;
            }
        }
    }

    /// <summary>The file of the loaded module.</summary>
    internal static string LoadedPath
    {
        get
        {
            nint handle = Handle;
            return s_path ??= NativeImage.PathOf(handle, NativeLibrary.GetExport(handle, "curl_version")) ?? Native.Library;
        }
    }

    /// <summary>The files of the libcurls in this process that are not the one that we use.</summary>
    internal static List<string> OtherImages() => NativeImage.LoadedCurls(except: NativeLibrary.GetExport(Handle, "curl_easy_init"));

    internal static bool IsLoaded
    {
        get
        {
            lock (s_lock)
            {
                return s_handle != 0;
            }
        }
    }

    /// <summary>Chooses a file, before anything has been loaded.</summary>
    internal static void Use(string path)
    {
        lock (s_lock)
        {
            ThrowIfLoaded();
            s_chosenPath = Path.GetFullPath(path);
        }
    }

    /// <summary>Chooses a module that is loaded already.</summary>
    internal static void Use(nint module)
    {
        lock (s_lock)
        {
            ThrowIfLoaded();
            s_handle = Checked(module, "The module given to CurlLibrary.Use");
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be there before the first import of this assembly runs.")]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, static (name, _, _) => name == Native.Library ? Handle : 0);

    private static void ThrowIfLoaded()
    {
        if (s_handle != 0)
        {
            throw new InvalidOperationException(
                "libcurl is loaded already. Choose the library before the first call, at the start of the program: one process "
                    + "uses one libcurl.");
        }
    }

    private static nint Load()
    {
        if (s_chosenPath is not null)
        {
            return LoadNamed(s_chosenPath, "CurlLibrary.Use");
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            return LoadNamed(Path.GetFullPath(path), "The environment variable " + Variable);
        }

        if (TryUsePresent(out s_path, out nint present))
        {
            return present;
        }

        List<string> tried = [];
        foreach (string file in AppAssets())
        {
            tried.Add(file);
            if (File.Exists(file))
            {
                return LoadNamed(file, "The app's own native asset");
            }
        }

        foreach (string place in SystemPlaces(
            CurrentSystem, RuntimeInformation.ProcessArchitecture, AppContext.BaseDirectory, Environment.SystemDirectory))
        {
            tried.Add(place);
            if (NativeLibrary.TryLoad(place, out nint handle))
            {
                return Checked(handle, place);
            }
        }

        throw new DllNotFoundException($"No libcurl was found. Tried: {string.Join(", ", tried)}. {Remedy}");
    }

    private static nint LoadNamed(string path, string who)
    {
        if (!File.Exists(path))
        {
            throw new DllNotFoundException(
                $"{who} names {path}, which {(Directory.Exists(path) ? "is a folder" : "does not exist")}. {Remedy}");
        }

        if (NativeImage.Objection(path) is { } objection)
        {
            throw new BadImageFormatException($"{who} names {path}, which {objection}. {Remedy}", path);
        }

        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException($"{who} names {path}, which could not be loaded: {e.Message} {Remedy}");
        }

        Checked(handle, $"{who} names {path}, which");
        s_path = path;
        return handle;
    }

    private static nint Checked(nint handle, string who)
    {
        if (MissingIn(handle, Identifying) is [string missing, ..])
        {
            throw new DllNotFoundException($"{who} is a library, but not libcurl: it does not export {missing}. {Remedy}");
        }

        return handle;
    }
}
