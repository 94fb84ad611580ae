using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Every info asked for as every kind of value.</summary>
public sealed unsafe class GetInfoKindTests : IDisposable
{
    private readonly CURL _curl = curl_easy_init()!;

    public static TheoryData<CURLINFO> Infos =>
        [.. Enum.GetValues<CURLINFO>().Where(info => info is not (CURLINFO_NONE or CURLINFO_LASTONE)).Distinct()];

    public void Dispose() => _curl.Dispose();

    [Theory]
    [MemberData(nameof(Infos))]
    public void GetInfo_AsAnotherKind_IsRefusedAndGivesNothing(CURLINFO info)
    {
        int kind = (int)info & CURLINFO_TYPEMASK;
        curl_certinfo* chain = null;
        curl_tlssessioninfo* session = null;
        byte* text = null;
        Dictionary<string, CURLcode> answers = new()
        {
            ["long"] = curl_easy_getinfo(_curl, info, out long number),
            ["double"] = curl_easy_getinfo(_curl, info, out double real),
            ["string"] = curl_easy_getinfo(_curl, info, out string? copied),
            ["byte*"] = curl_easy_getinfo(_curl, info, &text),
            ["socket"] = curl_easy_getinfo(_curl, info, out curl_socket_t socket),
            ["list"] = curl_easy_getinfo(_curl, info, out curl_slist? list),
            ["certinfo"] = curl_easy_getinfo(_curl, info, &chain),
            ["session"] = curl_easy_getinfo(_curl, info, &session),
            ["object"] = curl_easy_getinfo(_curl, info, out object? thing),
        };
        list?.Dispose();
        string[] mayFit = kind switch
        {
            _ when info == CURLINFO_PRIVATE => ["object", "string", "byte*"],
            _ when info is CURLINFO_COOKIELIST or CURLINFO_SSL_ENGINES => ["list"],
            _ when info == CURLINFO_CERTINFO => ["certinfo"],
            _ when info is CURLINFO_TLS_SSL_PTR or CURLINFO_TLS_SESSION => ["session"],
            CURLINFO_LONG or CURLINFO_OFF_T => ["long"],
            CURLINFO_DOUBLE => ["double"],
            CURLINFO_STRING => ["string", "byte*"],
            CURLINFO_SOCKET => ["socket", "long"],
            _ => [],
        };
        Assert.NotEmpty(mayFit);
        Assert.All(answers, answer =>
        {
            CURLcode[] expected = mayFit.Contains(answer.Key)
                ? [CURLE_OK, CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT]
                : [CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION];
            Assert.Contains(answer.Value, expected);
        });
        if (!mayFit.Contains("long")) { Assert.Equal(0, number); }
        if (!mayFit.Contains("double")) { Assert.Equal(0, real); }
        if (!mayFit.Contains("string")) { Assert.Null(copied); Assert.True(text == null); }
        if (!mayFit.Contains("socket")) { Assert.Equal(CURL_SOCKET_BAD, socket); }
        if (!mayFit.Contains("object")) { Assert.Null(thing); }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x100000 + 999)]
    [InlineData(0x200000 + 999)]
    [InlineData(0x300000 + 999)]
    [InlineData(0x400000 + 999)]
    [InlineData(0x500000 + 999)]
    [InlineData(0x600000 + 999)]
    [InlineData(0x700000 + 1)]
    [InlineData(-1)]
    public void GetInfo_UnknownInfo_IsRefused(int number)
    {
        CURLINFO info = (CURLINFO)number;
        CURLcode[] answers =
        [
            curl_easy_getinfo(_curl, info, out long _),
            curl_easy_getinfo(_curl, info, out double _),
            curl_easy_getinfo(_curl, info, out string? _),
            curl_easy_getinfo(_curl, info, out curl_socket_t _),
            curl_easy_getinfo(_curl, info, out curl_slist? _),
            curl_easy_getinfo(_curl, info, out object? _),
        ];
        Assert.All(answers, answer => Assert.Contains(answer, new[] { CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT }));
    }

    [Fact]
    public void GetInfo_NullOutPointers_AreRefused()
    {
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_RESPONSE_CODE, (long*)null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_TOTAL_TIME, (double*)null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_EFFECTIVE_URL, (byte**)null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_CERTINFO, (curl_certinfo**)null));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_TLS_SSL_PTR, (curl_tlssessioninfo**)null));
    }

    [Fact]
    public void GetInfo_Private_IsTheObjectOrTheString()
    {
        object mark = new();
        Drive.Ok(curl_easy_setopt(_curl, CURLoption.CURLOPT_PRIVATE, mark));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out object? found));
        Assert.Same(mark, found);
        Drive.Ok(curl_easy_setopt(_curl, CURLoption.CURLOPT_PRIVATE, (nint)42));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out found));
        Assert.Equal((nint)42, found);
        Drive.Ok(curl_easy_setopt(_curl, CURLoption.CURLOPT_PRIVATE, null));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out found));
        Assert.Null(found);
    }

    [Fact]
    public void GetInfo_PrivateAsItsType_IsItOrARefusal()
    {
        Version mark = new(1, 2);
        Drive.Ok(curl_easy_setopt(_curl, CURLoption.CURLOPT_PRIVATE, mark));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out Version? found));
        Assert.Same(mark, found);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out Uri? other));
        Assert.Null(other);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_RESPONSE_CODE, out found));
        Assert.Null(found);
        Drive.Ok(curl_easy_setopt(_curl, CURLoption.CURLOPT_PRIVATE, null));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out found));
        Assert.Null(found);
    }

    [Fact]
    public unsafe void GetInfo_Private_IsAsWhatItWasSet()
    {
        Drive.Ok(curl_easy_setopt(_curl, CURLOPT_PRIVATE, "a name"));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out string? text));
        Assert.Equal("a name", text);
        byte* pointer = (byte*)1;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_PRIVATE, &pointer));
        Assert.True(pointer == null);

        Drive.Ok(curl_easy_setopt(_curl, CURLOPT_PRIVATE, (nint)42));
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, &pointer));
        Assert.Equal(42, (nint)pointer);
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out text));
        Assert.Null(text);

        using CURL copy = curl_easy_duphandle(_curl)!;
        Drive.Ok(curl_easy_getinfo(copy, CURLINFO_PRIVATE, &pointer));
        Assert.Equal(42, (nint)pointer);
        curl_easy_reset(_curl);
        Drive.Ok(curl_easy_getinfo(_curl, CURLINFO_PRIVATE, out text));
        Assert.Null(text);
    }
}
