using System;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// The libcurl that this process uses: which file it is, what is in it (<see cref="GetInfo"/>), and settings of libcurl as a whole.
/// </summary>
/// <remarks>
/// <para>Looked for in this order: what <see cref="Use(string)"/> set; the environment variable <c>CURLWS_LIBCURL</c>; a libcurl with
/// WebSocket support that something else in the process has loaded already, the newest if there are several; the app's own native assets;
/// the system's usual names. Every member may be called from any thread. A missing or unusable library is a
/// <see cref="DllNotFoundException"/> or a <see cref="BadImageFormatException"/> that names the remedy.</para>
/// <para>Beside another binding: one process should hold one libcurl, because a handle of one crashes in another. Either this library uses
/// the other's, which happens by itself when that was loaded first and has WebSocket support; or the other uses this library's:
/// <see cref="Redirect"/>, before its first call. <see cref="CurlEasy.Borrow(SafeHandle)"/> and <see cref="CurlEasy.Adopt(SafeHandle)"/>
/// refuse while there are several.</para>
/// </remarks>
public static unsafe partial class CurlLibrary
{
    // Found once is enough: what is loaded stays as it is, and each connect asks twice, the facade's and the handle's.
    private static volatile bool s_hasWebSocket;

    private static volatile CurlLibraryInfo? s_info;

    /// <summary>The file that was loaded.</summary>
    internal static string Path => Loader.LoadedPath;

    internal static Version Version
    {
        get
        {
            uint number = Info->version_num;
            return new Version((int)(number >> 16), (int)(number >> 8) & 0xff, (int)number & 0xff);
        }
    }

    /// <summary>The TLS library inside and its version; empty without TLS.</summary>
    internal static string TlsBackend => Text(Info->ssl_version);

    private static curl_version_info_data* Info => LibCurl.curl_version_info(LibCurl.CURLVERSION_NOW);

    /// <summary>
    /// Reads what the loaded libcurl is and what is in it; loads the library. All calls give the same object.
    /// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
    /// </summary>
    /// <exception cref="DllNotFoundException">No libcurl was found; the message names the remedy.</exception>
    /// <exception cref="BadImageFormatException">The file is not for this process; the message names the remedy.</exception>
    public static CurlLibraryInfo GetInfo() =>
        s_info ??= new CurlLibraryInfo(Path, Version, TlsBackend, ReadProtocols(), DefectsOf(Version, TlsBackend));

    /// <summary>
    /// Loads the library and gives its module: what <see cref="NativeLibrary.GetExport"/> takes, and what another binding's resolver can
    /// return.
    /// </summary>
    /// <exception cref="DllNotFoundException">No libcurl was found; the message names the remedy.</exception>
    /// <exception cref="BadImageFormatException">The file is not for this process; the message names the remedy.</exception>
    public static nint GetModule() => Loader.Handle;

    /// <summary>Chooses the file to load. Only before the first use of libcurl.</summary>
    /// <param name="path">An absolute path, or one relative to the current folder.</param>
    /// <exception cref="InvalidOperationException">libcurl is loaded already.</exception>
    public static void Use(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Loader.Use(path);
    }

    /// <summary>Chooses a libcurl that the app has loaded itself, so that the process holds one. Only before the first use.</summary>
    /// <param name="module">What <see cref="NativeLibrary.Load(string)"/> returned. It must stay loaded.</param>
    /// <exception cref="InvalidOperationException">libcurl is loaded already.</exception>
    /// <exception cref="DllNotFoundException">The module is not a libcurl.</exception>
    public static void Use(nint module)
    {
        ArgumentOutOfRangeException.ThrowIfZero(module);
        Loader.Use(module);
    }

