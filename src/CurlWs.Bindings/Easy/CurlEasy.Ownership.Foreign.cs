using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

// Handles that something else made: C code, or another binding in the same process.
public sealed partial class CurlEasy
{
    /// <summary>
    /// Uses an easy handle that something else owns and frees. Options, callbacks and the error buffer stay as the owner set them, except
    /// what is set here; that stays, too, after <see cref="Dispose"/>, which ends a WebSocket connection made here and lets the handle go.
    /// </summary>
    /// <param name="handle">C's <c>CURL *</c>, made by the libcurl that <see cref="CurlLibrary"/> describes. Keep it alive until
    /// <see cref="Dispose"/>; here nobody can: prefer <see cref="Borrow(SafeHandle)"/>.</param>
    /// <remarks>
    /// Thread rule: while borrowed, the owner's calls and the ones made here must take turns. The handle must not be in a multi handle
    /// of the owner's when <see cref="ConnectAsync"/> or <see cref="CurlMulti.PerformAsync"/> is called. <see cref="ConnectAsync"/> sets
    /// <c>CURLOPT_CONNECT_ONLY</c>, <c>CURLOPT_WS_OPTIONS</c>, <c>CURLOPT_QUICK_EXIT</c> and, unless <see cref="CurlEasyOptions.Uri"/> was
    /// set here, <c>CURLOPT_PROTOCOLS_STR</c>; <see cref="Dispose"/> then sets these to libcurl's defaults, because libcurl does not tell
    /// what they were.
    /// </remarks>
    /// <exception cref="ArgumentException">The address is null, or is not that of a live easy handle.</exception>
    /// <exception cref="InvalidOperationException">The process holds several libcurls; the message names them and the remedy.</exception>
    public static CurlEasy Borrow(nint handle)
    {
        CheckForeign(handle, nameof(handle));
        return CURL.Find(handle) is { } known && CURL.IsAlive(known)
            ? Share(known)
            : new CurlEasy(new CURL(handle, ownsHandle: false), null, borrowed: true);
    }

    /// <summary>
    /// Uses an easy handle that another binding's object owns and frees; that object is kept alive until <see cref="Dispose"/>.
    /// Everything else is as for <see cref="Borrow(nint)"/>.
    /// </summary>
    /// <param name="handle">Any binding's handle object, this library's <see cref="CURL"/> included.</param>
    /// <exception cref="ArgumentException">The handle is null, invalid, or not a live easy handle.</exception>
    /// <exception cref="ObjectDisposedException">The handle has been closed.</exception>
    /// <exception cref="InvalidOperationException">The process holds several libcurls; the message names them and the remedy.</exception>
    public static CurlEasy Borrow(SafeHandle handle)
    {
        ThrowIfUnusable(handle);
        if (handle is CURL own)
        {
            return Share(own);
        }

        bool added = false;
        handle.DangerousAddRef(ref added);
        try
        {
            nint raw = handle.DangerousGetHandle();
            CheckForeign(raw, nameof(handle));
            return new CurlEasy(new CURL(raw, ownsHandle: false) { IsReferenced = true }, handle, borrowed: true);
        }
        catch
        {
            handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>
    /// Takes over an easy handle that something else made: <see cref="Dispose"/> frees it, and nothing else may from now on. Options and
    /// callbacks stay as they are, and what they point to must stay alive; the error buffer becomes this object's, and
    /// <c>CURLOPT_NOSIGNAL</c> is set.
    /// </summary>
    /// <param name="handle">C's <c>CURL *</c>, made by the libcurl that <see cref="CurlLibrary"/> describes.</param>
    /// <exception cref="ArgumentException">The address is null, or is not that of a live easy handle.</exception>
    /// <exception cref="InvalidOperationException">An object of this library has the handle already; or the process holds several
    /// libcurls.</exception>
    public static CurlEasy Adopt(nint handle)
    {
        CheckForeign(handle, nameof(handle));
        ThrowIfKnown(handle);
        return new CurlEasy(new CURL(handle, ownsHandle: true), null, borrowed: false);
    }

    /// <summary>
    /// Takes over the easy handle of another binding's object, which from now on counts as closed and frees nothing. Everything else is
    /// as for <see cref="Adopt(nint)"/>.
    /// </summary>
    /// <param name="handle">Any binding's handle object, this library's <see cref="CURL"/> included. The delegates that its binding passed
    /// to libcurl must stay alive.</param>
    /// <exception cref="ArgumentException">The handle is null, invalid, or not a live easy handle.</exception>
    /// <exception cref="ObjectDisposedException">The handle has been closed.</exception>
    /// <exception cref="InvalidOperationException">An object of this library has the handle already; or the process holds several
    /// libcurls.</exception>
    public static CurlEasy Adopt(SafeHandle handle)
    {
        ThrowIfUnusable(handle);
        if (handle is CURL own)
        {
            return new CurlEasy(own, null, borrowed: false);
        }

        bool added = false;
        handle.DangerousAddRef(ref added);
        try
        {
            nint raw = handle.DangerousGetHandle();
            CheckForeign(raw, nameof(handle));
            ThrowIfKnown(raw);

            // While the reference is held nobody can have freed it; afterwards nobody will.
            handle.SetHandleAsInvalid();
            return new CurlEasy(new CURL(raw, ownsHandle: true), null, borrowed: false);
        }
        finally
        {
            handle.DangerousRelease();
        }
    }

    private static CurlEasy Share(CURL own)
    {
        bool added = false;
        own.DangerousAddRef(ref added);
        return new CurlEasy(own, own, borrowed: true);
    }

    private static void ThrowIfUnusable(SafeHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ObjectDisposedException.ThrowIf(handle.IsClosed || handle is CURL { WasClosed: true }, handle);
        if (handle.IsInvalid)
        {
            throw new ArgumentException("The handle is invalid: whoever made it did not check that libcurl could.", nameof(handle));
        }
    }

    private static void ThrowIfKnown(nint handle)
    {
        if (CURL.Find(handle) is { } known && CURL.IsAlive(known))
        {
            throw new InvalidOperationException(
                "An object of this library has this handle already, made by libcurl's calls here or borrowed. "
                + "Adopt that object, or dispose it first.");
        }
    }

    private static unsafe void CheckForeign(nint handle, string parameter)
    {
        if (handle == 0)
        {
            throw new ArgumentException("The handle is null: whoever made it did not check that libcurl could.", parameter);
        }

        CurlLibrary.EnsureInitialized();
        List<string> others = Loader.OtherImages();
        if (others.Count > 0)
        {
            throw new InvalidOperationException(
                $"This process holds {others.Count + 1} libcurls: {CurlLibrary.Path}, which this library uses, and "
                + $"{string.Join(" and ", others)}. "
                + "A handle of one crashes in another, and libcurl cannot tell whose it is. Before the first call, point the "
                + "other binding at this library's with CurlLibrary.Redirect(assembly), or point this library at the other's file "
                + "with CurlLibrary.Use(path).");
        }

        if (handle % sizeof(nint) != 0 || *(uint*)handle != s_easyMagic.Value)
        {
            throw new ArgumentException(
                "This is not a live easy handle: a multi or share handle, another object, or one that was cleaned up.", parameter);
        }
    }

    // What libcurl itself recognizes an easy handle by, the first word of each: read from one, not written down here.
    // A failure is not remembered.
    private static readonly unsafe Lazy<uint> s_easyMagic = new(
        static () =>
        {
            using CURL sample = CreateHandle();
            return *(uint*)sample.Raw;
        },
        LazyThreadSafetyMode.PublicationOnly);
}
