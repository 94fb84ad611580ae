using System;
using System.Collections.Generic;

namespace CurlWs.Fuzz;

/// <summary>All targets by name; each has a folder of that name in corpus/.</summary>
internal static class FuzzTargets
{
    internal static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } = new Dictionary<string, Func<FuzzTarget>>
    {
        ["address"] = static () => new AddressTarget(),
        ["close"] = static () => new CloseTarget(),
        ["compressed"] = static () => new CompressedTarget(),
        ["decoder"] = static () => new DecoderTarget(),
        ["extensions"] = static () => new ExtensionsTarget(),
        ["handshake"] = static () => new HandshakeTarget(),
        ["inflate"] = static () => new InflateTarget(),
        ["options"] = static () => new OptionsTarget(),
        ["text"] = static () => new TextTarget(),
        ["utf8"] = static () => new Utf8Target(),
    };
}
