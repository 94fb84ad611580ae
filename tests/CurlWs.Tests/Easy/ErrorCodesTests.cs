using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using CurlWs.Tests.Architecture;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>The enumerations of C that have .NET names: the same numbers, each member one of C, each value of C a member.</summary>
public sealed class ErrorCodesTests
{
    private static readonly XmlDocumentation s_documentation = new();

    public static TheoryData<Type, Type> Enumerations => new()
    {
        { typeof(CurlErrorCode), typeof(CURLcode) },
        { typeof(CurlProxyErrorCode), typeof(CURLproxycode) },
        { typeof(CurlSshKeyType), typeof(curl_khtype) },
        { typeof(CurlSshKeyMatch), typeof(curl_khmatch) },
        { typeof(CurlSshKeyVerdict), typeof(curl_khstat) },
    };

    [Theory]
    [MemberData(nameof(Enumerations))]
    public void Members_NumbersAndNamesInC_AreThoseOfTheEnumerationOfC(Type net, Type c)
    {
        (int, string)[] expected = [.. Values(c).Where(value => !IsPlaceholder(value.Name)).Order()];
        (int, string)[] found = [.. Values(net).Select(member => (
            member.Number, s_documentation.RemarksOf($"F:{net.FullName}.{member.Name}").Split(',')[0])).Order()];
        Assert.Equal(expected, found);
        Assert.Equal(typeof(int), Enum.GetUnderlyingType(net));
    }

    // The names are what programs are written with: some, written out.
    [Theory]
    [InlineData(CurlErrorCode.None, CURLcode.CURLE_OK)]
    [InlineData(CurlErrorCode.MalformedUri, CURLcode.CURLE_URL_MALFORMAT)]
    [InlineData(CurlErrorCode.CouldNotResolveHost, CURLcode.CURLE_COULDNT_RESOLVE_HOST)]
    [InlineData(CurlErrorCode.CouldNotConnect, CURLcode.CURLE_COULDNT_CONNECT)]
    [InlineData(CurlErrorCode.HttpReturnedError, CURLcode.CURLE_HTTP_RETURNED_ERROR)]
    [InlineData(CurlErrorCode.OperationTimedOut, CURLcode.CURLE_OPERATION_TIMEDOUT)]
    [InlineData(CurlErrorCode.TlsConnectError, CURLcode.CURLE_SSL_CONNECT_ERROR)]
    [InlineData(CurlErrorCode.GotNothing, CURLcode.CURLE_GOT_NOTHING)]
    [InlineData(CurlErrorCode.ReceiveError, CURLcode.CURLE_RECV_ERROR)]
    [InlineData(CurlErrorCode.PeerFailedVerification, CURLcode.CURLE_PEER_FAILED_VERIFICATION)]
    [InlineData(CurlErrorCode.BadCaFile, CURLcode.CURLE_SSL_CACERT_BADFILE)]
    [InlineData(CurlErrorCode.ProxyHandshakeFailed, CURLcode.CURLE_PROXY)]
    public void Code_WrittenOut_IsTheOneOfC(CurlErrorCode code, CURLcode c) => Assert.Equal((int)c, (int)code);

    [Theory]
    [InlineData(CURLMcode.CURLM_OUT_OF_MEMORY, CurlErrorCode.OutOfMemory)]
    [InlineData(CURLMcode.CURLM_UNKNOWN_OPTION, CurlErrorCode.UnknownOption)]
    [InlineData(CURLMcode.CURLM_ABORTED_BY_CALLBACK, CurlErrorCode.AbortedByCallback)]
    [InlineData(CURLMcode.CURLM_UNRECOVERABLE_POLL, CurlErrorCode.UnrecoverablePoll)]
    [InlineData(CURLMcode.CURLM_BAD_HANDLE, CurlErrorCode.BadFunctionArgument)]
    public void MultiCode_InAnException_IsTheCodeThatSaysTheSame(CURLMcode code, CurlErrorCode expected)
    {
        CurlException e = Assert.IsType<CurlException>(CurlErrors.Make(code, "curl_multi_x"));
        Assert.Equal(expected, e.Code);
        Assert.Contains(code.ToString(), e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(int Number, string Name)> Values(Type type) =>
        Enum.GetNames(type).Select(name => (Convert.ToInt32(Enum.Parse(type, name), null), name));

    private static bool IsPlaceholder(string name) =>
        name.Contains("_OBSOLETE", StringComparison.Ordinal) || name.EndsWith("_LAST", StringComparison.Ordinal);
}
