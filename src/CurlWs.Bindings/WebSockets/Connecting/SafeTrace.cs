using System;
using System.Linq;
using System.Text;

namespace CurlWs;

/// <summary>
/// What libcurl traces, without secrets: of header fields the values of those that are known to have none, of addresses no user and query.
/// </summary>
internal static class SafeTrace
{
    // Sec-WebSocket-Protocol is not here: it is where browsers have to put their tokens.
    private static readonly string[] s_shown =
    [
        "Accept", "Allow", "Connection", "Content-Length", "Content-Type", "Date", "Host", "Keep-Alive", "Proxy-Connection", "Retry-After",
        "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Version", "Server", "Transfer-Encoding", "Upgrade",
        "User-Agent", "Via",
    ];

    internal static CurlTraceCallback Around(CurlTraceCallback handler) => (kind, data) =>
    {
        switch (kind)
        {
            case CurlTraceKind.Text:
                handler(kind, Encoding.UTF8.GetBytes(SafeText.WithoutSecrets(Encoding.UTF8.GetString(data))));
                break;
            case CurlTraceKind.HeaderIn or CurlTraceKind.HeaderOut:
                handler(kind, Encoding.Latin1.GetBytes(string.Join('\n', Encoding.Latin1.GetString(data).Split('\n').Select(Line))));
                break;
            default:
                handler(kind, data);
                break;
        }
    };

    private static string Line(string line)
    {
        string end = line.EndsWith('\r') ? "\r" : string.Empty;
        string text = line[..^end.Length];
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        if (blank >= 0 && (colon < 0 || blank < colon))
        {
            return FirstLine(text) + end;
        }

        // A line without a name goes on with the one before it.
        return colon <= 0 ? (text.Length == 0 ? line : "***" + end)
            : s_shown.Contains(text[..colon], StringComparer.OrdinalIgnoreCase) || text.AsSpan(colon + 1).Trim().Length == 0 ? line
            : $"{text[..colon]}: ***{end}";
    }

    /// <summary>A status line as it is; a request line without the target's query.</summary>
    private static string FirstLine(string text)
    {
        if (text.StartsWith("HTTP/", StringComparison.Ordinal))
        {
            return text;
        }

        int query = text.AsSpan().IndexOfAny('?', '#');
        int version = text.LastIndexOf(" HTTP/", StringComparison.Ordinal);
        return SafeText.WithoutSecrets(
            version < 0 ? "***" : query >= 0 && query < version ? $"{text[..query]}?***{text[version..]}" : text);
    }
}
