using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Multipart bodies: what arrives, who owns what, and the data callbacks.</summary>
public sealed class MimeTests
{
    private readonly List<string> _freed = [];
    private readonly List<string> _bodies = [];

    [Fact]
    public Task Post_PartsOfEveryKind_ArriveAsSet() => RunAsync(async curl =>
    {
        curl_mime mime = curl_mime_init(curl)!;
        curl_mimepart? text = curl_mime_addpart(mime);
        Drive.Ok(curl_mime_name(text, "text"));
        Drive.Ok(curl_mime_data(text, "grüße", CURL_ZERO_TERMINATED));
        Drive.Ok(curl_mime_type(text, "text/x-test"));
        curl_mimepart? bytes = curl_mime_addpart(mime);
        Drive.Ok(curl_mime_data(bytes, "bytes"u8));
        Drive.Ok(curl_mime_filename(bytes, "file.bin"));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_encoder(bytes, "no such encoding"));
        Drive.Ok(curl_mime_encoder(bytes, "base64"));
        curl_slist headers = curl_slist_append(null, "X-Part: own")!;
        Drive.Ok(curl_mime_headers(bytes, headers, 1));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime));
        curl_mime_free(mime);
        Garbage.Collect();
        Drive.Ok(await Drive.PerformAsync(curl));
        string body = Assert.Single(_bodies);
        Assert.Contains("name=\"text\"\r\nContent-Type: text/x-test\r\n\r\ngrüße\r\n", body, StringComparison.Ordinal);
        Assert.Contains("filename=\"file.bin\"", body, StringComparison.Ordinal);
        Assert.Contains("X-Part: own\r\n", body, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("bytes"u8), body, StringComparison.Ordinal);
        curl_easy_cleanup(curl);
    });

    [Fact]
    public Task DataCallbacks_OnAPost_AreCalledWithTheirArgumentAndFreedOnce() => RunAsync(async curl =>
    {
        Post(curl, "abc");
        Garbage.Collect();
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Contains("\r\n\r\nabc\r\n", Assert.Single(_bodies), StringComparison.Ordinal);

        // The same body once more: libcurl seeks back to its start.
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(2, _bodies.Count);
        Assert.Contains("\r\n\r\nabc\r\n", _bodies[1], StringComparison.Ordinal);
        Assert.Empty(_freed);
        curl_easy_cleanup(curl);
        Assert.Equal(["abc"], _freed);
    });

    [Fact]
    public Task DataCallbacks_OfACopiedHandle_AreFreedOnceForEach() => RunAsync(async curl =>
    {
        Post(curl, "abc");
        CURL copy = curl_easy_duphandle(curl)!;
        curl_easy_cleanup(curl);
        Garbage.Collect();
        Drive.Ok(await Drive.PerformAsync(copy));
        Assert.Contains("\r\n\r\nabc\r\n", Assert.Single(_bodies), StringComparison.Ordinal);
        curl_easy_cleanup(copy);
        Assert.Equal(["abc", "abc"], _freed);
    });

    [Fact]
    public Task Subparts_PartsAddedAfterwards_BelongToTheWholeAndToItsCopies() => RunAsync(async curl =>
    {
        curl_mime whole = curl_mime_init(curl)!, inner = curl_mime_init(curl)!;
        Drive.Ok(curl_mime_subparts(curl_mime_addpart(whole), inner));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_subparts(curl_mime_addpart(whole), inner));
        AddData(curl_mime_addpart(inner), "abc");
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, whole));
        curl_mime_free(inner);
        curl_mime_free(whole);
        CURL copy = curl_easy_duphandle(curl)!;
        curl_easy_cleanup(curl);
        Garbage.Collect();
        Drive.Ok(await Drive.PerformAsync(copy));
        Assert.Contains("\r\n\r\nabc\r\n", Assert.Single(_bodies), StringComparison.Ordinal);
        curl_easy_cleanup(copy);
        Assert.Equal(["abc", "abc"], _freed);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadCallback_ThatThrows_SurfacesFromTheHandleThatPosts(bool isCopy)
    {
        ScriptedServer server = ScriptedServer.Start(Scripts.NeverAnswerAsync);
        CURL curl = Drive.NewCurl(server.HttpUri);
        InvalidOperationException thrown = new("read");
        curl_mime mime = curl_mime_init(curl)!;
        Throwing(curl_mime_addpart(mime), thrown);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime));
        curl_mime_free(mime);
        if (isCopy)
        {
            CURL copy = curl_easy_duphandle(curl)!;
            curl_easy_cleanup(curl);
            curl = copy;
        }

        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(curl)));
        Drive.Ok(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out long _));
        curl_easy_cleanup(curl);
        await server.DisposeAsync();
    }

    [Fact]
    public void FreeFunction_ThatThrows_SurfacesFromCurlMimeFree()
    {
        CURL curl = curl_easy_init()!;
        curl_mime mime = curl_mime_init(curl)!;
        SetFree(curl_mime_addpart(mime), _ => throw new InvalidOperationException("free"));
        Assert.Equal("free", Assert.Throws<InvalidOperationException>(() => curl_mime_free(mime)).Message);
        curl_easy_cleanup(curl);
    }

    [Fact]
    public void Data_SetAnew_FreesTheCallbacks()
    {
        CURL curl = curl_easy_init()!;
        curl_mime mime = curl_mime_init(curl)!;
        curl_mimepart? part = curl_mime_addpart(mime);
        AddData(part, "first");
        AddData(part, "second");
        Assert.Equal(["first"], _freed);
        Drive.Ok(curl_mime_data(part, "text", CURL_ZERO_TERMINATED));
        Assert.Equal(["first", "second"], _freed);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_data(part, "text", 5));
        curl_mime_free(mime);
        curl_easy_cleanup(curl);
        Assert.Equal(2, _freed.Count);
    }

    [Fact]
    public void Mime_InACondition_IsTrueUntilItIsFreed()
    {
        CURL curl = curl_easy_init()!;
        curl_mime? mime = curl_mime_init(curl);
        curl_mimepart? part = null;
        Assert.True(!part);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_name(part, "a null part"));
        part = curl_mime_addpart(mime);
        Assert.True(mime ? true : false);
        Assert.True(part ? true : false);
        Assert.True(part && curl_mime_addpart(mime) ? true : false);
        curl_mime_free(mime);
        Assert.True(!mime);
        Assert.True(!part);
        curl_easy_cleanup(curl);
    }

    private Task RunAsync(Func<CURL, Task> test) => ScriptedServer.RunAsync(
        Drive.Http("answer", body => _bodies.Add(Encoding.UTF8.GetString(body))), server => test(Drive.NewCurl(server.HttpUri)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Post(CURL curl, string data)
    {
        curl_mime mime = curl_mime_init(curl)!;
        AddData(curl_mime_addpart(mime), data);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime));
        curl_mime_free(mime);
    }

    private unsafe void AddData(curl_mimepart? part, string data)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(data);
        int at = 0;
        object mark = new();
        Drive.Ok(curl_mime_data_cb(
            part,
            bytes.Length,
            (buffer, size, nitems, arg) =>
            {
                Assert.Same(mark, arg);
                int count = Math.Min((int)(size * nitems), bytes.Length - at);
                bytes.AsSpan(at, count).CopyTo(new Span<byte>(buffer, count));
                at += count;
                return (nuint)count;
            },
            (arg, offset, origin) =>
            {
                Assert.Same(mark, arg);
                Assert.Equal(0, origin);
                at = (int)offset;
                return CURL_SEEKFUNC_OK;
            },
            arg =>
            {
                Assert.Same(mark, arg);
                _freed.Add(data);
            },
            mark));
    }

    private static unsafe void Throwing(curl_mimepart? part, Exception exception) =>
        Drive.Ok(curl_mime_data_cb(part, 10, (_, _, _, _) => throw exception, null, null, null));

    private static unsafe void SetFree(curl_mimepart? part, Action<object?> free) =>
        Drive.Ok(curl_mime_data_cb(part, 1, (_, _, _, _) => 0, null, free, null));
}
