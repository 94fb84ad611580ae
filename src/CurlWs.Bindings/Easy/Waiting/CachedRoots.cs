using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// The files of roots that libcurl, once it has parsed them, keeps in a multi handle for later connections: a system's bundle takes some
/// 5 ms of a processor and 900 KiB. As long as this is the same, the kept ones are what the files would give again.
/// </summary>
/// <param name="OriginFile">Of roots for servers; none without TLS.</param>
/// <param name="OriginDetails">How they are used: a flag of libcurl 8.14.1's store that is no part of its own key.</param>
/// <param name="ProxyFile">Of roots for an https proxy; none without one.</param>
/// <param name="ProxyDetails">How they are used.</param>
internal sealed record CachedRoots(FileStamp? OriginFile, CurlTlsOptions OriginDetails, FileStamp? ProxyFile, CurlTlsOptions ProxyDetails)
{
    private static readonly CachedRoots s_none = new(null, CurlTlsOptions.None, null, CurlTlsOptions.None);

    // In bytes: some ten roots, and 70 KiB when they are parsed.
    private const long Few = 16 * 1024;

    /// <summary>Whether there is no TLS, and so nothing to parse.</summary>
    internal bool IsNone => OriginFile is null && ProxyFile is null;

    /// <summary>Whether they are so many that it is better to share them than to have calls that wait for nobody.</summary>
    internal bool AreMany => OriginFile?.Length > Few || ProxyFile?.Length > Few;

    /// <summary>
    /// What will be kept for a request; null where each connection parses its own (roots in a folder, in memory or in the system's store,
    /// revoked certificates), verifies nothing, or where a change of a file would not show.
    /// </summary>
    internal static CachedRoots? Of(Uri? url, IReadOnlyDictionary<CURLoption, object?> values)
    {
        CurlTlsOptions details = Details(values, CURLoption.CURLOPT_SSL_OPTIONS);
        CurlTlsOptions proxyDetails = Details(values, CURLoption.CURLOPT_PROXY_SSL_OPTIONS);
        FileStamp? origin = null;
        FileStamp? proxy = null;
        bool known = url is not null
            && (!WebSocketScheme.IsSecure(url.Scheme) || TryRead(
                values, CURLoption.CURLOPT_CAINFO, s_originOthers, CURLoption.CURLOPT_SSL_VERIFYPEER, details, out origin))
            && (!ProxyAddress.IsSecure(values.GetValueOrDefault(CURLoption.CURLOPT_PROXY) as string) || TryRead(
                values, CURLoption.CURLOPT_PROXY_CAINFO, s_proxyOthers, CURLoption.CURLOPT_PROXY_SSL_VERIFYPEER, proxyDetails, out proxy));
        return !known ? null : (origin ?? proxy) is null ? s_none : new CachedRoots(origin, details, proxy, proxyDetails);
    }

    private static readonly CURLoption[] s_originOthers =
        [CURLoption.CURLOPT_CAPATH, CURLoption.CURLOPT_CAINFO_BLOB, CURLoption.CURLOPT_CRLFILE];

    private static readonly CURLoption[] s_proxyOthers =
        [CURLoption.CURLOPT_PROXY_CAPATH, CURLoption.CURLOPT_PROXY_CAINFO_BLOB, CURLoption.CURLOPT_PROXY_CRLFILE];

    private static bool TryRead(
        IReadOnlyDictionary<CURLoption, object?> values, CURLoption file, CURLoption[] others, CURLoption verifies, CurlTlsOptions details,
        out FileStamp? stamp)
    {
        stamp = null;
        bool cached = CurlLibrary.DefaultCaPath is null && !Array.Exists(others, values.ContainsKey)
            && values.GetValueOrDefault(verifies) is not false && (details & CurlTlsOptions.NativeCa) == 0;
        if (!cached || (values.GetValueOrDefault(file) as string ?? CurlLibrary.DefaultCaFile) is not { } path
            || !FileStamp.TryRead(path, out FileStamp read) || !read.IsSettled)
        {
            return false;
        }

        stamp = read;
        return true;
    }

    private static CurlTlsOptions Details(IReadOnlyDictionary<CURLoption, object?> values, CURLoption option) =>
        values.GetValueOrDefault(option) as CurlTlsOptions? ?? CurlTlsOptions.None;
}
