using System.Collections.Generic;

using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>Which variable names the proxy, of made-up environments.</summary>
public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("ws", "ws_proxy=a WS_PROXY=b http_proxy=c HTTP_PROXY=d all_proxy=e ALL_PROXY=f", "ws_proxy")]
    [InlineData("ws", "WS_PROXY=b http_proxy=c HTTP_PROXY=d all_proxy=e ALL_PROXY=f", "WS_PROXY")]
    [InlineData("ws", "http_proxy=c HTTP_PROXY=d all_proxy=e ALL_PROXY=f", "http_proxy")]
    [InlineData("ws", "HTTP_PROXY=d all_proxy=e ALL_PROXY=f", "HTTP_PROXY")]
    [InlineData("ws", "all_proxy=e ALL_PROXY=f", "all_proxy")]
    [InlineData("ws", "ALL_PROXY=f", "ALL_PROXY")]
    [InlineData("ws", "wss_proxy=a https_proxy=b", null)]
    [InlineData("ws", "ws_proxy= http_proxy=c", "http_proxy")]
    [InlineData("ws", "GATEWAY_INTERFACE=CGI/1.1 HTTP_PROXY=d", null)]
    [InlineData("ws", "GATEWAY_INTERFACE=CGI/1.1 HTTP_PROXY=d http_proxy=c", "http_proxy")]
    [InlineData("ws", "GATEWAY_INTERFACE=CGI/1.1 HTTP_PROXY=d ALL_PROXY=f", "ALL_PROXY")]
    [InlineData("wss", "wss_proxy=a WSS_PROXY=b https_proxy=c HTTPS_PROXY=d all_proxy=e", "wss_proxy")]
    [InlineData("wss", "WSS_PROXY=b https_proxy=c HTTPS_PROXY=d all_proxy=e", "WSS_PROXY")]
    [InlineData("wss", "https_proxy=c HTTPS_PROXY=d all_proxy=e", "https_proxy")]
    [InlineData("wss", "GATEWAY_INTERFACE=CGI/1.1 HTTPS_PROXY=d all_proxy=e", "HTTPS_PROXY")]
    [InlineData("wss", "ws_proxy=a http_proxy=b", null)]
    [InlineData("http", "ws_proxy=a http_proxy=b", "http_proxy")]
    [InlineData("https", "wss_proxy=a https_proxy=b", "https_proxy")]
    public void Find_ByScheme_TakesTheFirstThatIsNotEmpty(string scheme, string environment, string? expected)
    {
        Dictionary<string, string> variables = [];
        foreach (string pair in environment.Split(' '))
        {
            string[] parts = pair.Split('=');
            variables[parts[0]] = parts[1];
        }

        EnvironmentProxy found = EnvironmentProxy.Find(scheme, name => variables.GetValueOrDefault(name), ignoresCase: false);
        Assert.Equal((expected, expected is null ? string.Empty : $"http://{variables[expected]}:80"), (found.Variable, found.Address));
    }

    [Fact]
    public void Find_CgiOnWindows_TakesNoHttpProxyAtAll()
    {
        static string? Variable(string name) =>
            name.ToUpperInvariant() is "GATEWAY_INTERFACE" or "HTTP_PROXY" or "HTTPS_PROXY" ? "x" : null;
        Assert.Null(EnvironmentProxy.Find("ws", Variable, ignoresCase: true).Variable);
        Assert.Equal(
            "http_proxy",
            EnvironmentProxy.Find("ws", name => name == "GATEWAY_INTERFACE" ? null : Variable(name), ignoresCase: true).Variable);
        Assert.Equal("https_proxy", EnvironmentProxy.Find("wss", Variable, ignoresCase: true).Variable);
    }

    [Theory]
    [InlineData("no_proxy=a NO_PROXY=b", "a")]
    [InlineData("no_proxy= NO_PROXY=b", "b")]
    [InlineData("x=y", "")]
    public void Find_NoProxy_IsInSmallLettersFirst(string environment, string expected)
    {
        Assert.Equal(expected, EnvironmentProxy.Find("ws", name =>
        {
            foreach (string pair in environment.Split(' '))
            {
                if (pair.StartsWith(name + "=", System.StringComparison.Ordinal))
                {
                    return pair[(name.Length + 1)..];
                }
            }

            return null;
        }).NoProxy);
    }

    [Theory]
    [InlineData("proxy.test", "http://proxy.test:80")]
    [InlineData("proxy.test:3128", "http://proxy.test:3128")]
    [InlineData("me:it@proxy.test:3128", "http://me:it@proxy.test:3128")]
    [InlineData("http://proxy.test/ignored", "http://proxy.test:80")]
    [InlineData("HTTPS://proxy.test", "https://proxy.test:443")]
    [InlineData("socks5h://proxy.test:1081", "socks5h://proxy.test:1081")]
    [InlineData("http://[::1]:3128", "http://[::1]:3128")]
    [InlineData("http://proxy.test:port", "http://proxy.test:port")]
    [InlineData("proxy.test:0", "http://proxy.test:0")]
    [InlineData("http://xn--\u00a2:1", "http://xn--\u00a2:1")]
    public void Normalize_AsPeopleWriteIt_IsWhatLibcurlReads(string text, string expected) =>
        Assert.Equal(expected, ProxyAddress.Normalize(text));
}