    /// <summary>
    /// Points another binding's <c>DllImport</c>s of libcurl, under any of its usual names (<c>libcurl</c>, <c>libcurl.so.4</c>,
    /// <c>libcurl.dll</c> ...), at the library that this one uses. Call it before the other binding's first call: an import that was used
    /// stays where it is.
    /// </summary>
    /// <param name="assembly">The assembly with the imports, such as <c>typeof(CurlThin.CurlNative).Assembly</c>. Twice for the same one
    /// does nothing.</param>
    /// <remarks>A fork under a name of its own, such as <c>libcurl-impersonate</c>, is left alone.</remarks>
    /// <exception cref="InvalidOperationException">Somebody else has set a resolver for that assembly; the message names the
    /// remedy.</exception>
    /// <exception cref="ArgumentException">The assembly is this library's own.</exception>
    public static void Redirect(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        if (assembly == typeof(CurlLibrary).Assembly)
        {
            throw new ArgumentException(
                "This is the library's own assembly. To choose what it loads, call CurlLibrary.Use.", nameof(assembly));
        }

        Loader.Redirect(assembly);
    }

    /// <summary>Throws unless <c>ws://</c> is built in, and what it needs is exported.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not; the message names the file, its version and the remedy.</exception>
    public static void RequireWebSocket()
    {
        if (s_hasWebSocket)
        {
            return;
        }

        if (!Loader.HasWebSocket(Info))
        {
            throw Unusable($"without WebSocket support (its protocols: {string.Join(' ', ReadProtocols())})");
        }

        RequireFunctions(Loader.Needed);
        RequireFunctions(Loader.NeededForWebSockets);
        s_hasWebSocket = true;
    }

    /// <summary>Throws unless the loaded library exports all of these: one that was stripped is not told by its version.</summary>
    internal static void RequireFunctions(IEnumerable<string> functions)
    {
        List<string> missing = Loader.MissingIn(Loader.Handle, functions);
        if (missing.Count > 0)
        {
            throw Unusable($"and does not export {string.Join(", ", missing)}");
        }
    }

    private static PlatformNotSupportedException Unusable(string why) => new(
        $"{Path} is libcurl {Version} {why}. Add the package runtime.native.libcurl, or name a libcurl {MinimumVersion} or later that "
        + $"was built with ws and wss in the environment variable {Loader.Variable} or with CurlLibrary.Use(path).");

    /// <summary>
    /// Describes what was loaded, for a log or a bug report: file, version, TLS, schemes, one fact a line; then each of
    /// <see cref="CurlLibraryInfo.KnownDefects"/> with what is done about it; and any other libcurl in the process; and how many threads
    /// are inside a call that does not return, once there was one.
    /// </summary>
    public static string Describe()
    {
        CurlLibraryInfo info = GetInfo();
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"file      {info.Path}");
        text.AppendLine(CultureInfo.InvariantCulture, $"version   {info.Version}");
        text.AppendLine(CultureInfo.InvariantCulture, $"TLS       {(info.TlsBackend.Length == 0 ? "none" : info.TlsBackend)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"ws, wss   {YesNo(info.SupportsWs)}, {YesNo(info.SupportsWss)}");
        text.Append(CultureInfo.InvariantCulture, $"protocols {string.Join(' ', info.Protocols)}");
        foreach (string other in Loader.OtherImages())
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"also here {other}: its handles cannot be used with the one above");
        }

        if (CurlPoller.Shared is { EverLeftBehind: > 0 } poller)
        {
            text.AppendLine().Append(
                CultureInfo.InvariantCulture,
                $"threads   left behind {poller.LeftBehind} (most {CurlPoller.MostLeftBehind}, ever {poller.EverLeftBehind}), "
                + $"each inside a call that does not return");
        }

        foreach (CurlDefect defect in info.KnownDefects)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"defect    {defect}");
        }

        return text.ToString();
    }

    private static List<string> ReadProtocols()
    {
        List<string> names = [];
        for (byte** name = Info->protocols; *name != null; name++)
        {
            names.Add(Text(*name).ToLowerInvariant());
        }

        return names;
    }

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
}
