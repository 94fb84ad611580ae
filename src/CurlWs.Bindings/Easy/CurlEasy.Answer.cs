using System;

using CurlWs.Interop;

namespace CurlWs;

// The answer to an upgrade: which one it is, and whether it leaves a connection.
public sealed partial class CurlEasy
{
    // Of the last ConnectAsync, where it had several answers.
    private AnswerBounds? _answers;

    /// <summary>
    /// Whether the last <see cref="ConnectAsync"/> failed because of a whole 101 after which libcurl has closed the connection.
    /// </summary>
    internal bool ClosedAfterUpgrade { get; private set; }

    /// <summary>
    /// libcurl reports success also where the server closed the connection instead of answering or in the middle of its answer, and where
    /// an answer made libcurl itself close it.
    /// </summary>
    /// <returns>The connection's descriptor.</returns>
    private curl_socket_t CheckAnswered(AnswerBounds? answers)
    {
        if (LibCurl.curl_easy_getinfo(Handle, LibCurl.CURLINFO_RESPONSE_CODE, out long status) != CURLcode.CURLE_OK || status != 101
            || answers is { IsComplete: false })
        {
            throw CurlErrors.Make(
                CURLcode.CURLE_GOT_NOTHING, "curl_easy_perform", "the server closed the connection before it had answered the upgrade");
        }

        curl_socket_t socket = SocketOrNone();
        if (socket == LibCurl.CURL_SOCKET_BAD)
        {
            ClosedAfterUpgrade = true;
            throw CurlErrors.Make(
                CURLcode.CURLE_WEIRD_SERVER_REPLY, "curl_easy_perform", $"{WhyClosed()}, so the connection is closed after the upgrade");
        }

        return socket;
    }

    private string WhyClosed()
    {
        foreach (CurlHeader field in AllHeaders())
        {
            if (field.Origin != CurlHeaderOrigin.Connect && field.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
                && field.Value.Contains("close", StringComparison.OrdinalIgnoreCase))
            {
                return "the server's answer says Connection: close";
            }
        }

        return "an answer of the server (HTTP/1.0, or with a field such as Proxy-Connection: close) is the last one of its connection to "
            + "libcurl";
    }

    /// <summary>Puts a header function before the app's that notes where answers begin.</summary>
    /// <returns>What was put there, for <see cref="StopWatching"/>; null where the app's function is not known and must be left
    /// alone.</returns>
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
            ReadOnlySpan<byte> line = new(buffer, checked((int)(size * count)));
            if (AnswerBounds.StatusOf(line) is { } status)
            {
                if (answers.AreTooMany)
                {
                    FailFromCallback(CurlErrors.Make(
                        CURLcode.CURLE_TOO_LARGE,
                        "curl_easy_perform",
                        $"the server sent more than {AnswerBounds.Most} answers and no 101"));
                    return 0;
                }

                answers.Begin(CountHeaders(), status);
            }
            else
            {
                answers.Continue(line);
            }

            return apps is null ? size * count : apps(buffer, size, count, data);
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
