using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// How names become addresses.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Addresses for names: <c>[+]host:port:address[,address]...</c>, or <c>-host:port</c> to forget one. They go to the cache when a
    /// transfer begins and stay there. Default none. <see href="https://curl.se/libcurl/c/CURLOPT_RESOLVE.html">CURLOPT_RESOLVE(3)</see>,
    /// since libcurl 7.21.3.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a control character other than the tab.</exception>
    public IReadOnlyList<string>? Resolve
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_RESOLVE);
        set => SetList(CURLoption.CURLOPT_RESOLVE, value);
    }

    /// <summary>
    /// Time for which resolved addresses are cached; zero switches the cache off, infinite (-1 millisecond) keeps them always. Whole
    /// seconds. Default 60 seconds.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DNS_CACHE_TIMEOUT.html">CURLOPT_DNS_CACHE_TIMEOUT(3)</see>, since libcurl 7.9.3.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 68 years.</exception>
    public TimeSpan? DnsCacheTimeout
    {
        get => Get<TimeSpan?>(CURLoption.CURLOPT_DNS_CACHE_TIMEOUT);
        set => SetSecondsOrInfinite(CURLoption.CURLOPT_DNS_CACHE_TIMEOUT, value, fallback: 60);
    }

    /// <summary>
    /// Name servers, <c>address[:port]</c>, where libcurl was built with c-ares. Default: the system's.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DNS_SERVERS.html">CURLOPT_DNS_SERVERS(3)</see>, since libcurl 7.24.0.
    /// </summary>
    /// <exception cref="ArgumentException">One is empty, or has a separator, a line break or a zero character.</exception>
    public IReadOnlyList<string>? DnsServers
    {
        get => Get<IReadOnlyList<string>>(CURLoption.CURLOPT_DNS_SERVERS);
        set => SetJoined(CURLoption.CURLOPT_DNS_SERVERS, value, ',');
    }

    /// <summary>
    /// The interface that names are asked through, where libcurl was built with c-ares. Default: the system's choice.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DNS_INTERFACE.html">CURLOPT_DNS_INTERFACE(3)</see>, since libcurl 7.33.0.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a zero character.</exception>
    public string? DnsInterface
    {
        get => Get<string>(CURLoption.CURLOPT_DNS_INTERFACE);
        set => SetNonEmpty(CURLoption.CURLOPT_DNS_INTERFACE, value);
    }

    /// <summary>
    /// Whether a name's addresses are tried in random order. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DNS_SHUFFLE_ADDRESSES.html">CURLOPT_DNS_SHUFFLE_ADDRESSES(3)</see>, since libcurl
    /// 7.60.0.
    /// </summary>
    public bool? DnsShuffleAddresses
    {
        get => Get<bool?>(CURLoption.CURLOPT_DNS_SHUFFLE_ADDRESSES);
        set => SetBoolean(CURLoption.CURLOPT_DNS_SHUFFLE_ADDRESSES, value, fallback: false);
    }

    /// <summary>
    /// The DNS over HTTPS server that names are asked of. Default none: the system's resolver.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DOH_URL.html">CURLOPT_DOH_URL(3)</see>, since libcurl 7.62.0.
    /// </summary>
    public Uri? DnsOverHttpsUri
    {
        get => Get<Uri>(CURLoption.CURLOPT_DOH_URL);
        set => SetUri(CURLoption.CURLOPT_DOH_URL, value);
    }

    /// <summary>
    /// Whether the certificate of <see cref="DnsOverHttpsUri"/> must lead to a trusted root and be for its host, as
    /// <see cref="VerifyServerCertificate"/> has it for servers. Default yes.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DOH_SSL_VERIFYPEER.html">CURLOPT_DOH_SSL_VERIFYPEER(3)</see>,
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DOH_SSL_VERIFYHOST.html">CURLOPT_DOH_SSL_VERIFYHOST(3)</see>, since libcurl 7.76.0.
    /// </summary>
    public bool? VerifyDnsOverHttpsCertificate
    {
        get => Get<bool?>(CURLoption.CURLOPT_DOH_SSL_VERIFYPEER);
        set => SetVerification(CURLoption.CURLOPT_DOH_SSL_VERIFYPEER, CURLoption.CURLOPT_DOH_SSL_VERIFYHOST, value);
    }
}
