using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Data that several handles share: cookies, names, TLS sessions. Set it as <see cref="CurlEasyOptions.Share"/> of each.
/// </summary>
/// <remarks>
/// <para>Thread rule: any number of threads may use it at once, each with handles of its own; this object does the locking, with one
/// readers-and-writer lock for each kind of data.</para>
/// <para>Lifetime: a handle that uses the share keeps it alive. <see cref="Dispose"/> ends it when the last such handle is gone.
/// See <see href="https://curl.se/libcurl/c/libcurl-share.html">libcurl-share(3)</see>.</para>
/// </remarks>
public sealed class CurlShare : IDisposable
{
    private static readonly (CurlShareData Data, curl_lock_data Native)[] s_kinds =
    [
        (CurlShareData.Cookies, curl_lock_data.CURL_LOCK_DATA_COOKIE),
        (CurlShareData.Dns, curl_lock_data.CURL_LOCK_DATA_DNS),
        (CurlShareData.TlsSessions, curl_lock_data.CURL_LOCK_DATA_SSL_SESSION),
        (CurlShareData.Connections, curl_lock_data.CURL_LOCK_DATA_CONNECT),
        (CurlShareData.Psl, curl_lock_data.CURL_LOCK_DATA_PSL),
        (CurlShareData.Hsts, curl_lock_data.CURL_LOCK_DATA_HSTS),
    ];

    private readonly ShareLocks _locks = new();

    /// <summary>Makes a share for these kinds of data, to be set as <see cref="CurlEasyOptions.Share"/> of each handle.</summary>
    /// <param name="data">What is shared, for the share's whole life.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is a bit that is no kind of data, or none at all.</exception>
    /// <exception cref="CurlException">The loaded libcurl cannot share one of these (<see cref="CurlErrorCode.NotBuiltIn"/>), or could not
    /// make a share.</exception>
    public CurlShare(CurlShareData data)
    {
        const CurlShareData All = CurlShareData.Cookies | CurlShareData.Dns | CurlShareData.TlsSessions | CurlShareData.Connections
            | CurlShareData.Psl | CurlShareData.Hsts;
        if (data == CurlShareData.None || (data & ~All) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(data), data, "Name the kinds of data to share.");
        }

        Data = data;
        CurlLibrary.EnsureInitialized();
        Handle = LibCurl.curl_share_init() ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_share_init");
        try
        {
            Check(LibCurl.curl_share_setopt(Handle, CURLSHoption.CURLSHOPT_LOCKFUNC, (curl_lock_function)_locks.Enter));
            Check(LibCurl.curl_share_setopt(Handle, CURLSHoption.CURLSHOPT_UNLOCKFUNC, (curl_unlock_function)_locks.Exit));
            foreach ((CurlShareData kind, curl_lock_data native) in s_kinds)
            {
                if ((data & kind) != 0)
                {
                    Check(LibCurl.curl_share_setopt(Handle, CURLSHoption.CURLSHOPT_SHARE, native));
                }
            }
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    /// <summary>Kinds of data that the handles with this share have in common, as chosen when it was made.</summary>
    public CurlShareData Data { get; }

    /// <summary>The handle, for calls under C's names (<see cref="LibCurl"/>).</summary>
    public CURLSH Handle { get; }

    /// <summary>Whether it may no longer be set; handles that have it go on using it.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>Lets go of the share; it ends when the last handle that uses it is gone. Twice does nothing.</summary>
    public void Dispose()
    {
        IsDisposed = true;
        Handle.Dispose();
    }

    /// <summary>Refuses a share that a WebSocket handle must not use.</summary>
    internal static void ThrowIfConnections(CurlShare? share)
    {
        if (share is not null && (share.Data & CurlShareData.Connections) != 0)
        {
            throw new InvalidOperationException(
                "A WebSocket handle must not share connections: libcurl would put its connection into the share, where it stays open "
                + "after the handle was freed, until the share ends. Use a share without CurlShareData.Connections.");
        }
    }

    private static void Check(CURLSHcode code) => CurlErrors.Check(code, "curl_share_setopt");
}
