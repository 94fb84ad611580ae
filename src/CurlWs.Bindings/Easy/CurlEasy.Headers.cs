using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// What the server, and proxies before it, answered.
public sealed partial class CurlEasy
{
    // Of the last ConnectAsync, where it had several answers.
    private AnswerBounds? _answers;

    /// <summary>
    /// The response headers of the last transfer or upgrade, copied anew each time; those of a 101 and of a refused upgrade as well.
    /// <see href="https://curl.se/libcurl/c/curl_easy_nextheader.html">curl_easy_nextheader(3)</see>, since libcurl 7.84.
    /// </summary>
    /// <remarks>
    /// After <see cref="ConnectAsync"/> they are those of the server's last answer, and of the proxy's last answer to CONNECT: interim answers
    /// (103 Early Hints) are seen by <see cref="OnHeader"/>. After any other transfer, on a handle that something else made, and where a header
    /// function was set as a C function pointer, libcurl alone keeps them: those of all interim answers are together, as are those of CONNECT.
    /// </remarks>
    public CurlHeaders Headers
    {
        get
        {
            List<CurlHeader> headers = AllHeaders();
            if (_answers is { } answers)
            {
                bool tunnelled = Info.HttpConnectCode != 0;
                int index = 0;
                headers.RemoveAll(header => !answers.IsOfLastAnswer(index++, header.Origin, tunnelled));
            }

            return new CurlHeaders(headers);
        }
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

    /// <summary>Puts a header function before the app's that notes where answers begin.</summary>
    /// <returns>What was put there, for <see cref="StopWatching"/>; null where the app's function is not known and must be left alone.</returns>
    private unsafe AnswerWatch? WatchAnswers()
    {
        Delegate? known = Handle.Function(CURLoption.CURLOPT_HEADERFUNCTION);
        if (!Handle.KnowsHeaderFunction || (known is null && Handle.Data(CURLoption.CURLOPT_HEADERDATA) is not null))
        {
            return null;
        }

        curl_write_callback? apps = (curl_write_callback?)known;
        AnswerBounds answers = new();
        curl_write_callback ours = (buffer, size, count, data) =>
        {
            nuint length = size * count;
            if (AnswerBounds.StatusOf(new ReadOnlySpan<byte>(buffer, checked((int)length))) is { } status)
            {
                answers.Begin(CountHeaders(), status);
            }

            return apps is null ? length : apps(buffer, size, count, data);
        };
        CheckOption(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_HEADERFUNCTION, ours), CURLoption.CURLOPT_HEADERFUNCTION);
        return new AnswerWatch(ours, apps, answers);
    }

    /// <summary>Gives the app its header function back, unless it has set another one meanwhile or the handle is gone.</summary>
    private void StopWatching(AnswerWatch? watch)
    {
        if (watch is null)
        {
            return;
        }

        _answers = watch.Answers.AreSeveral ? watch.Answers : null;
        try
        {
            if (ReferenceEquals(Handle.Function(CURLoption.CURLOPT_HEADERFUNCTION), watch.Ours))
            {
                LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_HEADERFUNCTION, watch.Apps);
            }
        }
        catch (ObjectDisposedException)
        {
            // Disposed while it connected: nothing is left to give back.
        }
    }

    private unsafe int CountHeaders()
    {
        int count = 0;
        curl_header* header = null;
        while ((header = LibCurl.curl_easy_nextheader(Handle, (uint)CurlHeaderOrigin.Any, -1, header)) != null)
        {
            count++;
        }

        return count;
    }

    private sealed record AnswerWatch(curl_write_callback Ours, curl_write_callback? Apps, AnswerBounds Answers);
}
