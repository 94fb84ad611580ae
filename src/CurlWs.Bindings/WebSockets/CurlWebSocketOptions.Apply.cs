using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;

namespace CurlWs;

// From options to the handle. Whatever cannot work is refused before the network is touched.
public sealed partial class CurlWebSocketOptions
{
    private static readonly string[] s_ownHeaders =
        ["Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions"];

    private static readonly SearchValues<char> s_separators = SearchValues.Create("()<>@,;:\\\"/[]?={}");

    internal void Validate(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("ws" or "wss"))
        {
            throw new ArgumentException($"A WebSocket address begins with ws:// or wss://; this is {(uri.IsAbsoluteUri ? uri.Scheme + "://" : "relative")}.", nameof(uri));
        }

        if (uri.Fragment.Length > 0)
        {
            throw new ArgumentException("A WebSocket address has no fragment (RFC 6455, section 3).", nameof(uri));
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string protocol in SubProtocols)
        {
            if (string.IsNullOrEmpty(protocol) || protocol.AsSpan().IndexOfAnyExceptInRange('\x21', '\x7e') >= 0
                || protocol.AsSpan().IndexOfAny(s_separators) >= 0)
            {
                throw new ArgumentException($"\"{protocol}\" is not a subprotocol name: it must be a token (RFC 6455, section 4.1).", nameof(SubProtocols));
            }

            if (!seen.Add(protocol))
            {
                throw new ArgumentException($"The subprotocol \"{protocol}\" is offered twice.", nameof(SubProtocols));
            }
        }

        foreach (string name in s_ownHeaders)
        {
            if (RequestHeaders.Find(name) is not null)
            {
                string remedy = name == "Sec-WebSocket-Protocol" ? "use SubProtocols" : "it is part of the upgrade and made here";
                throw new ArgumentException($"The header {name} cannot be set: {remedy}.", nameof(RequestHeaders));
            }
        }
    }

    internal void ApplyTo(CurlEasy easy, Uri uri, string key)
    {
        CurlEasyOptions options = easy.Options;
        options.Url = uri;
        if (ConnectTimeout != Timeout.InfiniteTimeSpan)
        {
            options.Timeout = ConnectTimeout;
        }

        options.HttpHeaders = HeaderLines(key);
        if (Proxy is not null)
        {
            options.Proxy = Proxy.OriginalString;
        }

        if (CaFile is not null)
        {
            options.CaFile = CaFile;
        }

        if (!ServerCertificateVerification)
        {
            options.VerifyPeer = false;
            options.VerifyHost = false;
        }
    }

    private List<string> HeaderLines(string key)
    {
        List<string> lines = ["Sec-WebSocket-Key: " + key];
        if (SubProtocols.Count > 0)
        {
            lines.Add("Sec-WebSocket-Protocol: " + string.Join(", ", SubProtocols));
        }

        foreach ((string name, string value) in RequestHeaders)
        {
            // libcurl's way to say "an empty value": a semicolon instead of the colon.
            lines.Add(value.Length == 0 ? name + ";" : name + ": " + value);
        }

        return lines;
    }
}
