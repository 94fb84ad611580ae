using System;
using System.Globalization;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

/// <summary>From libcurl's code to a sentence about it and the remedy.</summary>
internal static class Explain
{
    public static DemoException Connecting(CURLcode code, long status, Uri url, string detail)
    {
        string where = $"{url.Host}:{url.Port}";
        return code switch
        {
            CURLE_COULDNT_RESOLVE_HOST => new(
                $"No address is known for {url.Host}.", "Check the spelling, and that this machine has a network and a name server."),
            CURLE_COULDNT_RESOLVE_PROXY => new(
                "No address is known for the proxy.", "Correct or unset the environment variables http_proxy, https_proxy and all_proxy."),
            CURLE_COULDNT_CONNECT => new(
                $"Nothing accepts connections at {where}.", "Start the server, or check host, port and firewall."),
            CURLE_PEER_FAILED_VERIFICATION => new(
                $"The certificate of {where} is not trusted: {detail}.",
                OperatingSystem.IsLinux()
                    ? "Name the PEM file of its CA in the environment variable SSL_CERT_FILE; for a public server install the package "
                    + "ca-certificates."
                    : "Add its CA to the certificates that the system trusts."),
            CURLE_SSL_CACERT_BADFILE => new(
                $"The CA certificates cannot be read: {detail}.",
                "Name a readable PEM file in the environment variable SSL_CERT_FILE, or install the package ca-certificates."),
            CURLE_SSL_CONNECT_ERROR => new(
                $"TLS with {where} failed: {detail}.",
                "Check that the port speaks TLS; for one in the clear write ws:// instead of wss://."),
            CURLE_HTTP_RETURNED_ERROR => new(
                $"The server answered with HTTP status {status}, not with an upgrade to WebSocket.",
                "Check the path of the URL: it must be a WebSocket's."),
            CURLE_GOT_NOTHING or CURLE_RECV_ERROR or CURLE_SEND_ERROR => new(
                $"{where} closed the connection before it answered the upgrade ({detail}).",
                "Check that it speaks WebSocket, and whether it wants wss:// instead of ws://."),
            CURLE_WEIRD_SERVER_REPLY or CURLE_UNSUPPORTED_PROTOCOL or CURLE_HTTP2 => new(
                $"{where} does not speak HTTP: {detail}.", "Check the port, and whether it wants wss:// instead of ws://."),
            _ => new(
                $"Connecting to {where} failed: {detail} (CURLcode {(int)code}).", $"Compare with: curl -v --no-buffer {url.AbsoluteUri}"),
        };
    }

    public static DemoException Talking(CURLcode code, Uri url) => code switch
    {
        CURLE_GOT_NOTHING or CURLE_RECV_ERROR or CURLE_SEND_ERROR => new(
            $"{url.Host}:{url.Port} dropped the connection without a close frame.", "Try again, or look into the server's log."),
        _ => new($"libcurl gave up: {curl_easy_strerror(code)} (CURLcode {(int)code}).", "Check that the server's frames follow RFC 6455."),
    };

    public static DemoException Late(string what, Uri url, TimeSpan patience) => new(
        $"{url.Host}:{url.Port} did not {what} within {patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s.",
        "Check that it is a WebSocket server, or give it longer with --timeout SECONDS.");

    public static DemoException Closed(CloseFrame close) => new(
        $"The server ended the conversation with {close}.",
        close.Code == 1009 ? "Use a server that takes messages of 10 MiB." : "Use a server that echoes text and binary messages.");

    public static DemoException NotAnEcho(string what) => new(
        $"The server does not echo: {what}.", "Give the URL of a server that sends every message back as it is.");
}
