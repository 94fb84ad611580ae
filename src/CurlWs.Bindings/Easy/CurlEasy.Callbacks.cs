using System;
using System.Collections.Generic;
using System.IO;

using CurlWs.Interop;

namespace CurlWs;

// Handlers that libcurl calls during a transfer. They run on the thread that drives it, inside the call: the one that called Perform,
// or the poller's. What a handler throws ends the transfer and comes out of Perform, PerformAsync or ConnectAsync of this object.
public sealed unsafe partial class CurlEasy
{
    private readonly Dictionary<CURLoption, Delegate> _handlers = [];
    private IProgress<CurlProgress>? _progress;

    /// <summary>
    /// Takes the body, or the payload of a WebSocket transfer's frames, for which <see cref="Meta"/> is good inside. Null, the default: it
    /// goes to standard output. <see href="https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html">CURLOPT_WRITEFUNCTION(3)</see>, since
    /// libcurl 7.1.
    /// </summary>
    public CurlWriteHandler? OnWrite
    {
        get => Handler<CurlWriteHandler>(CURLoption.CURLOPT_WRITEFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_WRITEFUNCTION,
            value,
            value is null ? null : new curl_write_callback((buffer, size, count, _) => Write(value, buffer, size * count)));
    }

    /// <summary>
    /// Supplies the body of an upload, or the payload of a WebSocket transfer's frames. Null, the default: it comes from standard input.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_READFUNCTION.html">CURLOPT_READFUNCTION(3)</see>, since libcurl 7.1.
    /// </summary>
    public CurlReadHandler? OnRead
    {
        get => Handler<CurlReadHandler>(CURLoption.CURLOPT_READFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_READFUNCTION,
            value,
            value is null ? null : new curl_read_callback((buffer, size, count, _) => Read(value, buffer, size * count)));
    }

    /// <summary>
    /// Takes the answer's head, line by line. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HEADERFUNCTION.html">CURLOPT_HEADERFUNCTION(3)</see>, since libcurl 7.7.2.
    /// </summary>
    public CurlHeaderHandler? OnHeader
    {
        get => Handler<CurlHeaderHandler>(CURLoption.CURLOPT_HEADERFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_HEADERFUNCTION,
            value,
            value is null ? null : new curl_write_callback((buffer, size, count, _) => Header(value, buffer, size * count)));
    }

    /// <summary>
    /// Seeks in the data to send, when it must be sent again: position and origin. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html">CURLOPT_SEEKFUNCTION(3)</see>, since libcurl 7.18.0.
    /// </summary>
    public Func<long, SeekOrigin, CurlSeekResult>? OnSeek
    {
        get => Handler<Func<long, SeekOrigin, CurlSeekResult>>(CURLoption.CURLOPT_SEEKFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_SEEKFUNCTION,
            value,
            value is null ? null : new curl_seek_callback(
                (_, offset, origin) => Guarded(() => (int)value(offset, (SeekOrigin)origin), LibCurl.CURL_SEEKFUNC_FAIL)));
    }

    /// <summary>
    /// Receives the progress of the transfer, about once a second and more often while data flows; false ends the transfer with
    /// <c>CURLE_ABORTED_BY_CALLBACK</c>. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>, since libcurl 7.32.0.
    /// </summary>
    public Func<CurlProgress, bool>? OnProgress
    {
        get => Handler<Func<CurlProgress, bool>>(CURLoption.CURLOPT_XFERINFOFUNCTION);
        set => SetProgress(value, _progress);
    }

