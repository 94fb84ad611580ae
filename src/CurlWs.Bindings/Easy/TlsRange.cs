namespace CurlWs;

/// <summary>The lowest and the highest version of TLS, which libcurl keeps in one option.</summary>
internal readonly record struct TlsRange(CurlTlsVersion? Minimum, CurlTlsVersion? Maximum);
