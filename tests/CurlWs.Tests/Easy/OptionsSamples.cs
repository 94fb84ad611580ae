using System;
using System.Collections.Generic;
using System.Text;

namespace CurlWs.Tests.Easy;

/// <summary>A value for each named option: by the property's name, else by its type.</summary>
internal static class OptionsSamples
{
    private static readonly Dictionary<string, object> s_byName = new()
    {
        ["Uri"] = new Uri("ws://localhost/chat"),
        ["HttpHeaders"] = new[] { "X-One: 1", "X-Two;" },
        ["ProxyHeaders"] = new[] { "X-Proxy: 1" },
        ["Protocols"] = new[] { "http", "https" },
        ["RedirectProtocols"] = new[] { "https" },
        ["Proxy"] = "socks5h://user:secret@127.0.0.1:1080",
        ["PreProxy"] = "socks5://127.0.0.1:1081",
        ["Interface"] = "127.0.0.2",
        ["Resolve"] = new[] { "example.com:443:127.0.0.1", "-example.com:80" },
        ["ConnectTo"] = new[] { "::127.0.0.1:8080" },
        ["DnsServers"] = new[] { "127.0.0.1:53" },
        ["DnsOverHttpsUri"] = new Uri("https://127.0.0.1/dns-query"),
        ["Tls12Ciphers"] = new[] { "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384" },
        ["ProxyTls12Ciphers"] = new[] { "ECDHE-RSA-AES128-GCM-SHA256" },
        ["Tls13Ciphers"] = new[] { "TLS_AES_128_GCM_SHA256" },
        ["ProxyTls13Ciphers"] = new[] { "TLS_AES_128_GCM_SHA256" },
        ["Curves"] = new[] { "X25519", "prime256v1" },
        ["SignatureAlgorithms"] = new[] { "ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256" },
        ["PinnedPublicKey"] = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ["AwsSigV4"] = "aws:amz",
        ["Range"] = "0-9",
        ["HttpAuth"] = CurlAuth.Basic | CurlAuth.Digest,
        ["ProxyAuth"] = CurlAuth.Any,
        ["Socks5Auth"] = CurlAuth.Basic,
        ["BufferSize"] = 65_536,
        ["UploadBufferSize"] = 131_072,
        ["TlsOptions"] = CurlTlsOptions.NativeCa | CurlTlsOptions.NoPartialChain,
        ["TlsEngine"] = "pkcs11",
        ["CookieFile"] = string.Empty,
    };

    private static readonly Dictionary<Type, object> s_byType = new()
    {
        [typeof(string)] = "sample",
        [typeof(bool)] = true,
        [typeof(int)] = 2,
        [typeof(long)] = 10_000L,
        [typeof(TimeSpan)] = TimeSpan.FromSeconds(7),
        [typeof(ReadOnlyMemory<byte>)] = new ReadOnlyMemory<byte>(Encoding.ASCII.GetBytes("-----BEGIN CERTIFICATE-----")),
        [typeof(CurlConnectOnly)] = CurlConnectOnly.WebSocket,
        [typeof(CurlFrameHandling)] = CurlFrameHandling.NoAutoPong,
        [typeof(CurlHttpVersion)] = CurlHttpVersion.Http11,
        [typeof(CurlNetrc)] = CurlNetrc.Optional,
        [typeof(CurlProxyType)] = CurlProxyType.Socks5Hostname,
        [typeof(CurlIpResolve)] = CurlIpResolve.V4,
        [typeof(CurlTlsVersion)] = CurlTlsVersion.Tls12,
        [typeof(CurlTlsOptions)] = CurlTlsOptions.NoPartialChain,
    };

    internal static object Of(string name, Type type) =>
        s_byName.GetValueOrDefault(name) ?? s_byType[Nullable.GetUnderlyingType(type) ?? type];
}
