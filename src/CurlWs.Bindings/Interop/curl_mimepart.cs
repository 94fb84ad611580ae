using System;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>curl_mimepart *</c>: one part of a <see cref="curl_mime"/>, valid while that exists. <c>if (part)</c> works as in C.
/// <see href="https://curl.se/libcurl/c/curl_mime_addpart.html">curl_mime_addpart(3)</see>.
/// </summary>
public readonly struct curl_mimepart : IEquatable<curl_mimepart>
{
    private readonly nint _raw;

    internal curl_mimepart(nint raw, curl_mime mime)
    {
        _raw = raw;
        Mime = mime;
    }

    internal curl_mime? Mime { get; }

    /// <summary>The part's address; 0 for a null part, which libcurl refuses.</summary>
    internal nint Raw => Mime is null or { Exists: true } ? _raw : throw new ObjectDisposedException(nameof(curl_mime));

    /// <summary>Whether the part is there.</summary>
    public static bool operator true(curl_mimepart part) => part.IsAlive;

    /// <summary>Whether the part is null.</summary>
    public static bool operator false(curl_mimepart part) => !part.IsAlive;

    /// <summary>Whether the part is null.</summary>
    public static bool operator !(curl_mimepart part) => !part.IsAlive;

    /// <summary>Whether both are the same part.</summary>
    public static bool operator ==(curl_mimepart left, curl_mimepart right) => left._raw == right._raw;

    /// <summary>Whether the parts differ.</summary>
    public static bool operator !=(curl_mimepart left, curl_mimepart right) => !(left == right);

    /// <summary>Whether the part is there: what <c>if (part)</c> asks.</summary>
    internal bool IsAlive => _raw != 0 && Mime is { Exists: true };

    /// <inheritdoc/>
    public bool Equals(curl_mimepart other) => _raw == other._raw;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is curl_mimepart other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _raw.GetHashCode();
}
