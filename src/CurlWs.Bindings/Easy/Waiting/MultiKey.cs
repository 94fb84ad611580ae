using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Which connections may live in one multi handle: those to the same origin, by the same way, with the same trust, identity and network.
/// What one server sends can then keep only its own connections waiting.
/// </summary>
/// <remarks>
/// Everything that is set counts, but for what concerns one request alone: an option that is not thought of here keeps connections apart,
/// which costs memory and nothing else. Certificates of the .NET kind are exported anew for each connection, and so keep them apart too.
/// </remarks>
internal sealed class MultiKey : IEquatable<MultiKey>
{
    private static readonly HashSet<CURLoption> s_ofOneRequest =
    [
        CURLoption.CURLOPT_URL, CURLoption.CURLOPT_REQUEST_TARGET, CURLoption.CURLOPT_HTTPHEADER, CURLoption.CURLOPT_PROXYHEADER,
        CURLoption.CURLOPT_COOKIE, CURLoption.CURLOPT_USERAGENT, CURLoption.CURLOPT_REFERER, CURLoption.CURLOPT_TIMEOUT_MS,
        CURLoption.CURLOPT_CONNECTTIMEOUT_MS, CURLoption.CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, CURLoption.CURLOPT_BUFFERSIZE,
    ];

    private readonly string _origin;
    private readonly Dictionary<CURLoption, object?> _values = [];
    private readonly CachedRoots? _roots;
    private readonly int _hash;

    internal MultiKey(Uri? url, IReadOnlyDictionary<CURLoption, object?> values, CachedRoots? roots = null)
    {
        // Written anew, the same files are other roots.
        _roots = roots;
        _origin = url is null ? string.Empty : Origin(url);
        int hash = _origin.GetHashCode(StringComparison.Ordinal);
        foreach ((CURLoption option, object? value) in values)
        {
            if (!IsOfOneRequest(option))
            {
                _values[option] = value;

                // A sum: the order in which options were set does not count.
                hash += HashCode.Combine((int)option, Hash(value));
            }
        }

        _hash = hash;
    }

    /// <summary>Not the authority, which has user and password in it: those are options of their own.</summary>
    internal static string Origin(Uri url) => $"{url.Scheme}://{url.IdnHost}:{url.Port}";

    /// <summary>Whether an option concerns one request alone.</summary>
    internal static bool IsOfOneRequest(CURLoption option) => s_ofOneRequest.Contains(option);

    public override int GetHashCode() => _hash;

    public override bool Equals(object? obj) => Equals(obj as MultiKey);

    public bool Equals(MultiKey? other)
    {
        if (other is null || _hash != other._hash || _origin != other._origin || _values.Count != other._values.Count
            || _roots != other._roots)
        {
            return false;
        }

        foreach ((CURLoption option, object? value) in _values)
        {
            if (!other._values.TryGetValue(option, out object? theirs) || !AreSame(value, theirs))
            {
                return false;
            }
        }

        return true;
    }

    private static int Hash(object? value) => value switch
    {
        null => 0,
        ReadOnlyMemory<byte> bytes => bytes.Length,
        string[] lines => lines.Length,
        _ => value.GetHashCode(),
    };

    private static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span),
        (string[] a, string[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(one, other),
    };
}
