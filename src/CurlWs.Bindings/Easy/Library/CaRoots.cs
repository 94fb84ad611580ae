using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace CurlWs;

/// <summary>
/// The roots that certificates must lead to where the caller names none: the environment's, the system's store, libcurl's own, the files of
/// Linux distributions, and at last those that .NET trusts. libcurl alone looks neither in the distributions' files nor at .NET's roots.
/// </summary>
internal sealed class CaRoots
{
    private static volatile CaRoots? s_machine;

    private readonly List<string> _lookedAt = [];
    private CaFolder? _beside;
    private CaRoots? _withoutFolder;

    // Whether a server was found that only the folder's roots lead to.
    private volatile bool _folderIsNeeded;

    private CaRoots()
    {
    }

    /// <summary>Those of this machine, looked for until there are any: without descriptors none are found, and that may pass.</summary>
    internal static CaRoots Machine
    {
        get
        {
            if (s_machine is { } known)
            {
                return known;
            }

            CaRoots found = Find(new CaRootsSources());
            s_machine = found.FoundNothing ? null : found;
            return found;
        }
    }

    /// <summary>Whether there should be some, and none were found.</summary>
    internal bool FoundNothing { get; private set; }

    internal string? File { get; private set; }

    internal string? Folder { get; private set; }

    internal ReadOnlyMemory<byte>? Blob { get; private set; }

    /// <summary>Whether the TLS library must be told to use the system's store.</summary>
    internal bool SystemStore { get; private set; }

    /// <summary>Where was looked, in order, for a message.</summary>
    internal string LookedAt => string.Join("; ", _lookedAt);

    /// <summary>Those that a caller names.</summary>
    internal static CaRoots Named(string? file, string? folder, ReadOnlyMemory<byte>? blob)
    {
        CaRoots roots = new() { File = file, Folder = folder, Blob = blob };
        string?[] named =
        [
            file is null ? null : $"CaFile {file}", folder is null ? null : $"CaPath {folder}",
            blob is null ? null : $"CaBlob ({blob.Value.Length} bytes)",
        ];
        roots._lookedAt.AddRange(named.OfType<string>());
        roots.ReplaceMissingFile(CurlLibrary.DefaultCaFile);
        return roots;
    }

    internal static CaRoots Find(CaRootsSources sources)
    {
        CaRoots roots = new();
        roots.Look(sources);
        roots.ReplaceMissingFile(sources.DefaultFile);
        return roots;
    }

    /// <summary>
    /// Those to begin with: without a folder that has none but those of the file, or some more that were not needed so far, because libcurl
    /// caches no roots where there is one.
    /// </summary>
    /// <param name="heldBack">Whether there are more than these, to be tried where these do not do: what they lead to is trusted.</param>
    internal CaRoots Needed(out bool heldBack)
    {
        heldBack = false;
        if (File is null || Folder is null)
        {
            return this;
        }

        _beside ??= new CaFolder(Folder, File);
        CaFolderContent content = _beside.Content();
        heldBack = content == CaFolderContent.OtherRoots && !_folderIsNeeded;
        if (content != CaFolderContent.NoOthers && !heldBack)
        {
            return this;
        }

        if (_withoutFolder is null)
        {
            CaRoots without = new() { File = File, Blob = Blob, SystemStore = SystemStore };
            without._lookedAt.AddRange(_lookedAt);
            _withoutFolder = without;
        }

        return _withoutFolder;
    }

    /// <summary>From now on none are held back.</summary>
    internal void HoldNoneBack() => _folderIsNeeded = true;

    /// <summary>Sets them, for the server or for an https proxy. What needs no setting is left alone.</summary>
    internal void ApplyTo(CurlEasyOptions options, bool proxy)
    {
        if (File is not null)
        {
            _ = proxy ? options.ProxyCaFile = File : options.CaFile = File;
        }

        if (Folder is not null)
        {
            _ = proxy ? options.ProxyCaPath = Folder : options.CaPath = Folder;
        }

        if (Blob is not null)
        {
            _ = proxy ? options.ProxyCaBlob = Blob : options.CaBlob = Blob;
        }

        if (SystemStore)
        {
            CurlTlsOptions details = (proxy ? options.ProxyTlsOptions : options.TlsOptions) ?? CurlTlsOptions.None;
            details |= CurlTlsOptions.NativeCa;
            _ = proxy ? options.ProxyTlsOptions = details : options.TlsOptions = details;
        }
    }

