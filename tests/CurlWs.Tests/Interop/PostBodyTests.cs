using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The body of a POST: whichever way it was set before, what arrives is what was set last, as long as it is.</summary>
public sealed class PostBodyTests
{
    private static readonly Dictionary<string, Func<CURL, string, CURLcode>> s_ways = new()
    {
        ["a string"] = (curl, body) => curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body),
        ["bytes"] = (curl, body) => curl_easy_setopt(curl, CURLOPT_POSTFIELDS, Encoding.UTF8.GetBytes(body)),
        ["an object"] = (curl, body) => curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (object)body),
        ["COPYPOSTFIELDS, a string"] = (curl, body) => curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body),
        ["COPYPOSTFIELDS, bytes"] = (curl, body) => curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, Encoding.UTF8.GetBytes(body)),
        ["COPYPOSTFIELDS, a pointer"] = CopyPointer,
        ["null, then a string"] = (curl, body) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, null));
            return curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        },
    };

    public static TheoryData<string, string> Pairs =>
        [.. s_ways.Keys.SelectMany(first => s_ways.Keys.Select(second => new TheoryDataRow<string, string>(first, second)))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task Post_AfterABodyOfAnotherLength_SendsTheNewOneWhole(string first, string second) => RunAsync(async (curl, bodies) =>
    {
        string[] sent = [new string('b', 600), "tiny", "12345", "a longer body"];
        for (int i = 0; i < sent.Length; i++)
        {
            Drive.Ok(s_ways[i % 2 == 0 ? first : second](curl, sent[i]));
            Drive.Ok(await Drive.PerformAsync(curl));
        }

        Assert.Equal(sent, bodies);
    });

    [Fact]
    public Task Post_ThroughTheTypedOptionAndThenTheCName_SendsTheNewOneWhole() => RunAsync(async (curl, bodies) =>
    {
        using CurlEasy easy = CurlEasy.Borrow(curl);
        easy.Options.PostFields = "four"u8.ToArray();
        await PerformAsync(easy);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "a longer body"));
        await PerformAsync(easy);
        easy.Options.Set(CurlOptions.PostFields, "by key"u8.ToArray());
        await PerformAsync(easy);
        easy.Options.PostFields = null;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "after null"));
        await PerformAsync(easy);
        Assert.Equal(["four", "a longer body", "by key", "after null"], bodies);
    });

    [Fact]
    public Task Post_SizeOfTheCaller_IsRespectedUntilItIsTakenBack() => RunAsync(async (curl, bodies) =>
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 5));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "a longer body"));
        Drive.Ok(await Drive.PerformAsync(curl));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "0123456789"u8.ToArray()));
        Drive.Ok(await Drive.PerformAsync(curl));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, 3L));
        Drive.Ok(await Drive.PerformAsync(curl));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, -1));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(["a lon", "01234", "012", "0123456789"], bodies);
    });

    [Fact]
    public Task Post_SizeOfTheCallerThatIsMoreThanTheBody_IsRefused() => RunAsync(async (curl, bodies) =>
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "tiny"));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 600));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, await Drive.PerformAsync(curl));
        using (CURLM multi = curl_multi_init()!)
        {
            Assert.Equal(CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT, curl_multi_add_handle(multi, curl));
        }

        // In any order, as in C: what counts is what is set when the transfer begins.
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, new string('b', 600)));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal([new string('b', 600)], bodies);
    });

    [Fact]
    public Task Post_OfAStringWithAZero_SendsAllOfIt() => RunAsync(async (curl, bodies) =>
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "a\0b"));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(["a\0b"], bodies);
    });

    [Fact]
    public Task Post_OnADuplicateAndAfterAReset_HasTheRightSize() => RunAsync(async (curl, bodies) =>
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, new byte[600]));
        using CURL copy = curl_easy_duphandle(curl)!;
        Drive.Ok(curl_easy_setopt(copy, CURLOPT_POSTFIELDS, "tiny"));
        Drive.Ok(await Drive.PerformAsync(copy));
        Drive.Ok(curl_easy_getinfo(copy, CURLINFO_EFFECTIVE_URL, out string? url));
        curl_easy_reset(curl);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, url));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
        Drive.Discard(curl);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "after a reset"));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(["tiny", "after a reset"], bodies);
    });

    private static Task<int> PerformAsync(CurlEasy easy) => Drive.OnThreadAsync(() =>
    {
        easy.Perform();
        return 0;
    });

    private static unsafe CURLcode CopyPointer(CURL curl, string body)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(body + '\0'))
        {
            return curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, p);
        }
    }

    private static async Task RunAsync(Func<CURL, List<string>, Task> test)
    {
        List<string> bodies = [];
        await ScriptedServer.RunAsync(Drive.Http("answer", body => bodies.Add(Encoding.UTF8.GetString(body))), async server =>
        {
            using CURL curl = Drive.NewCurl(server.HttpUri);
            await test(curl, bodies);
        });
    }
}
