using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace CurlWs;

/// <summary>The upgrade request's own fields, and the check of its answer (RFC 6455, section 4.1), which libcurl does not make.</summary>
internal sealed class Handshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly IReadOnlyList<string> _offered;

    internal Handshake(IReadOnlyList<string> offered, DeflateOffer? deflateOffer)
    {
        _offered = offered;
        DeflateOffer = deflateOffer;
        Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>The request's Sec-WebSocket-Key: ours, so that the answer can be checked.</summary>
    internal string Key { get; }

    /// <summary>The compression that the request offers, or null.</summary>
    internal DeflateOffer? DeflateOffer { get; }

    /// <summary>The compression that the server agreed to, or null.</summary>
    internal DeflateAgreement? Deflate { get; private set; }

    /// <summary>The subprotocol that the server picked, or null.</summary>
    internal string? SubProtocol { get; private set; }

    /// <summary>Checks a 101.</summary>
    /// <exception cref="WebSocketException">The answer does not upgrade this request.</exception>
    internal void Verify(CurlHeaders headers, CurlHttpVersion? httpVersion)
    {
        if (httpVersion == CurlHttpVersion.Http10)
        {
            // HTTP/1.0 has no 101: whoever sends it does not know what an upgrade is.
            throw Bad(WebSocketError.Faulted, "is HTTP/1.0");
        }

        // All of Upgrade names what comes next, so nothing else may stand in it; Connection is a list.
        RequireToken(headers, "Upgrade", "websocket", alone: true);
        RequireToken(headers, "Connection", "Upgrade", alone: false);

        string accept = Single(headers, "Sec-WebSocket-Accept") ?? throw Bad(WebSocketError.Faulted, "has no Sec-WebSocket-Accept");
        if (accept.Trim(' ', '\t') != ExpectedAccept())
        {
            throw Bad(WebSocketError.HeaderError, $"has a Sec-WebSocket-Accept ({accept}) that does not belong to this request's key");
        }

        VerifyExtensions(headers);
        if (Single(headers, "Sec-WebSocket-Protocol") is { } protocol)
        {
            foreach (string offer in _offered)
            {
                if (offer.Equals(protocol, StringComparison.Ordinal))
                {
                    SubProtocol = offer;
                }
            }

            if (SubProtocol is null)
            {
                throw new WebSocketException(
                    WebSocketError.UnsupportedProtocol,
                    $"The server picked the subprotocol \"{SafeText.Printable(protocol)}\", which is none of those that were offered "
                    + $"({_offered.Count}).");
            }
        }
    }

    private void VerifyExtensions(CurlHeaders headers)
    {
        string[] values = [.. headers.GetValues("Sec-WebSocket-Extensions").Where(static value => value.Trim(' ', '\t').Length > 0)];
        if (DeflateOffer is null && values.Length > 0)
        {
            throw Bad(WebSocketError.HeaderError, $"has an extension that was not offered ({string.Join(", ", values)})");
        }

        if (DeflateOffer is { } offer)
        {
            string? wrong = offer.Verify(values, out DeflateAgreement? agreement);
            Deflate = wrong is null ? agreement : throw Bad(WebSocketError.HeaderError, wrong);
        }
    }

    /// <summary>The header fields of one kind of answer, in order.</summary>
    internal static CurlHeaders ReadHeaders(CurlEasy easy, CurlHeaderOrigin origin)
    {
        List<CurlHeader> fields = [];
        foreach (CurlHeader header in easy.GetHeaders())
        {
            if (header.Origin == origin)
            {
                fields.Add(new(Known(header.Name), Known(header.Value), origin, header.Request));
            }
        }

        return new CurlHeaders(fields);
    }

    /// <summary>Every answer has the same words in it: one string for those that this code names.</summary>
    private static string Known(string text) => string.IsInterned(text) ?? text;

    private string ExpectedAccept()
    {
#pragma warning disable CA5350 // RFC 6455 says SHA-1; it protects nothing here.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(Key + Guid)));
#pragma warning restore CA5350
    }

    /// <summary>A field that may occur once only.</summary>
    private static string? Single(CurlHeaders headers, string name)
    {
        IReadOnlyList<string> values = headers.GetValues(name);
        return values.Count > 1
            ? throw Bad(WebSocketError.HeaderError, $"has {name} more than once")
            : values is [string value] ? value : null;
    }

    private static void RequireToken(CurlHeaders headers, string name, string token, bool alone)
    {
        IReadOnlyList<string> values = headers.GetValues(name);
        foreach (string value in values)
        {
            string[] parts = value.Split(',');
            foreach (string part in parts)
            {
                if ((!alone || parts.Length == 1) && part.Trim(' ', '\t').Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return;
                }
            }
        }

        WebSocketError error = values.Count == 0 ? WebSocketError.Faulted : WebSocketError.HeaderError;
        throw Bad(error, $"does not say {name}: {token}");
    }

    private static WebSocketException Bad(WebSocketError error, string what) =>
        new(error, $"The server's answer to the upgrade {SafeText.Printable(what)} (RFC 6455, section 4.1).");
}
