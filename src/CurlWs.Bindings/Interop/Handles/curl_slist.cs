using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// C's <c>struct curl_slist *</c>: a list of strings, grown by <see cref="LibCurl.curl_slist_append"/> and freed by
/// <see cref="LibCurl.curl_slist_free_all"/> or <see cref="SafeHandle.Dispose()"/>. An easy handle that uses it keeps it alive, so
/// that it may be freed early. <c>if (list)</c> works as in C.
/// </summary>
/// <remarks>
/// See <see href="https://curl.se/libcurl/c/curl_slist_append.html">curl_slist_append(3)</see>. Not for two threads at once.
/// </remarks>
public sealed unsafe class curl_slist : SafeHandle
{
    internal curl_slist(node* head)
        : base(0, ownsHandle: true) => SetHandle((nint)head);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The first entry: C's fields <c>data</c> and <c>next</c>. Good until the list is freed.</summary>
    public node* head => IsClosed ? throw new ObjectDisposedException(nameof(curl_slist)) : (node*)handle;

    /// <summary>Whether the list is there and not freed.</summary>
    public static bool operator true(curl_slist? list) => IsAlive(list);

    /// <summary>Whether the list is null or freed.</summary>
    public static bool operator false(curl_slist? list) => !IsAlive(list);

    /// <summary>Whether the list is null or freed.</summary>
    public static bool operator !(curl_slist? list) => !IsAlive(list);

    /// <summary>Makes <c>&amp;&amp;</c> of two of them work as in C: the second where the first is there, else the first.</summary>
    public static curl_slist? operator &(curl_slist? left, curl_slist? right) => IsAlive(left) ? right : left;

    /// <summary>Makes <c>||</c> of two of them work as in C: the first where it is there, else the second.</summary>
    public static curl_slist? operator |(curl_slist? left, curl_slist? right) => IsAlive(left) ? left : right;

    /// <summary>Whether the list is there and not freed: what <c>if (list)</c> asks.</summary>
    internal static bool IsAlive(curl_slist? list) => list is { IsInvalid: false, IsClosed: false };

    /// <summary>The entries as managed strings.</summary>
    public IReadOnlyList<string> ToStrings()
    {
        List<string> strings = [];
        for (node* entry = head; entry != null; entry = entry->next)
        {
            strings.Add(Marshal.PtrToStringUTF8((nint)entry->data) ?? string.Empty);
        }

        GC.KeepAlive(this);
        return strings;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing && !IsInvalid && !IsClosed)
        {
            HandleLedger.CountFinalized(nameof(curl_slist));
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Native.curl_slist_free_all((node*)handle);
        return true;
    }

    /// <summary>C's <c>struct curl_slist</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct node
    {
        /// <summary>The string, UTF-8, zero-terminated.</summary>
        public byte* data;

        /// <summary>The next entry, or null.</summary>
        public node* next;
    }
}
