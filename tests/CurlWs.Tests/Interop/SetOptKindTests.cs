using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>Every option with every kind of value: what does not fit is refused with a code, where C would read through it.</summary>
public sealed unsafe class SetOptKindTests : IDisposable
{
    private static readonly CURLcode[] s_refusals = [CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN];

    private readonly CURL _curl = curl_easy_init()!;
    private readonly curl_slist _list = curl_slist_append(null, "a: b")!;
    private readonly CURLU _url = curl_url()!;

    public static TheoryData<CURLoption> Options =>
        [.. Enum.GetValues<CURLoption>().Where(option => option != CURLOPT_LASTENTRY).Distinct()];

    public void Dispose()
    {
        _curl.Dispose();
        _list.Dispose();
        _url.Dispose();
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void SetOpt_ValueOfAnotherKind_IsRefused(CURLoption option)
    {
        OptionKind kind = OptionKinds.Of(option);
        bool isData = kind == OptionKind.CallbackData || option == CURLOPT_PRIVATE;
        bool isNumber = kind is OptionKind.Long or OptionKind.Values or OptionKind.OffT;
        bool isBody = option is CURLOPT_POSTFIELDS or CURLOPT_COPYPOSTFIELDS;
        List<string> accepted = [];

        Check(!isNumber, "a number", () => curl_easy_setopt(_curl, option, 7L));
        Check(kind != OptionKind.String && !isData && !isBody, "a string", () => curl_easy_setopt(_curl, option, "text"));
        Check(kind != OptionKind.Blob && !isData && !isBody, "bytes", () => curl_easy_setopt(_curl, option, new byte[3]));
        Check(kind != OptionKind.Slist, "a list", () => curl_easy_setopt(_curl, option, _list));
        Check(option != CURLOPT_CURLU && !isData, "a URL", () => curl_easy_setopt(_curl, option, _url));
        Check(!isData, "an object", () => curl_easy_setopt(_curl, option, new object()));
        Check(!isData, "a delegate of no callback type", () => curl_easy_setopt(_curl, option, (object)new Action(() => { })));
        Check(!isData, "a boxed double", () => curl_easy_setopt(_curl, option, (object)1.5));
        foreach (Delegate callback in s_callbacks)
        {
            nint fits = Callbacks.Match(option, ref System.Runtime.CompilerServices.Unsafe.AsRef(in callback));
            Check(fits == 0 && !isData, callback.GetType().Name, () => curl_easy_setopt(_curl, option, (object)callback));
        }

        Assert.True(accepted.Count == 0, $"{option} ({kind}) took {string.Join(", ", accepted)}");
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_URL, "http://127.0.0.1/"));

        void Check(bool isWrong, string value, Func<CURLcode> set)
        {
            if (!isWrong) { return; }
            CURLcode result = set();
            if (!s_refusals.Contains(result)) { accepted.Add($"{value}: {result}"); }
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void SetOpt_NullLiteral_IsTakenByPointerOptionsAndRefusedByNumbers(CURLoption option)
    {
        CURLcode result = curl_easy_setopt(_curl, option, null);
        if ((uint)option / 10000 is 0 or 3)
        {
            Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, result);
            return;
        }

        // A few options refuse NULL by themselves, and say so with these codes.
        Assert.Contains(
            result, new[] { CURLE_OK, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNSUPPORTED_PROTOCOL });
        Assert.Equal(result, curl_easy_setopt(_curl, option, 0L));
        Assert.Equal(result, curl_easy_setopt(_curl, option, (nint)0));
        Assert.Equal(result, curl_easy_setopt(_curl, option, (object?)null));
    }

    [Theory]
    [InlineData(9999, CURLE_UNKNOWN_OPTION)]
    [InlineData(19999, CURLE_UNKNOWN_OPTION)]
    [InlineData(29999, CURLE_UNKNOWN_OPTION)]
    [InlineData(39999, CURLE_UNKNOWN_OPTION)]
    [InlineData(49999, CURLE_UNKNOWN_OPTION)]
    [InlineData(-1, CURLE_UNKNOWN_OPTION)]
    [InlineData(50001, CURLE_UNKNOWN_OPTION)]
    public void SetOpt_UnknownOption_IsRefused(int number, CURLcode expected)
    {
        CURLoption option = (CURLoption)number;
        CURLcode[] answers =
        [
            curl_easy_setopt(_curl, option, 1L),
            curl_easy_setopt(_curl, option, "text"),
            curl_easy_setopt(_curl, option, new byte[1]),
            curl_easy_setopt(_curl, option, new object()),
            curl_easy_setopt(_curl, option, (nint)0),
            curl_easy_setopt(_curl, option, null),
        ];
        Assert.All(answers, answer => Assert.Contains(answer, s_refusals));
        Assert.Contains(expected, answers);
    }

    [Fact]
    public void SetOpt_ErrorBufferThatIsTooSmall_IsRefused()
    {
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(_curl, CURLOPT_ERRORBUFFER, new byte[CURL_ERROR_SIZE - 1]));
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_ERRORBUFFER, new byte[CURL_ERROR_SIZE]));
    }

    [Fact]
    public void SetOpt_SizeT_IsANumber()
    {
        nuint size = 9;
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_INFILESIZE_LARGE, size));
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_BUFFERSIZE, (nuint)2048));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(_curl, CURLOPT_INFILESIZE_LARGE, nuint.MaxValue));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(_curl, CURLOPT_URL, size));
    }

    [Fact]
    public void SetOpt_EmptyValues_AreTaken()
    {
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_URL, ""));
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_POSTFIELDS, ""));
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_POSTFIELDS, Array.Empty<byte>()));
        Assert.Equal(CURLE_OK, curl_easy_setopt(_curl, CURLOPT_COPYPOSTFIELDS, Array.Empty<byte>()));
        Assert.Contains(
            curl_easy_setopt(_curl, CURLOPT_SSLCERT_BLOB, Array.Empty<byte>()), new[] { CURLE_OK, CURLE_BAD_FUNCTION_ARGUMENT });
    }

    [Fact]
    public void SetOpt_StringOfMoreThan8MB_IsRefused() =>
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(_curl, CURLOPT_URL, new string('a', 8_000_001)));

    private static readonly Delegate[] s_callbacks =
    [
        new curl_write_callback((_, _, _, _) => 0),
        new curl_read_callback((_, _, _, _) => 0),
        new curl_seek_callback((_, _, _) => 0),
        new curl_progress_callback((_, _, _, _, _) => 0),
        new curl_xferinfo_callback((_, _, _, _, _) => 0),
        new curl_debug_callback((_, _, _, _, _) => 0),
        new curl_ssl_ctx_callback((_, _, _) => 0),
        new curl_ioctl_callback((_, _, _) => 0),
        new curl_sockopt_callback((_, _, _) => 0),
        new curl_opensocket_callback((_, _, _) => CURL_SOCKET_BAD),
        new curl_closesocket_callback((_, _) => 0),
        new curl_resolver_start_callback((_, _, _) => 0),
        new curl_trailer_callback((_, _) => 0),
        new curl_prereq_callback((_, _, _, _, _) => 0),
        new curl_hstsread_callback((_, _, _) => 0),
        new curl_hstswrite_callback((_, _, _, _) => 0),
        new curl_sshkeycallback((_, _, _, _, _) => 0),
        new curl_sshhostkeycallback((_, _, _, _) => 0),
        new curl_chunk_bgn_callback((_, _, _) => 0),
        new curl_chunk_end_callback(_ => 0),
        new curl_fnmatch_callback((_, _, _) => 0),
    ];
}
