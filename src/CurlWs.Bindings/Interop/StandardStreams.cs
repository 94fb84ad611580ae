using System;
using System.IO;

namespace CurlWs.Interop;

/// <summary>What libcurl does without callbacks: write to standard output, read from standard input.</summary>
internal static unsafe class StandardStreams
{
    internal static Delegate For(CURLoption option) =>
        option == CURLoption.CURLOPT_WRITEFUNCTION ? new curl_write_callback(Write) : new curl_read_callback(Read);

    private static nuint Write(byte* buffer, nuint size, nuint nitems, object? outstream)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(new ReadOnlySpan<byte>(buffer, checked((int)(size * nitems))));
        return size * nitems;
    }

    private static nuint Read(byte* buffer, nuint size, nuint nitems, object? instream)
    {
        using Stream input = Console.OpenStandardInput();
        return (nuint)input.Read(new Span<byte>(buffer, checked((int)(size * nitems))));
    }
}