    /// <summary>
    /// Receives the progress of the transfer, beside <see cref="OnProgress"/>. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>, since libcurl 7.32.0.
    /// </summary>
    public IProgress<CurlProgress>? Progress
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return _progress;
        }

        set => SetProgress(OnProgress, value);
    }

    /// <summary>
    /// Receives what libcurl does, sends and receives, secrets included. Default null. What this callback throws comes out when the
    /// transfer has ended. <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>, since libcurl
    /// 7.9.6.
    /// </summary>
    public CurlTraceHandler? OnTrace
    {
        get => Handler<CurlTraceHandler>(CURLoption.CURLOPT_DEBUGFUNCTION);
        set
        {
            // Nothing to take away: what a borrowed handle's owner has set stays.
            if (value is null && OnTrace is null)
            {
                return;
            }

            SetHandler(
                CURLoption.CURLOPT_DEBUGFUNCTION,
                value,
                value is null ? null : new curl_debug_callback((_, kind, data, size, _) => Trace(value, kind, data, size)));
            CheckOption(
                LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_VERBOSE, value is not null || Options.Verbose == true ? 1L : 0L),
                CURLoption.CURLOPT_VERBOSE);
        }
    }

    /// <summary>Writes the body to a stream: sets <see cref="OnWrite"/>. The stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    public void OutputTo(Stream stream)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentNullException.ThrowIfNull(stream);
        OnWrite = data =>
        {
            stream.Write(data);
            return CurlWriteResult.Continue;
        };
    }

    /// <summary>After a reset: libcurl has forgotten them.</summary>
    private void ForgetHandlers()
    {
        _handlers.Clear();
        _progress = null;
    }

    /// <summary>A duplicate's handlers must fail the duplicate: they are set anew there.</summary>
    private void CopyHandlersTo(CurlEasy other)
    {
        other.OnWrite = OnWrite ?? other.OnWrite;
        other.OnRead = OnRead ?? other.OnRead;
        other.OnHeader = OnHeader ?? other.OnHeader;
        other.OnSeek = OnSeek ?? other.OnSeek;
        if (OnProgress is not null || Progress is not null)
        {
            other.SetProgress(OnProgress, Progress);
        }

        other.OnTrace = OnTrace ?? other.OnTrace;
        CopyConnectionHandlersTo(other);
    }

    private T? Handler<T>(CURLoption option)
        where T : Delegate
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return (T?)_handlers.GetValueOrDefault(option);
    }

    private void SetHandler(CURLoption option, Delegate? handler, Delegate? callback)
    {
        // Nothing to take away: what a borrowed handle's owner has set stays.
        if (handler is null && !_handlers.ContainsKey(option))
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return;
        }

        CheckOption(LibCurl.curl_easy_setopt(Handle, option, (object?)callback), option);
        if (handler is null)
        {
            _handlers.Remove(option);
            if (option == CURLoption.CURLOPT_OPENSOCKETFUNCTION && !IsBorrowed)
            {
                ClosedOnExec.Apply(Handle);
            }
        }
        else
        {
            _handlers[option] = handler;
        }
    }

    private void SetProgress(Func<CurlProgress, bool>? handler, IProgress<CurlProgress>? progress)
    {
        bool any = handler is not null || progress is not null;
        if (!any && OnProgress is null && Progress is null)
        {
            return;
        }

        CURLoption option = CURLoption.CURLOPT_XFERINFOFUNCTION;
        curl_xferinfo_callback? callback = any
            ? (_, total, now, uploadTotal, uploadNow) => Guarded(
                () =>
                {
                    CurlProgress state = new(total, now, uploadTotal, uploadNow);
                    progress?.Report(state);
                    return handler?.Invoke(state) ?? true ? 0 : 1;
                },
                1)
            : null;
        CheckOption(LibCurl.curl_easy_setopt(Handle, option, (object?)callback), option);
        CheckOption(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_NOPROGRESS, any ? 0L : 1L), CURLoption.CURLOPT_NOPROGRESS);
        _progress = progress;
        if (handler is null)
        {
            _handlers.Remove(option);
        }
        else
        {
            _handlers[option] = handler;
        }
    }

    private nuint Write(CurlWriteHandler handler, byte* buffer, nuint size)
    {
        try
        {
            return handler(new ReadOnlySpan<byte>(buffer, checked((int)size))) switch
            {
                CurlWriteResult.Continue => size,
                CurlWriteResult.Pause => (nuint)LibCurl.CURL_WRITEFUNC_PAUSE,
                _ => LibCurl.CURL_WRITEFUNC_ERROR,
            };
        }
        catch (Exception e)
        {
            FailFromCallback(e);
            return LibCurl.CURL_WRITEFUNC_ERROR;
        }
    }

    private nuint Read(CurlReadHandler handler, byte* buffer, nuint size)
    {
        try
        {
            CurlReadResult result = handler(new Span<byte>(buffer, checked((int)size)));
            return result.Code <= (long)size || result == CurlReadResult.Abort || result == CurlReadResult.Pause
                ? (nuint)result.Code
                : throw new InvalidOperationException($"The read handler was given {size} bytes of room and says it wrote {result.Code}.");
        }
        catch (Exception e)
        {
            FailFromCallback(e);
            return LibCurl.CURL_READFUNC_ABORT;
        }
    }

    private nuint Header(CurlHeaderHandler handler, byte* buffer, nuint size)
    {
        try
        {
            return handler(new ReadOnlySpan<byte>(buffer, checked((int)size))) ? size : LibCurl.CURL_WRITEFUNC_ERROR;
        }
        catch (Exception e)
        {
            FailFromCallback(e);
            return LibCurl.CURL_WRITEFUNC_ERROR;
        }
    }

    private int Trace(CurlTraceHandler handler, curl_infotype kind, byte* data, nuint size)
    {
        try
        {
            handler((CurlTraceKind)kind, new ReadOnlySpan<byte>(data, checked((int)size)));
        }
        catch (Exception e)
        {
            FailFromCallback(e);
        }

        return 0;
    }

    private T Guarded<T>(Func<T> handler, T abort)
    {
        try
        {
            return handler();
        }
        catch (Exception e)
        {
            FailFromCallback(e);
            return abort;
        }
    }
}
