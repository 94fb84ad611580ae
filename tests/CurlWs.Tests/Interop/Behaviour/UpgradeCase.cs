using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using CurlWs.TestServers;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>An answer to the upgrade request, as wrong as it may be, and what curl_easy_perform says.</summary>
internal sealed record UpgradeCase(string Name, Action<UpgradeResponse> Answer, CURLcode Code = CURLE_OK, long Status = 101)
{
    /// <summary>perform says OK, but with CONNECT_ONLY the connection is gone after it.</summary>
    internal bool ClosesConnectOnly { get; init; }

    internal static IEnumerable<UpgradeCase> All { get; } =
    [
        new("a correct answer", _ => { }),

        // None of this is checked: it is the caller's work.
        new("a wrong Accept", answer => answer.Accept = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        new("no Accept", answer => answer.Accept = null),
        new("two Accepts", answer => answer.Add("Sec-WebSocket-Accept", "x")),
        new("no Upgrade", answer => answer["Upgrade"] = null),
        new("another Upgrade", answer => answer["Upgrade"] = "h2c"),
        new("no Connection", answer => answer["Connection"] = null),
        new("no headers at all", answer => answer.Headers.Clear()),
        new("a subprotocol that nobody asked for", answer => answer.SubProtocol = "chat"),
        new("an extension that nobody asked for", answer => answer.Extensions = "permessage-deflate"),
        new("HTTP/1.0 101", answer => answer.StatusLine = "HTTP/1.0 101 Switching Protocols") { ClosesConnectOnly = true },
        new("101 without a reason", answer => answer.StatusLine = "HTTP/1.1 101"),
        new("103 before the 101", answer => answer.Interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        new("100 before the 101", answer => answer.Interim = "HTTP/1.1 100 Continue\r\n\r\n"),
        .. new[] { 200, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 407, 426, 429, 500, 503 }.Select(status =>
            new UpgradeCase($"{status}", answer => Refuse(answer, status), CURLE_HTTP_RETURNED_ERROR, status)),
        new("something that is not HTTP", answer => answer.StatusLine = "SSH-2.0-OpenSSH_9.9", CURLE_UNSUPPORTED_PROTOCOL, 0),
    ];

    internal static UpgradeCase Named(string name) => All.Single(each => each.Name == name);

    private static void Refuse(UpgradeResponse answer, int status)
    {
        answer.StatusLine = $"HTTP/1.1 {status} Scripted";
        answer.Headers.Clear();
        answer.Add("Location", "/elsewhere");
        answer.Add("Content-Length", "0");
    }
}
