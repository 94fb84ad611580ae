using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// What the server, and proxies before it, answered.
public sealed partial class CurlEasy
{
    /// <summary>
    /// Copies the response headers of the last transfer or upgrade; those of a 101 and of a refused upgrade as well.
    /// <see href="https://curl.se/libcurl/c/curl_easy_nextheader.html">curl_easy_nextheader(3)</see>, since libcurl 7.84.
    /// </summary>
    /// <remarks>
    /// After <see cref="ConnectAsync"/> they are those of the server's last answer, and of the proxy's last answer to CONNECT: interim
    /// answers (103 Early Hints) are seen by <see cref="HeaderCallback"/>. After any other transfer, on a handle that something else made,
    /// and where a header function was set as a C function pointer, libcurl alone keeps them: those of all interim answers are together, as
    /// are those of CONNECT.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public CurlHeaders GetHeaders()
    {
        List<CurlHeader> headers = AllHeaders();
        if (_answers is { } answers)
        {
            bool tunnelled = GetInfo(CurlInfos.ProxyStatusCode) != 0;
            int index = 0;
            headers.RemoveAll(header => !answers.IsOfLastAnswer(index++, header.Origin, tunnelled));
        }

        return new CurlHeaders(headers);
    }

    private unsafe List<CurlHeader> AllHeaders()
    {
        List<CurlHeader> headers = [];
        for (int request = 0; HasRequest(request); request++)
        {
            curl_header* header = null;
            while ((header = LibCurl.curl_easy_nextheader(Handle, (uint)CurlHeaderOrigin.Any, request, header)) != null)
            {
                headers.Add(new CurlHeader(
                    Utf8.Text(header->name) ?? string.Empty,
                    Utf8.Text(header->value) ?? string.Empty,
                    (CurlHeaderOrigin)header->origin & CurlHeaderOrigin.Any,
                    request));
            }
        }

        return headers;
    }

    // Any name will do: without headers, or beyond the last request, the code says so before the name is looked for.
    private bool HasRequest(int request) =>
        LibCurl.curl_easy_header(Handle, "x", 0, (uint)CurlHeaderOrigin.Any, request, out _)
            is CURLHcode.CURLHE_OK or CURLHcode.CURLHE_MISSING or CURLHcode.CURLHE_BADINDEX;
}
