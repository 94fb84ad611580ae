using System;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The URL interface, and the headers that a response came with.</summary>
public sealed class UrlTests
{
    [Fact]
    public void Parts_OfAUrl_AreGotAndSet()
    {
        CURLU url = curl_url()!;
        Ok(curl_url_set(url, CURLUPART_URL, "wss://user:pass@example.org:8443/a/../b?q=1#frag", 0));
        Assert.Equal("wss", Get(url, CURLUPART_SCHEME));
        Assert.Equal("user", Get(url, CURLUPART_USER));
        Assert.Equal("example.org", Get(url, CURLUPART_HOST));
        Assert.Equal("8443", Get(url, CURLUPART_PORT));
        Assert.Equal("/b", Get(url, CURLUPART_PATH));
        Assert.Equal("q=1", Get(url, CURLUPART_QUERY));
        Assert.Equal("frag", Get(url, CURLUPART_FRAGMENT));
        Ok(curl_url_set(url, CURLUPART_QUERY, "name=a b&", CURLU_URLENCODE | CURLU_APPENDQUERY));
        Ok(curl_url_set(url, CURLUPART_FRAGMENT, null, 0));
        CURLU copy = curl_url_dup(url)!;
        curl_url_cleanup(url);
        Assert.Equal("wss://user:pass@example.org:8443/b?q=1&name=a+b%26", Get(copy, CURLUPART_URL));
        curl_url_cleanup(copy);
    }

    [Fact]
    public void Errors_OfAUrl_AreCodes()
    {
        CURLU url = curl_url()!;
        Assert.Equal(CURLUE_MALFORMED_INPUT, curl_url_set(url, CURLUPART_URL, "", 0));
        Assert.Equal(CURLUE_UNSUPPORTED_SCHEME, curl_url_set(url, CURLUPART_URL, "nosuch://a/", 0));
        Assert.Equal(CURLUE_BAD_PORT_NUMBER, curl_url_set(url, CURLUPART_URL, "http://a:99999/", 0));
        Assert.Equal(CURLUE_UNKNOWN_PART, curl_url_set(url, (CURLUPart)99, "a", 0));
        Assert.Equal(CURLUE_UNKNOWN_PART, curl_url_get(url, (CURLUPart)99, out string? part, 0));
        Assert.Null(part);
        Assert.Equal(CURLUE_NO_HOST, curl_url_get(url, CURLUPART_HOST, out part, 0));
        Assert.Null(part);
        curl_url_cleanup(url);
    }

    [Fact]
    public async Task CurluOption_FreedEarly_IsKeptByTheHandleAndItsCopy() => await ScriptedServer.RunAsync(
        Drive.Http(),
        async server =>
        {
            CURL curl = Drive.NewCurl(new Uri("http://127.0.0.1:1/"));
            CURLU url = curl_url()!;
            Ok(curl_url_set(url, CURLUPART_URL, server.HttpUri.AbsoluteUri, 0));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_CURLU, url));
            curl_url_cleanup(url);
            Drive.Ok(await Drive.PerformAsync(curl));
            CURL copy = curl_easy_duphandle(curl)!;
            curl_easy_cleanup(curl);
            Drive.Ok(await Drive.PerformAsync(copy));
            curl_easy_cleanup(copy);
        });

    [Fact]
    public async Task Headers_OfTheUpgrade_HaveTheOriginOfA101() => await ScriptedServer.RunAsync(
        async server =>
        {
            await server.AcceptUpgradeAsync(response => response.Add("X-Twice", "one"));
            await server.WaitForEofAsync();
        },
        async server =>
        {
            CURL curl = await Drive.ConnectAsync(server.WsUri);
            Assert.Equal(CURLHE_OK, curl_easy_header(curl, "upgrade", 0, CURLH_1XX, -1, out string? upgrade));
            Assert.Equal("websocket", upgrade);
            Assert.Equal(CURLHE_OK, curl_easy_header(curl, "x-twice", 0, CURLH_1XX, -1, out string? value));
            Assert.Equal("one", value);
            Assert.Equal(CURLHE_BADINDEX, curl_easy_header(curl, "x-twice", 1, CURLH_1XX, -1, out value));
            Assert.Null(value);
            Assert.Equal(CURLHE_MISSING, curl_easy_header(curl, "x-none", 0, CURLH_1XX, -1, out value));
            Assert.Equal(CURLHE_NOREQUEST, curl_easy_header(curl, "upgrade", 0, CURLH_1XX, 7, out value));
            Assert.Equal(CURLHE_BAD_ARGUMENT, curl_easy_header(curl, "upgrade", 0, 0, -1, out value));
            Assert.InRange(Count(curl), 3, 20);
            curl_easy_cleanup(curl);
        });

    private static unsafe int Count(CURL curl)
    {
        int count = 0;
        for (curl_header* header = null; (header = curl_easy_nextheader(curl, CURLH_1XX, -1, header)) != null; count++)
        {
            Assert.NotEqual("", Drive.Text(header->name));
        }

        return count;
    }

    private static string? Get(CURLU url, CURLUPart what)
    {
        Ok(curl_url_get(url, what, out string? part, 0));
        return part;
    }

    private static void Ok(CURLUcode code) => Assert.Equal(CURLUE_OK, code);
}
