using System;
using System.Runtime.ExceptionServices;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Codes to exceptions: the only place that makes one.</summary>
internal static class CurlErrors
{
    /// <summary>Throws unless the code is <c>CURLE_OK</c>.</summary>
    /// <param name="code">What libcurl answered.</param>
    /// <param name="operation">The C function's name.</param>
    /// <param name="detail">libcurl's own text about this failure, where it has one.</param>
    internal static void Check(CURLcode code, string operation, string? detail = null)
    {
        if (code != CURLcode.CURLE_OK)
        {
            throw Make(code, operation, detail);
        }
    }

    /// <summary>Throws unless the code is <c>CURLM_OK</c>.</summary>
    internal static void Check(CURLMcode code, string operation)
    {
        if (code != CURLMcode.CURLM_OK)
        {
            throw Make(code, operation);
        }
    }

    /// <summary>Throws unless the code is <c>CURLSHE_OK</c>.</summary>
    internal static void Check(CURLSHcode code, string operation)
    {
        if (code != CURLSHcode.CURLSHE_OK)
        {
            throw new CurlException(
                code switch
                {
                    CURLSHcode.CURLSHE_NOMEM => CURLcode.CURLE_OUT_OF_MEMORY,
                    CURLSHcode.CURLSHE_NOT_BUILT_IN => CURLcode.CURLE_NOT_BUILT_IN,
                    _ => CURLcode.CURLE_BAD_FUNCTION_ARGUMENT,
                },
                operation,
                $"{operation} failed: {LibCurl.curl_share_strerror(code)} ({code}).");
        }
    }

    internal static Exception Make(CURLcode code, string operation, string? detail = null) => code switch
    {
        CURLcode.CURLE_RECURSIVE_API_CALL => Busy(operation),
        _ => New(code, operation, detail),
    };

    /// <summary>How a transfer ended that failed.</summary>
    internal static CurlException OfTransfer(CURLcode code, string? detail) => New(code, "curl_easy_perform", detail);

    private static CurlException New(CURLcode code, string operation, string? detail)
    {
        detail = detail is null ? null : SafeText.OfLibcurl(detail);
        return new(code, operation, Message(code, operation, detail), detail);
    }

    /// <summary>A failure in two parts for an exception around it: the words for its message, and what is left to be inside.</summary>
    /// <remarks>What somebody else has made is told by its type, and stays as it is.</remarks>
    internal static (string Words, CurlException Inside) Split(CurlException failure)
    {
        (CURLcode code, string operation) = ((CURLcode)failure.Code, failure.Operation);
        bool isOurs = failure.Message == Message(code, operation, failure.Detail);
        if (!isOurs)
        {
            return ($"see the {nameof(CurlException)} inside.", failure);
        }

        CurlException inside = new(code, operation, $"{operation} failed with {code} ({(int)code}).", failure.Detail);
        return ($"{Text(code, failure.Detail)}.", failure.StackTrace is { } trace
            ? (CurlException)ExceptionDispatchInfo.SetRemoteStackTrace(inside, trace) : inside);
    }

    private static string Message(CURLcode code, string operation, string? detail) =>
        $"{operation} failed: {Text(code, detail)} ({code}, {(int)code}).";

    internal static Exception Make(CURLMcode code, string operation) => code == CURLMcode.CURLM_RECURSIVE_API_CALL
        ? Busy(operation)
        : new CurlException(
            code switch
            {
                CURLMcode.CURLM_OUT_OF_MEMORY => CURLcode.CURLE_OUT_OF_MEMORY,
                CURLMcode.CURLM_UNKNOWN_OPTION => CURLcode.CURLE_UNKNOWN_OPTION,
                CURLMcode.CURLM_ABORTED_BY_CALLBACK => CURLcode.CURLE_ABORTED_BY_CALLBACK,
                CURLMcode.CURLM_UNRECOVERABLE_POLL => CURLcode.CURLE_UNRECOVERABLE_POLL,
                _ => CURLcode.CURLE_BAD_FUNCTION_ARGUMENT,
            },
            operation,
            $"{operation} failed: {LibCurl.curl_multi_strerror(code)} ({code}).");

    private static string Text(CURLcode code, string? detail)
    {
        string text = LibCurl.curl_easy_strerror(code);
        return string.IsNullOrEmpty(detail) || detail == text ? text : $"{text}: {detail}";
    }

    private static InvalidOperationException Busy(string operation) => new(
        $"{operation} was refused: a call on this handle is running, on another thread or around this callback. One thread at a time "
        + "may use a handle and the multi handle that it is in.");
}
