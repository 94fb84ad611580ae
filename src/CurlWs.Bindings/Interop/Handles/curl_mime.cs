using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>curl_mime *</c>: a multipart body, made by <see cref="LibCurl.curl_mime_init"/> and freed by
/// <see cref="LibCurl.curl_mime_free"/> or <see cref="SafeHandle.Dispose()"/>. An easy handle that uses it (<c>CURLOPT_MIMEPOST</c>)
/// keeps it alive; one that became a part of another is freed with that.
/// </summary>
/// <remarks>See <see href="https://curl.se/libcurl/c/curl_mime_init.html">curl_mime_init(3)</see>. Not for two threads at once.</remarks>
public sealed class curl_mime : SafeHandle
{
    private readonly List<MimeSource> _sources = [];
    private readonly Dictionary<curl_mimepart, curl_slist> _headers = [];

    internal curl_mime(nint handle, CURL? easy)
        : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        UsedBy(easy);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Raw => handle;

    /// <summary>The handles whose calls may read the parts: exceptions of data callbacks surface there.</summary>
    internal MimeUsers Users { get; } = new();

    /// <summary>Set once this body is a part of another, which then frees it.</summary>
    internal curl_mime? Parent { get; private set; }

    /// <summary>Whether the native body still exists: its own, or as part of a parent that does.</summary>
    internal bool Exists => Parent?.Exists ?? (!IsInvalid && !IsClosed);

    /// <summary>Whether the handle is there and not freed.</summary>
    public static bool operator true(curl_mime? mime) => IsAlive(mime);

    /// <summary>Whether the handle is null or freed.</summary>
    public static bool operator false(curl_mime? mime) => !IsAlive(mime);

    /// <summary>Whether the handle is null or freed.</summary>
    public static bool operator !(curl_mime? mime) => !IsAlive(mime);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static curl_mime? operator &(curl_mime? left, curl_mime? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static curl_mime? operator |(curl_mime? left, curl_mime? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the handle is there and not freed: what <c>if (mime)</c> asks.</summary>
    internal static bool IsAlive(curl_mime? mime) => mime is { Exists: true };

    internal curl_mime Root => Parent?.Root ?? this;

    internal void Add(MimeSource source)
    {
        _sources.Add(source);
        Parent?.Add(source);
    }

    /// <summary>A part's header list that libcurl reads and does not own.</summary>
    internal void KeepHeaders(curl_mimepart part, curl_slist? headers)
    {
        bool added = false;
        headers?.DangerousAddRef(ref added);
        if (_headers.Remove(part, out curl_slist? old))
        {
            old.DangerousRelease();
        }

        if (headers is not null)
        {
            _headers[part] = headers;
        }
    }

    internal void UsedBy(CURL? easy) => Users.Add(easy);

    /// <summary>libcurl took this body over as a part of <paramref name="parent"/>.</summary>
    internal void BecomePartOf(curl_mime parent)
    {
        Parent = parent;
        Users.Parent = parent.Users;
        foreach (MimeSource source in _sources)
        {
            parent.Add(source);
        }

        foreach ((curl_mimepart part, curl_slist headers) in _headers)
        {
            Root.KeepHeaders(part, headers);
        }

        ReleaseHeaders();
        SetHandleAsInvalid();
    }

    /// <summary>A duplicated easy handle has a copy of every part, and will free each part's data once more.</summary>
    internal void CountCopy()
    {
        foreach (MimeSource source in _sources)
        {
            source.AddUse();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing && !IsInvalid && !IsClosed)
        {
            HandleLedger.CountFinalized(nameof(curl_mime));
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.curl_mime_free(handle);
        ReleaseHeaders();
        return true;
    }

    private void ReleaseHeaders()
    {
        foreach (curl_slist headers in _headers.Values)
        {
            headers.DangerousRelease();
        }

        _headers.Clear();
    }
}
