using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>A call to libcurl failed: with which code, in which operation, and what libcurl said about it.</summary>
public sealed class CurlException : Exception
{
    /// <summary>Makes an exception without a code of libcurl.</summary>
    public CurlException()
        : this("A call to libcurl failed.")
    {
    }

    /// <summary>Makes an exception without a code of libcurl.</summary>
    public CurlException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a code of libcurl.</summary>
    public CurlException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal CurlException(CURLcode code, string operation, string message, string? detail = null)
        : base(message)
    {
        Code = (CurlErrorCode)code;
        Detail = detail ?? string.Empty;
        Operation = operation;
        HResult = (int)code;
    }

    /// <summary>
    /// libcurl's code; <see cref="CurlErrorCode.None"/> where the failure was not libcurl's. A failure of a multi or share handle has the
    /// code that says the same, and its own one in the message.
    /// <see href="https://curl.se/libcurl/c/libcurl-errors.html">libcurl-errors(3)</see>.
    /// </summary>
    public CurlErrorCode Code { get; }

    /// <summary>
    /// libcurl's own text about this failure, from its error buffer; empty where it gave none. Without users, passwords and queries of
    /// addresses; what a server said in it is escaped where it would not print.
    /// </summary>
    public string Detail { get; } = string.Empty;

    /// <summary>Operation that failed: the C function's name.</summary>
    public string Operation { get; } = string.Empty;
}
