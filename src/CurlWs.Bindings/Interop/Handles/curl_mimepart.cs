using System;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>curl_mimepart *</c>: one part of a <see cref="curl_mime"/>, valid while that exists. <c>if (part)</c> works as in C.
/// <see href="https://curl.se/libcurl/c/curl_mime_addpart.html">curl_mime_addpart(3)</see>.
/// </summary>
public sealed class curl_mimepart
{
    private readonly nint _raw;

    internal curl_mimepart(nint raw, curl_mime mime)
    {
        _raw = raw;
        Mime = mime;
    }

    internal curl_mime Mime { get; }

    /// <summary>Whether the part is there.</summary>
    public static bool operator true(curl_mimepart? part) => IsAlive(part);

    /// <summary>Whether the part is null or freed with its body.</summary>
    public static bool operator false(curl_mimepart? part) => !IsAlive(part);

    /// <summary>Whether the part is null or freed with its body.</summary>
    public static bool operator !(curl_mimepart? part) => !IsAlive(part);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static curl_mimepart? operator &(curl_mimepart? left, curl_mimepart? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static curl_mimepart? operator |(curl_mimepart? left, curl_mimepart? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the part is there: what <c>if (part)</c> asks.</summary>
    internal static bool IsAlive(curl_mimepart? part) => part is { Mime.Exists: true };

    /// <summary>The part's address; 0 for a null part, which libcurl refuses.</summary>
    internal static nint RawOf(curl_mimepart? part) =>
        part is null ? 0 : part.Mime.Exists ? part._raw : throw new ObjectDisposedException(nameof(curl_mime));
}
