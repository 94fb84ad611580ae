using System;
using System.IO;
using System.Threading;

namespace CurlWs.Interop;

/// <summary>
/// What libcurl does where no function is set, with a <see cref="Stream"/> for C's <c>FILE *</c>: null is standard output or input. Any
/// other object fails the transfer when it would be used.
/// </summary>
internal static unsafe class StandardStreams
{
    // Nothing is buffered on the way: C's buffer would come after everything that Console writes, or never.
    // Opening takes a descriptor: a failure is not remembered.
    private static readonly Lazy<Stream> s_output = new(Console.OpenStandardOutput, LazyThreadSafetyMode.PublicationOnly);
    private static readonly Lazy<Stream> s_input = new(Console.OpenStandardInput, LazyThreadSafetyMode.PublicationOnly);

    internal static readonly curl_write_callback Write = WriteTo;

    internal static readonly curl_read_callback Read = ReadFrom;

    internal static int Seek(object? instream, long offset, int origin)
    {
        // libcurl rewinds a FILE, and does no more with it: for the rest it reads on.
        if (instream is not Stream { CanSeek: true } stream || offset != 0 || origin != (int)SeekOrigin.Begin)
        {
            return LibCurl.CURL_SEEKFUNC_CANTSEEK;
        }

        stream.Position = 0;
        return LibCurl.CURL_SEEKFUNC_OK;
    }

    private static nuint WriteTo(byte* buffer, nuint size, nuint nitems, object? outstream)
    {
        if ((outstream is null ? s_output.Value : outstream as Stream) is not { } stream)
        {
            return LibCurl.CURL_WRITEFUNC_ERROR;
        }

        stream.Write(new ReadOnlySpan<byte>(buffer, checked((int)(size * nitems))));
        return size * nitems;
    }

    private static nuint ReadFrom(byte* buffer, nuint size, nuint nitems, object? instream) =>
        (instream is null ? s_input.Value : instream as Stream) is { } stream
            ? (nuint)stream.Read(new Span<byte>(buffer, checked((int)(size * nitems))))
            : LibCurl.CURL_READFUNC_ABORT;
}
