using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Which connections may resume each other's TLS sessions: those to the same origin, by the same way, with the same trust, identity and
/// network, read from the same files. A hash under a key of this process: passwords among the options are not kept.
/// </summary>
/// <remarks>
/// Everything that is set counts, as in <see cref="MultiKey"/>. libcurl's own key lacks the proxy, the login, the key's file of a
/// certificate (8.14.1) and what the files hold. A session that is resumed skips what a whole handshake does: options whose work that is
/// have no key at all.
/// </remarks>
internal static class TlsSessionKey
{
    // The certificates are shown and revocation is looked into by a whole handshake only. A certificate in memory libcurl cannot find again
    // (it compares a name that it has made up), and it would keep a session that nobody is given.
    private static readonly CURLoption[] s_wholeHandshakes =
    [
        CURLoption.CURLOPT_CERTINFO, CURLoption.CURLOPT_CRLFILE, CURLoption.CURLOPT_PROXY_CRLFILE, CURLoption.CURLOPT_SSL_VERIFYSTATUS,
        CURLoption.CURLOPT_SSLCERT_BLOB, CURLoption.CURLOPT_PROXY_SSLCERT_BLOB, CURLoption.CURLOPT_SHARE,
        CURLoption.CURLOPT_SSL_SESSIONID_CACHE,
    ];

    private static readonly CURLoption[] s_files =
    [
        CURLoption.CURLOPT_CAINFO, CURLoption.CURLOPT_CAPATH, CURLoption.CURLOPT_SSLCERT, CURLoption.CURLOPT_SSLKEY,
        CURLoption.CURLOPT_PINNEDPUBLICKEY, CURLoption.CURLOPT_PROXY_CAINFO, CURLoption.CURLOPT_PROXY_CAPATH,
        CURLoption.CURLOPT_PROXY_SSLCERT, CURLoption.CURLOPT_PROXY_SSLKEY, CURLoption.CURLOPT_PROXY_PINNEDPUBLICKEY,
    ];

    private static readonly byte[] s_secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>The key, in base 64; null where no session may be kept.</summary>
    internal static string? Of(Uri? url, IReadOnlyDictionary<CURLoption, object?> values)
    {
        if (url is null || s_wholeHandshakes.Any(values.ContainsKey))
        {
            return null;
        }

        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, s_secret);
        Add(hash, MultiKey.Origin(url));
        foreach ((CURLoption option, object? value) in values.OrderBy(static pair => pair.Key))
        {
            if (!MultiKey.IsOfOneRequest(option))
            {
                Add(hash, (long)option);
                if (!TryAdd(hash, value) || !TryAddFile(hash, option, value as string))
                {
                    return null;
                }
            }
        }

        // The roots that libcurl takes by itself.
        return TryAddFile(hash, CURLoption.CURLOPT_CAINFO, CurlLibrary.DefaultCaFile)
            && TryAddFile(hash, CURLoption.CURLOPT_CAPATH, CurlLibrary.DefaultCaPath)
            ? Convert.ToBase64String(hash.GetHashAndReset()) : null;
    }

    // A value of a kind that is not thought of here has no key.
    private static bool TryAdd(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case string or Enum or bool or int or long:
                Add(hash, FormattableString.Invariant($"{value}"));
                return true;
            case Uri uri:
                Add(hash, uri.OriginalString);
                return true;
            case TlsRange range:
                Add(hash, (long)(range.Minimum ?? 0));
                Add(hash, (long)(range.Maximum ?? 0));
                return true;
            case TimeSpan time:
                Add(hash, time.Ticks);
                return true;
            case ReadOnlyMemory<byte> bytes:
                Add(hash, bytes.Length);
                hash.AppendData(bytes.Span);
                return true;
            case string[] lines:
                Add(hash, lines.Length);
                Array.ForEach(lines, line => Add(hash, line));
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// What a file was when it was written last: a certificate that has been replaced, or roots, are others. False where that would not
    /// show.
    /// </summary>
    private static bool TryAddFile(IncrementalHash hash, CURLoption option, string? path)
    {
        if (path is null || !s_files.Contains(option) || path.StartsWith("sha256//", StringComparison.Ordinal))
        {
            return true;
        }

        // Folders of roots may be several.
        foreach (string one in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!FileStamp.TryRead(one, out FileStamp stamp) || !stamp.IsSettled)
            {
                return false;
            }

            Add(hash, stamp.Path);
            Add(hash, stamp.Written);
            Add(hash, stamp.Length);
        }

        return true;
    }

    private static void Add(IncrementalHash hash, long number) => hash.AppendData(BitConverter.GetBytes(number));

    private static void Add(IncrementalHash hash, string text)
    {
        Add(hash, text.Length);
        hash.AppendData(Encoding.Unicode.GetBytes(text));
    }
}
