using System;
using System.Collections.Generic;
using System.Linq;

namespace CurlWs;

// The known defects, as a table. Those of versions that WebSockets are not supported on are one row each, because there is one remedy.
public static unsafe partial class CurlLibrary
{
    /// <summary>The known defects of a version.</summary>
    internal static IReadOnlyList<CurlDefect> DefectsOf(Version version, string tlsBackend = "") =>
        [.. Defects.All
            .Concat(Defects.OfOneTls.Where(d => tlsBackend.Contains(d.Tls, StringComparison.OrdinalIgnoreCase)).Select(d => d.Defect))
            .Where(d => version >= d.FirstVersion && (d.FixedIn is null || version < d.FixedIn))];

    /// <summary>All defects that are known, of whatever version and build.</summary>
    internal static IEnumerable<CurlDefect> AllDefects => Defects.All.Concat(Defects.OfOneTls.Select(d => d.Defect));

    // A class of its own: the table is made when somebody asks, and not with the first connect.
    private static class Defects
    {
        private const string Update = "No workaround: use libcurl 8.14.0 or later.";

        private static readonly Version s_first = new(7, 86, 0);

        // Only where the TLS library is part of the defect.
        internal static readonly (string Tls, CurlDefect Defect)[] OfOneTls =
        [
            ("GnuTLS", Row("CVE-2026-107928", null, "8.23.0",
                "A WebSocket send that has to wait reads memory beyond the frame, in builds with GnuTLS.",
                "The managed encoder sends without it; with libcurl's own, use a build with another TLS library.")),
            ("Schannel", Row("CVE-2026-86415", "8.21.0", "8.23.0",
                "A redirect can go over a connection to which Windows gave a client certificate by itself, to where it was not to be sent.",
                "CurlWebSocket connects anew for each redirect; with CurlEasy leave AutoClientCertificate or FollowLocation out.")),
        ];

