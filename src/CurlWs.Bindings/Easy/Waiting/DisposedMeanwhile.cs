using System;

namespace CurlWs;

/// <summary>
/// What whoever waits is told when the object was disposed meanwhile. The exceptions bear the names of the public types, which nothing in
/// this room refers to: all of it serves <c>CurlEasy</c> and <c>CurlMulti</c>, and knows neither.
/// </summary>
internal static class DisposedMeanwhile
{
    /// <summary>Of a wait for the connection's socket.</summary>
    internal static void ThrowIf(bool gone)
    {
        if (gone)
        {
            throw Handle();
        }
    }

    /// <summary>Of a wait for the connection's socket.</summary>
    internal static ObjectDisposedException Handle() => new("CurlWs.CurlEasy");

    /// <summary>Of a transfer, before libcurl had it.</summary>
    internal static ObjectDisposedException BeforeTransfer() => new("CurlEasy");

    /// <summary>Of a transfer.</summary>
    internal static ObjectDisposedException DuringTransfer() =>
        new("CurlEasy", "The handle was disposed while the transfer was under way.");

    /// <summary>Of all transfers of a multi handle.</summary>
    internal static ObjectDisposedException Multi() => new("CurlMulti", "The CurlMulti was disposed while the transfer was under way.");
}
