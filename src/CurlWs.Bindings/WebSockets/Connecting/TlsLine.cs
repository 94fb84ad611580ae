using System;
using System.Text;

namespace CurlWs;

/// <summary>
/// What libcurl says of TLS, which it does in its trace only: <c>SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / ...</c>. Listens
/// from before a connect until its answer.
/// </summary>
/// <remarks>Behind an https proxy there are two such lines; the server's comes last.</remarks>
internal sealed class TlsLine
{
    private readonly CurlEasy _easy;
    private readonly CurlTraceCallback? _callers;

    internal TlsLine(CurlEasy easy)
    {
        _easy = easy;
        _callers = easy.TraceCallback;
        easy.TraceCallback = Listen;
    }

    internal CurlTlsVersion? Version { get; private set; }

    internal string? Cipher { get; private set; }

    /// <summary>The trace is the application's again: what comes later is frames, which must not be slower for it.</summary>
    internal void Stop() => _easy.TraceCallback = _callers;

    internal void Listen(CurlTraceKind kind, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> begin = "SSL connection using "u8;
        if (kind == CurlTraceKind.Text && data.StartsWith(begin))
        {
            string[] parts = Encoding.ASCII.GetString(data[begin.Length..]).Split('/', StringSplitOptions.TrimEntries);
            Version = parts[0] switch
            {
                "TLSv1.3" or "TLS1.3" => CurlTlsVersion.Tls13,
                "TLSv1.2" or "TLS1.2" => CurlTlsVersion.Tls12,
                "TLSv1.1" or "TLS1.1" => CurlTlsVersion.Tls11,
                "TLSv1.0" or "TLSv1" or "TLS1.0" => CurlTlsVersion.Tls10,
                _ => null,
            };
            Cipher = parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null;
        }

        _callers?.Invoke(kind, data);
    }
}
