using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Text;

namespace CurlWs.TestServers;

/// <summary>The request line and the headers of an HTTP request, as they were sent.</summary>
public sealed class RequestHead
{
    private RequestHead(string raw)
    {
        Raw = raw;
        string[] lines = raw.Split("\r\n");
        string[] parts = lines[0].Split(' ');
        if (parts.Length != 3)
        {
            throw new InvalidDataException($"Not a request line: {lines[0]}");
        }

        (Method, Target, Version) = (parts[0], parts[1], parts[2]);
        Headers = [.. lines.Skip(1).Where(line => line.Length > 0).Select(ParseHeader)];
    }

    /// <summary>All of it as text, with the empty line at the end.</summary>
    public string Raw { get; }

    /// <summary>The method, such as <c>GET</c>.</summary>
    public string Method { get; }

    /// <summary>The request target as it was sent: a path, an absolute URI or an authority.</summary>
    public string Target { get; }

    /// <summary>The version, such as <c>HTTP/1.1</c>.</summary>
    public string Version { get; }

    /// <summary>The headers in the order and the spelling in which they were sent.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>The first header of a name, or null.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>Its value without the white space around it.</returns>
    public string? this[string name] => All(name).FirstOrDefault();

    /// <summary>All headers of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>Their values in order.</returns>
    public IEnumerable<string> All(string name)
    {
        return Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
    }

    /// <summary>The request line.</summary>
    /// <returns>Method, target and version.</returns>
    public override string ToString() => $"{Method} {Target} {Version}";

    internal static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out RequestHead? head, out int consumed)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        consumed = end < 0 ? 0 : end + 4;
        head = end < 0 ? null : new RequestHead(Encoding.Latin1.GetString(bytes[..consumed]));
        return head is not null;
    }

    private static (string Name, string Value) ParseHeader(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (line[..colon], line[(colon + 1)..].Trim())
            : throw new InvalidDataException($"Not a header: {line}");
    }
}
