using System;
using System.Collections.Generic;

using CurlWs.TestServers;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Answers to the upgrade, right and wrong; the client offers the subprotocol "chat". Section 4.1, second list.</summary>
internal static class AnswerCases
{
    internal const string Open = "Open";
    private const string Missing = "Faulted";
    private const string Wrong = "HeaderError";
    private const string Protocol = "UnsupportedProtocol";

    /// <summary>By name: the change to a correct answer, and whether the connection opens or with which error it fails.</summary>
    internal static IReadOnlyDictionary<string, (Action<UpgradeResponse> Tweak, string Expected)> All { get; } =
        new Dictionary<string, (Action<UpgradeResponse>, string)>
        {
            ["4.1 as it should be"] = (_ => { }, Open),
            ["4.1 status line without a reason"] = (r => r.StatusLine = "HTTP/1.1 101", Open),
            ["4.1 status line with another reason"] = (r => r.StatusLine = "HTTP/1.1 101 Web Socket Protocol Handshake", Open),
            ["4.1 HTTP/1.0 101"] = (r => r.StatusLine = "HTTP/1.0 101 Switching Protocols", Missing),
            ["4.1 not HTTP"] = (r => r.StatusLine = "SMTP 101 Switching Protocols", Missing),
            ["4.1 no Upgrade"] = (r => r["Upgrade"] = null, Missing),
            ["4.1 another Upgrade"] = (r => r["Upgrade"] = "h2c", Wrong),
            ["4.1 Upgrade: websocket2"] = (r => r["Upgrade"] = "websocket2", Wrong),
            ["4.1 Upgrade to two protocols"] = (r => r["Upgrade"] = "websocket, h2c", Wrong),
            ["4.1 Upgrade: WebSocket"] = (r => r["Upgrade"] = "WebSocket", Open),
            ["4.1 no Connection"] = (r => r["Connection"] = null, Missing),
            ["4.1 Connection: close"] = (r => r["Connection"] = "close", Wrong),
            ["4.1 Connection: upgraded"] = (r => r["Connection"] = "upgraded", Wrong),
            ["4.1 Connection: upgrade"] = (r => r["Connection"] = "upgrade", Open),
            ["4.1 Connection: keep-alive, Upgrade"] = (r => r["Connection"] = "keep-alive, Upgrade", Open),
            ["4.1 Connection twice"] = (
                r =>
                {
                    r["Connection"] = "keep-alive";
                    r.Add("Connection", "Upgrade");
                },
                Open),
            ["4.1 no Accept"] = (r => r.Accept = null, Missing),
            ["4.1 empty Accept"] = (r => r.Accept = "", Wrong),
            ["4.1 Accept of another key"] = (r => r.Accept = Wire.Accept("dGhlIHNhbXBsZSBub25jZQ=="), Wrong),
            ["4.1 Accept in upper case"] = (r => r.Accept = r.Accept!.ToUpperInvariant(), Wrong),
            ["4.1 Accept without padding"] = (r => r.Accept = r.Accept!.TrimEnd('='), Wrong),
            ["4.1 Accept with a space inside"] = (r => r.Accept = r.Accept!.Insert(5, " "), Wrong),
            ["4.1 Accept in quotes"] = (r => r.Accept = $"\"{r.Accept}\"", Wrong),
            ["4.1 Accept with spaces around"] = (r => r.Accept = $"  {r.Accept}\t ", Open),
            ["4.1 Accept with a no-break space before it"] = (r => r.Accept = $"\u00a0{r.Accept}", Wrong),
            ["4.1 header names in lower case"] = (
                r =>
                {
                    for (int i = 0; i < r.Headers.Count; i++)
                    {
                        r.Headers[i] = (r.Headers[i].Name.ToLowerInvariant(), r.Headers[i].Value);
                    }
                },
                Open),
            ["11.3.3 Accept twice"] = (r => r.Add("Sec-WebSocket-Accept", r.Accept!), Wrong),
            ["11.3.3 Accept twice, one wrong"] = (r => r.Add("Sec-WebSocket-Accept", Wire.Accept("x")), Wrong),
            ["4.1 extension that nobody offered"] = (r => r.Extensions = "permessage-deflate", Wrong),
            ["4.1 two extensions that nobody offered"] = (r => r.Extensions = "a, b; c=1", Wrong),
            ["4.1 subprotocol that was offered"] = (r => r.SubProtocol = "chat", Open + " chat"),
            ["4.1 subprotocol that was not offered"] = (r => r.SubProtocol = "other", Protocol),
            ["4.1 subprotocol in other case"] = (r => r.SubProtocol = "CHAT", Protocol),
            ["4.1 two subprotocols"] = (r => r.SubProtocol = "chat, other", Protocol),
            ["4.1 empty subprotocol"] = (r => r.SubProtocol = "", Protocol),
            ["11.3.4 subprotocol twice"] = (
                r =>
                {
                    r.SubProtocol = "chat";
                    r.Add("Sec-WebSocket-Protocol", "chat");
                },
                Wrong),
        };
}
