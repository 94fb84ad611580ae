using System;

using CurlWs.Interop;

namespace CurlWs;

// What a request sends as its body, and so which method it uses. The order in which these are set does not matter.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Whether only the headers are asked for: a HEAD request. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_NOBODY.html">CURLOPT_NOBODY(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? NoBody
    {
        get => Get<bool?>(CURLoption.CURLOPT_NOBODY);
        set => SetMethod(CURLoption.CURLOPT_NOBODY, value);
    }

    /// <summary>
    /// The body of a POST request, which it makes this one; a copy is kept. Default none. For another <c>Content-Type</c> than that of a
    /// web form, set it in <see cref="HttpHeaders"/>.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_POSTFIELDS.html">CURLOPT_POSTFIELDS(3)</see>, since libcurl 7.1.
    /// </summary>
    public ReadOnlyMemory<byte>? PostFields
    {
        get => Get<ReadOnlyMemory<byte>?>(CURLoption.CURLOPT_POSTFIELDS);
        set => SetPostFields(value);
    }

    /// <summary>
    /// Whether it is a POST request, whose body the read callback supplies unless <see cref="PostFields"/> is set. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_POST.html">CURLOPT_POST(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? Post
    {
        get => Get<bool?>(CURLoption.CURLOPT_POST);
        set => SetMethod(CURLoption.CURLOPT_POST, value);
    }

    /// <summary>
    /// Whether the read callback supplies a body: a PUT request, or the frames of a WebSocket transfer. Default no.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_UPLOAD.html">CURLOPT_UPLOAD(3)</see>, since libcurl 7.1.
    /// </summary>
    public bool? Upload
    {
        get => Get<bool?>(CURLoption.CURLOPT_UPLOAD);
        set => SetMethod(CURLoption.CURLOPT_UPLOAD, value);
    }

    /// <summary>
    /// Number of bytes of an upload; -1 (default) where that is not known.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_INFILESIZE_LARGE.html">CURLOPT_INFILESIZE_LARGE(3)</see>, since libcurl 7.11.0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than -1.</exception>
    public long? InFileSize
    {
        get => Get<long?>(CURLoption.CURLOPT_INFILESIZE_LARGE);
        set => SetInRange(CURLoption.CURLOPT_INFILESIZE_LARGE, value, -1, long.MaxValue, fallback: -1);
    }
}
