using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace CurlWs;

/// <summary>
/// What to do about a refused upgrade: the last sentences of its message. They say what the server wrote and what was sent, and blame no
/// login that the server may not have looked at.
/// </summary>
internal sealed class RefusalHint(
    int status, CurlHeaders headers, TimeSpan? retryAfter, CurlWebSocketOptions options, CurlAuth login)
{
    // The words that may be shown of an Authorization field, besides those of the server's: anything else may be the secret itself.
    private static readonly string[] s_kinds = ["Basic", "Bearer", "Digest", "NTLM", "Negotiate", "AWS4-HMAC-SHA256"];

    /// <summary>Begins with a blank, unless there is nothing to say.</summary>
    /// <param name="info">How the server was reached.</param>
    internal string Text(CurlWebSocketInfo info) => UnknownVersion() ?? status switch
    {
        401 => Login(info),
        403 => Origin(),
        407 => ProxyLogin(info),
        426 => Upgrade(),
        _ => Later(),
    };

    private string Login(CurlWebSocketInfo info)
    {
        List<string> offered = Challenges.Names(Values("WWW-Authenticate"));
        string offers = offered.Count == 0 ? "The server does not say which login it takes" : $"The server offers {Join(offered)}";
        if (Sent(offered) is not { } sent)
        {
            if (MaySend() is { } source)
            {
                return $" {offers}; what was sent, if anything, is what {source} has: look there.";
            }

            string along = info.RedirectCount > 0 ? " (none goes along with a redirect to another origin)" : string.Empty;
            return $" {offers}; no login was sent{along}: see Credentials, BearerToken, or Authorization in RequestHeaders.";
        }

        return offered.Count == 0 ? $" {offers}; the login that was sent ({sent}) did not do."
            : offered.Contains(sent, StringComparer.OrdinalIgnoreCase)
                ? $" {offers}; the login that was sent by {sent} was refused: see {Source(sent)}."
            : $" {offers}; what was sent is of another kind ({sent}), and a challenge cannot be answered during an upgrade: see "
                + "Credentials for Basic, BearerToken for Bearer, and Authorization in RequestHeaders for others.";
    }

    private string Origin()
    {
        string origin = options.RequestHeaders.TryGetValue("Origin", out string? sent) && sent.Length > 0
            ? $"was {SafeText.Printable(sent)}" : "was not sent";
        return $" Servers answer so to an Origin that they do not expect ({origin}: see RequestHeaders), and where a login may not do "
            + "this.";
    }

    private static string ProxyLogin(CurlWebSocketInfo info) => info.ProxyStatusCode == HttpStatusCode.OK
        ? " It comes from behind the proxy of the options, which has opened its tunnel: another proxy there asks for a login. Send it "
            + "Proxy-Authorization in RequestHeaders."
        : " A proxy on the way asks for a login: name it in Proxy, with ProxyCredentials.";

    private string Upgrade()
    {
        List<string> wanted = [.. Values("Upgrade").SelectMany(static value => value.Split(',')).Select(static part => part.Trim())];
        return wanted.Exists(static name => Is(name, "websocket"))
            ? " The server wants an upgrade to websocket, which was asked for: something on the way to it, such as a proxy, has dropped "
                + "the fields Upgrade and Connection. Use wss, or have it pass them on."
            : wanted.Count > 0
                ? $" The server wants an upgrade to {SafeText.Printable(Join(wanted))} first. "
                    + (wanted.Exists(static name => name.StartsWith("TLS", StringComparison.OrdinalIgnoreCase))
                        ? "Use a wss address." : "This address is not that of a WebSocket: check it.")
            : " The server does not say which protocol it wants: check the address, and use wss where a proxy drops the field Upgrade.";
    }

    /// <summary>RFC 6455, section 4.4: with any status of an error.</summary>
    private string? UnknownVersion()
    {
        List<string> versions =
            [.. Values("Sec-WebSocket-Version").SelectMany(static value => value.Split(',')).Select(static part => part.Trim())];
        return status < 400 || versions.Count == 0 || versions.Contains("13") ? null
            : $" The server speaks the WebSocket versions {SafeText.Printable(Join(versions))}; this library speaks 13 (RFC 6455). Use "
                + "another address of the server, or a newer server.";
    }

    private string Later() =>
        status < 400 ? string.Empty
        : retryAfter is { } time ? $" Try again after {time.InSeconds()} (RetryAfter)."
        : status == 429 ? " Connect less often, and wait longer before each further try: the server does not say how long (Retry-After)."
        : string.Empty;

    /// <summary>The kind of login that went out, as far as the options tell; null if none did.</summary>
    private string? Sent(List<string> offered)
    {
        if (options.RequestHeaders.TryGetValue("Authorization", out string? own))
        {
            string word = own.Trim().Split(' ')[0];
            return s_kinds.Concat(offered).FirstOrDefault(kind => Is(kind, word)) ?? "Authorization in RequestHeaders";
        }

        return options.BearerToken is not null ? "Bearer"
            : options.AwsSigV4 is not null ? s_kinds[^1]
            : login != CurlAuth.None ? login.ToString()
            : null;
    }

    /// <summary>What else can send a login.</summary>
    private string? MaySend() =>
        options.Netrc != CurlNetrc.Ignored || options.NetrcFile is not null ? nameof(options.Netrc)
        : options.Configure is not null ? nameof(options.Configure)
        : null;

    private string Source(string sent) =>
        options.RequestHeaders.TryGetValue("Authorization", out _) ? "Authorization in RequestHeaders"
        : Is(sent, "Bearer") ? "BearerToken" : Is(sent, s_kinds[^1]) ? "AwsSigV4" : "Credentials";

    private IReadOnlyList<string> Values(string name) => headers.GetValues(name);

    private static string Join(List<string> names) => string.Join(", ", names);

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
