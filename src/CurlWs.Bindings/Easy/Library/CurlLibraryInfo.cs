using System;
using System.Collections.Generic;
using System.Linq;

namespace CurlWs;

/// <summary>Facts about the libcurl that this process uses, from <see cref="CurlLibrary.GetInfo"/>. They do not change any more.</summary>
public sealed class CurlLibraryInfo
{
    internal CurlLibraryInfo(
        string path, Version version, string tlsBackend, IEnumerable<string> protocols, IEnumerable<CurlDefect> defects)
    {
        Path = path;
        Version = version;
        TlsBackend = tlsBackend;
        Protocols = Array.AsReadOnly<string>([.. protocols]);
        KnownDefects = Array.AsReadOnly<CurlDefect>([.. defects]);
    }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>Release of the loaded libcurl, such as 8.22.0, without the name of a patched or development build.</summary>
    public Version Version { get; }

    /// <summary>The TLS library inside and its version, such as <c>OpenSSL/3.5.7</c>; empty without TLS.</summary>
    public string TlsBackend { get; }

    /// <summary>The URL schemes that this libcurl speaks, in lower case.</summary>
    public IReadOnlyList<string> Protocols { get; }

    /// <summary>
    /// Whether <c>ws://</c> is built in. The functions, options and constants are there in any case: only the list of protocols tells.
    /// </summary>
    public bool SupportsWs => Protocols.Contains(WebSocketScheme.Plain);

    /// <summary>Whether <c>wss://</c> is built in.</summary>
    public bool SupportsWss => Protocols.Contains(WebSocketScheme.Secure);

    /// <summary>The known defects of this version that touch WebSocket connections, and what this library does about each.</summary>
    public IReadOnlyList<CurlDefect> KnownDefects { get; }
}