        internal static readonly CurlDefect[] All =
        [
            Row("unfinished-frame", null, null,
                "While a frame is unfinished, the flags of the next send are ignored and its bytes go into the frame.",
                "Refused before it happens: one frame at a time, with exactly the rest."),
            Row("no-flush", null, null, "A frame that was sent in part cannot be taken back: libcurl has masked and copied the rest.",
                "The rest is tracked; a canceled send of part of a frame ends the connection."),
            Row("no-checks", null, null,
                "The answer to the upgrade, UTF-8, close codes and message sizes are not checked, and a close frame is not answered.",
                "CurlWebSocket checks and answers; the libcurl-shaped calls leave it to the caller."),
            Row("split-ping", null, null, "A ping that arrives in two reads is answered with its second part only.",
                "Automatic pongs are off (CURLWS_NOAUTOPONG) from 8.14.0 on, and the whole ping is delivered."),
            Row("resynchronizes", null, null, "After a protocol error the next receive goes on inside the bad frame.",
                "The first failure is latched: every later call fails with it."),
            Row("endless-receive", null, null,
                "While a server is faster than the client, a receive reads on into a buffer without limit: gigabytes in seconds.",
                "Managed framing does not use it; elsewhere the socket's receive buffer is 128 KiB, unless the app has set SO_RCVBUF."),
            Row("http-connect-only", null, null, "CURLOPT_CONNECT_ONLY = 2 with an http:// URL waits for ever.",
                "Refused: ConnectAsync takes ws:// and wss:// only."),
            Row("forbid-reuse", null, null, "CURLOPT_FORBID_REUSE breaks the first send.", "Refused by ConnectAsync."),
            Row("shared-connection", null, null, "In a share that shares connections, a WebSocket stays open after its handle was freed.",
                "Refused: share everything but connections with a WebSocket handle."),
            Row("mixed-answers", null, null,
                "The fields of a 103 and of the 101 after it are in one list, as are those of a proxy's 407 and 200.",
                "ConnectAsync notes where answers begin; Headers are those of the last one."),
            Row("closed-after-101", null, null,
                "A 101 with Connection: close, or after an answer of HTTP/1.0, is a success that leaves no connection.",
                "ConnectAsync fails and names the reason."),
            Row("endless-refusal", null, null,
                "The body of a proxy's 407 is skipped in one call for as long as bytes come; neither token nor time limit is looked at.",
                "ConnectAsync looks at both, and takes 256 KiB at most; a progress function of the app's own has to do it itself."),
            Row("native-environment", null, null, "Proxies are looked for in the native environment, by 8.14.1 under the name WSS_proxy.",
                "CurlWebSocket reads .NET's; with CurlEasy call Options.UseEnvironmentProxy."),
            Row("rewritten-path", null, null, "Escapes in the path of an address are written anew, %2f as %2F.",
                "CurlWebSocket sets CURLOPT_REQUEST_TARGET; with CurlEasy set Options.RequestTarget."),
            Row("cleanup-order", null, null,
                "The socket of a connection that has been used stays open when its multi handle is cleaned up before its easy handle.",
                "A multi handle is freed after the easy handles in it, by the finalizer as well."),
            Row("second-perform", null, null,
                "A second perform on a connected handle opens another connection and loses the first.", "Refused."),
            Row("CVE-2026-86412", null, "8.23.0",
                "A server's cookie becomes a line of the cookie jar that cannot be read: the next transfer fails and leaves the jar empty.",
                "CookieFile is looked at before libcurl reads it: one with such a line is refused and stays as it is."),
            Row("CVE-2026-92386", null, "8.23.0",
                "A server's long cookie becomes a line of the cookie jar behind which no cookie is read.",
                "CookieFile is looked at before libcurl reads it: one with such a line is refused and stays as it is."),
            Row("CVE-2026-94266", null, "8.23.0", "CURLINFO_EFFECTIVE_URL can hold a user and a password that were in no address.",
                "EffectiveUri, CurlWebSocketInfo.Uri, messages and traces are without; GetInfo(CurlInfos.EffectiveUri) is libcurl's."),
            Row("CVE-2026-86414", null, "8.23.0",
                "A proxy that answers CONNECT with 401 in place of 407 can be sent the login that is meant for the server.",
                "Not seen with any login of CurlWebSocket, and tested; use a proxy that you trust, or wss:// and a BearerToken."),
            Row("CVE-2026-86413", "8.21.0", "8.23.0",
                "The login of the process's user, by Negotiate, goes along with a redirect to another origin.",
                "CurlWebSocket follows redirects itself and sends no Negotiate to another origin; with CurlEasy leave FollowLocation off."),
            Row("CVE-2026-94265", null, "8.23.0",
                "A redirect to an address with a user in it gets a Negotiate login of the process's user, at whatever origin.",
                "CurlWebSocket follows redirects itself and sends no Negotiate to another origin; with CurlEasy leave FollowLocation off."),
            Row("CVE-2026-87861", "8.21.0", "8.23.0",
                "A request goes over a connection that Negotiate has authenticated for another origin.",
                "A WebSocket has a connection of its own; with CurlEasy use a handle for each origin."),
            Row("CVE-2026-92392", null, "8.23.0", "An upload over HTTP/2 uses freed memory when the server resets its stream.",
                "CurlWebSocket speaks HTTP/1.1; with CurlEasy set HttpVersion to 1.1 for an upload to a server that you do not trust."),
            Row("CVE-2026-87862", null, "8.23.0",
                "A host that HSTS keeps for longer than its parent domain is forgotten with the parent, and is asked without TLS.",
                "CurlWebSocket does not use HSTS: write wss://; with CurlEasy write https://, and do not rely on CurlOptions.Hsts."),
            Row("CVE-2026-87863", null, "8.23.0", "A server's enormous max-age leaves the file of HSTS empty or cut.",
                "CurlWebSocket does not use HSTS: write wss://; with CurlEasy write https://, and do not rely on CurlOptions.Hsts."),
            Row("8ed285f06d, #22107", null, "8.21.0", "Frames that arrive together with the 101 answer are lost to raw receives.",
                "Raw receives are not used there: curl_ws_recv decodes."),
            Row("77e4e5b86d, #21663", null, "8.21.0", "ws:// through an HTTP proxy is sent as a plain request instead of through a tunnel.",
                "Set CURLOPT_HTTPPROXYTUNNEL."),
            Row("48d314f262, #19204", "8.17.0", null, "CURLOPT_TIMEOUT is ignored while waiting for the answer to the upgrade.",
                "ConnectAsync has a limit of its own: Options.Timeout, else 300 seconds."),
            Row("849317ff5c", "8.21.0", null,
                "Automatic pongs are never sent while the app only receives, so a quiet reader is disconnected.",
                "Automatic pongs are off (CURLWS_NOAUTOPONG); the caller answers, and CurlWebSocket does by itself."),
            Row("CVE-2026-11586", "8.16.0", "8.21.0", "A flood of pings makes the automatic pongs fill the memory.",
                "Automatic pongs are off (CURLWS_NOAUTOPONG)."),
            Row("CVE-2025-10148", null, "8.16.0",
                "The mask is the same for all frames of a connection, which lets a server plant bytes in a careless proxy's cache.",
                "The managed encoder makes a new mask for each frame; libcurl's own encoder is used there only on request."),
            Row("#22273, #22413", "8.14.0", "8.22.0", "After a pause a write callback gets several frames in one piece.",
                "Do not pause a callback transfer; the receive calls are not affected."),
            Row("#22627", null, "8.22.0", "A write callback that failed is called once more.", "The first exception counts."),
            Row("#18286, #19554", "8.6.0", "8.16.0",
                "Frames without payload do not reach write callbacks.", "The receive calls deliver them."),
            Row("#16706", "8.10.0", "8.16.0", "An automatic pong can land inside a frame that is half sent.",
                "Automatic pongs are off (CURLWS_NOAUTOPONG) from 8.14.0 on."),
            Row("no-close-on-exec", null, "8.22.0",
                "Sockets are inherited by child processes, which keep the connection open (seen in 8.14.1).",
                "CurlEasy and CurlWebSocket make the sockets, unless the app's own callback does."),
            Row("null-arguments", null, "8.17.0", "Null buffers and null result pointers crash.", "No call here passes one."),
            Row("CVE-2025-5399", "8.13.0", "8.14.1",
                "A server can send curl_ws_send into an endless loop.", "No workaround: use libcurl 8.14.1 or later."),
            Row("d3594be653", null, "8.14.1", "Fragments in a wrong order and control frames that are too long are accepted, and sent.",
                "Control frames of more than 125 bytes are refused; use libcurl 8.14.1 or later for the rest."),
            Row("c0df01fd94", null, "8.14.0", "CURLWS_NOAUTOPONG is accepted and does nothing.", Update),
            Row("fa3d1e7d43, #15298", null, "8.13.0", "The end of a fragmented message cannot be seen.", Update),
            Row("02edae54e8, #15865", null, "8.12.0",
                "A send that is taken in part blocks, or says would-block although bytes were taken.", Update),
            Row("d6bae1cb8f", null, "8.11.0", "After a failure the results of a receive are left as they were.", Update),
            Row("3b23dbeec1", null, "8.0.0", "A receive blocks the thread.", Update),
            Row("2aed8e179f", null, "7.88.0", "curl_ws_frame has no len, and received frames can be corrupt.", Update),
        ];

        private static CurlDefect Row(string id, string? since, string? fixedIn, string effect, string handling) =>
            new(id, since is null ? s_first : Version.Parse(since), fixedIn is null ? null : Version.Parse(fixedIn), effect, handling);
    }
}
