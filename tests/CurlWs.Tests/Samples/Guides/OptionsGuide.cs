using System;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Options by task", compiled; between the marks is what stands there.</summary>
internal static class OptionsGuide
{
    internal static void Who(CurlWebSocketOptions options, string token)
    {
        // <example>
        options.RequestHeaders.Add("Origin", "https://example.org");
        options.SubProtocols.Add("chat");
        options.BearerToken = token;
        options.Cookies = new CookieContainer();
        // </example>
    }

    internal static void Proxy(CurlWebSocketOptions options, string password)
    {
        // <example>
        options.Proxy = new Uri("socks5h://127.0.0.1:1080");
        options.ProxyCredentials = new NetworkCredential("user", password);
        options.NoProxy = "localhost,10.0.0.0/8";
        // </example>
    }

    internal static void Trust(CurlWebSocketOptions options)
    {
        // <example>
        options.CaFile = "company-root.pem";
        options.PinnedPublicKey = "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=";
        options.TlsMinimum = CurlTlsVersion.Tls13;
        // </example>
    }

    internal static void Network(CurlWebSocketOptions options)
    {
        // <example>
        options.Resolve = ["example.org:443:192.0.2.7"];
        options.IpResolve = CurlIpResolve.V6;
        options.Interface = "eth1";
        options.DnsOverHttpsUri = new Uri("https://dns.example.org/dns-query");
        // </example>
    }

    internal static void Times(CurlWebSocketOptions options)
    {
        // <example>
        options.ConnectTimeout = TimeSpan.FromSeconds(15);
        options.SendTimeout = TimeSpan.FromSeconds(30);
        options.IdleTimeout = TimeSpan.FromMinutes(5);
        options.CloseTimeout = TimeSpan.FromSeconds(5);
        // </example>
    }

    internal static void Dead(CurlWebSocketOptions options)
    {
        // <example>
        options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        // </example>
    }

    internal static void Limits(CurlWebSocketOptions options)
    {
        // <example>
        options.MaxMessageSize = 1024 * 1024;
        options.MaxFrameSize = 256 * 1024;
        options.MaxFragments = 1000;
        // </example>
    }

    internal static void Compress(CurlWebSocketOptions options)
    {
        // <example>
        options.Deflate = new WebSocketDeflateOptions { ClientMaxWindowBits = 12, ServerContextTakeover = false };
        // </example>
    }

    internal static void Redirect(CurlWebSocketOptions options)
    {
        // <example>
        options.MaxRedirects = 3;
        // </example>
    }

    internal static void Cancel(CurlWebSocketOptions options)
    {
        // <example>
        options.KeepOpenOnCanceledReceive = true;
        // </example>
    }

    internal static void Trace(CurlWebSocketOptions options, Action<string> log)
    {
        // <example>
        options.TraceCallback = (kind, data) =>
        {
            if (kind == CurlTraceKind.Text)
            {
                log(Encoding.UTF8.GetString(data));
            }
        };
        // </example>
    }

    internal static void Configure(CurlWebSocketOptions options)
    {
        // <example>
        options.Configure = easy => easy.Options.DnsCacheTimeout = TimeSpan.FromSeconds(10);
        // </example>
    }
}
