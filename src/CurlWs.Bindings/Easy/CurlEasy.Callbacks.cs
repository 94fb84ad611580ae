using System;
using System.Collections.Generic;
using System.IO;

using CurlWs.Interop;

namespace CurlWs;

// Callbacks that libcurl calls during a transfer. They run on the thread that drives it, inside the call: the one that called Perform,
// or the poller's. What a callback throws ends the transfer and comes out of Perform, PerformAsync or ConnectAsync of this object.
public sealed unsafe partial class CurlEasy
{
    private readonly Dictionary<CURLoption, Delegate> _handlers = [];

    /// <summary>
    /// Takes the body, or the payload of a WebSocket transfer's frames, for which <see cref="Meta"/> is good inside. Null, the default: it
    /// goes to standard output. <see href="https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html">CURLOPT_WRITEFUNCTION(3)</see>, since
    /// libcurl 7.1.
    /// </summary>
    public CurlWriteCallback? WriteCallback
    {
        get => Handler<CurlWriteCallback>(CURLoption.CURLOPT_WRITEFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_WRITEFUNCTION,
            value,
            value is null ? null : new curl_write_callback((buffer, size, count, _) => Write(value, buffer, size * count)));
    }

    /// <summary>
    /// Supplies the body of an upload, or the payload of a WebSocket transfer's frames. Null, the default: it comes from standard input.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_READFUNCTION.html">CURLOPT_READFUNCTION(3)</see>, since libcurl 7.1.
    /// </summary>
    public CurlReadCallback? ReadCallback
    {
        get => Handler<CurlReadCallback>(CURLoption.CURLOPT_READFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_READFUNCTION,
            value,
            value is null ? null : new curl_read_callback((buffer, size, count, _) => Read(value, buffer, size * count)));
    }

    /// <summary>
    /// Takes the answer's head, line by line. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_HEADERFUNCTION.html">CURLOPT_HEADERFUNCTION(3)</see>, since libcurl 7.7.2.
    /// </summary>
    public CurlHeaderCallback? HeaderCallback
    {
        get => Handler<CurlHeaderCallback>(CURLoption.CURLOPT_HEADERFUNCTION);
        set => SetHandler(
            CURLoption.CURLOPT_HEADERFUNCTION,
            value,
            value is null ? null : new curl_write_callback((buffer, size, count, _) => Header(value, buffer, size * count)));
    }

    /// <summary>
    /// Seeks in the data to send, when it must be sent again: position and origin. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html">CURLOPT_SEEKFUNCTION(3)</see>, since libcurl 7.18.0.
    /// </summary>
    public Func<long, SeekOrigin, CurlSeekResult>? SeekCallback
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
    /// <see cref="CurlErrorCode.AbortedByCallback"/>. Default null.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>, since libcurl 7.32.0.
    /// </summary>
    public Func<CurlProgress, bool>? ProgressCallback
    {
        get => Handler<Func<CurlProgress, bool>>(CURLoption.CURLOPT_XFERINFOFUNCTION);
        set
        {
            // Nothing to take away: what a borrowed handle's owner has set stays.
            if (value is null && ProgressCallback is null)
            {
                return;
            }

            SetHandler(
                CURLoption.CURLOPT_XFERINFOFUNCTION,
                value,
                value is null ? null : new curl_xferinfo_callback((_, total, now, uploadTotal, uploadNow) => Guarded(
                    () => value(new CurlProgress(total, now, uploadTotal, uploadNow)) ? 0 : 1, 1)));
            CheckOption(
                LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_NOPROGRESS, value is null ? 1L : 0L), CURLoption.CURLOPT_NOPROGRESS);
        }
    }

    /// <summary>
    /// Receives what libcurl does, sends and receives, secrets included. Default null. What this callback throws comes out when the
    /// transfer has ended. <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>, since libcurl
    /// 7.9.6.
    /// </summary>
    public CurlTraceCallback? TraceCallback
    {
        get => Handler<CurlTraceCallback>(CURLoption.CURLOPT_DEBUGFUNCTION);
        set
        {
            // Nothing to take away: what a borrowed handle's owner has set stays.
            if (value is null && TraceCallback is null)
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

    /// <summary>After a reset: libcurl has forgotten them.</summary>
    private void ForgetHandlers() => _handlers.Clear();

    /// <summary>A duplicate's handlers must fail the duplicate: they are set anew there.</summary>
    private void CopyHandlersTo(CurlEasy other)
    {
        other.WriteCallback = WriteCallback ?? other.WriteCallback;
        other.ReadCallback = ReadCallback ?? other.ReadCallback;
        other.HeaderCallback = HeaderCallback ?? other.HeaderCallback;
        other.SeekCallback = SeekCallback ?? other.SeekCallback;
        other.ProgressCallback = ProgressCallback ?? other.ProgressCallback;
        other.TraceCallback = TraceCallback ?? other.TraceCallback;
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

    private nuint Write(CurlWriteCallback handler, byte* buffer, nuint size)
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

    private nuint Read(CurlReadCallback handler, byte* buffer, nuint size)
    {
        try
        {
            CurlReadResult result = handler(new Span<byte>(buffer, checked((int)size)));
            return result.Code <= (long)size || result == CurlReadResult.Abort || result == CurlReadResult.Pause
                ? (nuint)result.Code
                : throw new InvalidOperationException($"The read callback was given {size} bytes of room and says it wrote {result.Code}.");
        }
        catch (Exception e)
        {
            FailFromCallback(e);
            return LibCurl.CURL_READFUNC_ABORT;
        }
    }

    private nuint Header(CurlHeaderCallback handler, byte* buffer, nuint size)
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

    private int Trace(CurlTraceCallback handler, curl_infotype kind, byte* data, nuint size)
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
