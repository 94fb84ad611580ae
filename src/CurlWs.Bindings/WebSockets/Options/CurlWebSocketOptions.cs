using System;
using System.Collections.Generic;

namespace CurlWs;

/// <summary>
/// Settings of how a <see cref="CurlWebSocket"/> connects and behaves. Read once, when the connect begins; one object may serve many
/// connections. Not for two threads at once.
/// </summary>
/// <remarks>
/// <para>Options that contradict each other, or that cannot work, are an <see cref="ArgumentException"/> when the connect begins; nothing
/// is sent then. Most are passed on to libcurl, whose manual page is named with each; what has no property here is reached by
/// <see cref="Configure"/>.</para>
/// <para>With <see cref="CurlWebSocket.FromHandle"/> all that concerns connecting (header fields, subprotocols, credentials, cookies,
/// proxies, network, TLS, redirects, <see cref="ConnectTimeout"/>, <see cref="UpgradeTimeout"/>, <see cref="TraceCallback"/>,
/// <see cref="Configure"/>) is ignored: the handle is connected already.</para>
/// </remarks>
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Fields of the upgrade request, in order, besides those that make it one. Host, Origin and User-Agent may be set here too.
    /// </summary>
    /// <remarks>To another origin (see <see cref="MaxRedirects"/>) only these go along: Accept, Accept-Encoding, Accept-Language,
    /// Cache-Control, Origin, Pragma, User-Agent.</remarks>
    public CurlHeaderCollection RequestHeaders { get; private set; } = [];

    /// <summary>The subprotocols to offer, the most wanted first. The server picks one or none. Default none.</summary>
    /// <remarks>They go along with a redirect to any origin: whoever puts a token into one leaves
    /// <see cref="MaxRedirects"/> at 0.</remarks>
    public IList<string> SubProtocols { get; private set; } = [];

    /// <summary>
    /// Highest number of redirects (301, 302, 303, 307, 308) to follow, one after the other. Default 0: a redirect is a refused upgrade,
    /// whose exception names the target. They are followed to the same scheme and from <c>ws</c> to <c>wss</c>, never back (<c>http</c> and
    /// <c>https</c> targets count as these).
    /// </summary>
    /// <remarks>
    /// To another origin (scheme, host or port) only what is meant for any server goes along, and stays away for good:
    /// <see cref="Credentials"/> other than a <see cref="System.Net.CredentialCache"/>, <see cref="UseDefaultCredentials"/>,
    /// <see cref="BearerToken"/>, <see cref="AwsSigV4"/>, <see cref="Netrc"/>,
    /// <see cref="HaProxyProtocol"/>, the client certificate, <see cref="CookieFile"/> and all of <see cref="RequestHeaders"/> but a few
    /// named there stay behind, as does a <see cref="Share"/> of cookies. <see cref="SubProtocols"/> go along; <see cref="Cookies"/> and
    /// the cookies that libcurl keeps go to the domain that they are of; <see cref="Configure"/> is called; proxies, network and TLS trust
    /// stay as they are. A Unix domain socket is never left.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxRedirects
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Maker and parser of the frames. Default <see cref="CurlFraming.Auto"/>.</summary>
    public CurlFraming Framing { get; set; }

    /// <summary>
    /// Allow <see cref="CurlFraming.Libcurl"/> below libcurl 8.16.0, whose masking can be predicted (CVE-2025-10148). Default false.
    /// </summary>
    public bool AllowPredictableMasking { get; set; }

    /// <summary>Whether this object answers pings on its own. Default true. See also <see cref="CurlWebSocket.PingReceived"/>.</summary>
    public bool AutomaticPong { get; set; } = true;

    /// <summary>
    /// Whether pings are answered promptly while the application does not receive: at once, or within half a second after its last receive.
    /// Default false: then the pings that have come are answered once in <see cref="KeepAliveInterval"/>, which costs nothing; set this for
    /// a server that waits for less, if the application may not receive for as long. While somebody receives, pings are always answered at
    /// once. Data that the application has not received stops it, because the pings behind it cannot be seen.
    /// </summary>
    /// <remarks>It costs no thread, but about a kilobyte for a connection, which then stays open until it is disposed or ends: the
    /// garbage collector does not close one that nobody has any more.</remarks>
    public bool AnswerPingsPromptly { get; set; }

    /// <summary>
    /// Whether canceling an inherited <c>ReceiveAsync</c> leaves the connection open. Nothing is lost then: what had come of a frame is
    /// delivered by the next receive. Default false: it aborts, as consumers of the framework's type expect. This library's own members
    /// always leave it open.
    /// </summary>
    public bool KeepOpenOnCanceledReceive { get; set; }

    /// <summary>
    /// Receives what libcurl does, sends and receives, while connecting and later, on the thread that drives libcurl. Secrets are left out:
    /// user names, passwords, queries, and the values of header fields that may hold one. <see cref="CurlEasy.TraceCallback"/>, set in
    /// <see cref="Configure"/>, receives everything instead. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>.
    /// </summary>
    public CurlTraceCallback? TraceCallback { get; set; }

    /// <summary>
    /// Called with the handle just before it connects, for options that have no property here; for each redirect with a new one.
    /// </summary>
    /// <remarks>Also for a redirect to another origin: look at <see cref="CurlEasyOptions.Uri"/> of the handle before you set what only one
    /// server may see.</remarks>
    public Action<CurlEasy>? Configure { get; set; }

    /// <summary>Instead of the machine's roots: for tests.</summary>
    internal CaRoots? MachineRoots { get; set; }

    /// <summary>A copy that the caller's changes do not reach.</summary>
    private CurlWebSocketOptions Copy()
    {
        CurlWebSocketOptions copy = (CurlWebSocketOptions)MemberwiseClone();
        copy.SubProtocols = [.. SubProtocols];
        copy.ClientCertificateChain = [.. ClientCertificateChain];
        copy.ServerCertificateChainPolicy = ServerCertificateChainPolicy?.Clone();
        copy.RequestHeaders = [];
        foreach ((string name, string value) in RequestHeaders)
        {
            copy.RequestHeaders.Add(name, value);
        }

        return copy;
    }
}