    private void Look(CaRootsSources sources)
    {
        string backend = TlsBackendText.Active(sources.TlsBackend);
        if (backend.Length == 0)
        {
            _lookedAt.Add("nothing, because libcurl has no TLS");
            return;
        }

        bool schannel = TlsBackendText.IsSchannel(backend);
        if (TakeEnvironment(sources, folders: !schannel))
        {
            return;
        }

        bool systemTls = schannel || backend.StartsWith("SecureTransport", StringComparison.OrdinalIgnoreCase);
        if (sources.SystemStore || systemTls)
        {
            SystemStore = !systemTls;
            _lookedAt.Add("the system's store");
        }
        else if (!HasBuiltIn(sources) && !TakeWellKnown(sources))
        {
            TakeStore(sources);
            FoundNothing = Blob is null;
        }
    }

    /// <summary>A variable that names nothing there is passed over, as the TLS libraries that read these variables do.</summary>
    private bool TakeEnvironment(CaRootsSources sources, bool folders)
    {
        if (sources.Variable("SSL_CERT_FILE") is { Length: > 0 } file && Exists("SSL_CERT_FILE ", file, HasContent(file)))
        {
            File = file;
        }

        if (folders && sources.Variable("SSL_CERT_DIR") is { Length: > 0 } folder
            && Exists("SSL_CERT_DIR ", folder, folder.Split(Path.PathSeparator).Any(Directory.Exists)))
        {
            Folder = folder;
        }

        return File is not null || Folder is not null;
    }

    /// <summary>
    /// What libcurl was built with may be another distribution's place. Of a file and a folder one is enough; if it is the folder, it has
    /// to be named, see <see cref="ReplaceMissingFile"/>.
    /// </summary>
    private bool HasBuiltIn(CaRootsSources sources)
    {
        bool file = sources.DefaultFile is not null && Exists("libcurl's own ", sources.DefaultFile, HasContent(sources.DefaultFile));
        bool folder = sources.DefaultFolder is not null
            && Exists("libcurl's own ", sources.DefaultFolder, HasHashes(sources.DefaultFolder));
        Folder = folder && !file ? sources.DefaultFolder : null;
        return file || folder;
    }

    /// <summary>
    /// libcurl refuses to connect where the file that it was built with is missing, though there is a folder, and cannot be told to have
    /// none: one of the folder's own files stands for it.
    /// </summary>
    private void ReplaceMissingFile(string? builtIn)
    {
        if (Folder is not null && File is null && Blob is null && builtIn is not null && !HasContent(builtIn))
        {
            File = Folder.Split(Path.PathSeparator).SelectMany(Hashes).FirstOrDefault();
        }
    }

    private bool TakeWellKnown(CaRootsSources sources)
    {
        File = sources.Files.FirstOrDefault(file => Exists(string.Empty, file, HasContent(file)));
        Folder = File is null ? sources.Folders.FirstOrDefault(folder => Exists(string.Empty, folder, HasHashes(folder))) : null;
        return File is not null || Folder is not null;
    }

    private void TakeStore(CaRootsSources sources)
    {
        string pem = sources.StorePem();
        if (Exists(string.Empty, ".NET's root store", pem.Length > 0))
        {
            Blob = Encoding.ASCII.GetBytes(pem);
        }
    }

    private bool Exists(string origin, string what, bool exists)
    {
        _lookedAt.Add($"{origin}{what}{(exists ? string.Empty : " (nothing there)")}");
        return exists;
    }

    private static bool HasContent(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: > 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool HasHashes(string folder) => Hashes(folder).Length > 0;

    private static string[] Hashes(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.0").Take(1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
