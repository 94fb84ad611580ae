using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// Many transfers at once, of any protocol: driven by hand (<see cref="Perform"/>, <see cref="Poll"/>, or <c>HandleSocket</c> with
/// callbacks), or by <see cref="PerformAsync"/>, which needs no thread of the caller's.
/// </summary>
/// <remarks>
/// Thread rule: one thread at a time in the multi handle and all handles added to it; <see cref="WakeUp"/> and <see cref="PerformAsync"/>
/// may be called from any thread. While <see cref="PerformAsync"/> has transfers under way it drives the multi handle itself, and driving
/// it by hand throws <see cref="InvalidOperationException"/>. See
/// <see href="https://curl.se/libcurl/c/libcurl-multi.html">libcurl-multi(3)</see>.
/// </remarks>
public sealed unsafe partial class CurlMulti : IDisposable
{
    private readonly MultiDriver _driver;

    // Which object a handle was added as: an event of libcurl names the native handle alone.
    private readonly ConditionalWeakTable<CURL, CurlEasy> _added = [];

    /// <summary>Makes a multi handle.</summary>
    /// <exception cref="CurlException">libcurl could not make one.</exception>
    public CurlMulti()
    {
        CurlLibrary.EnsureInitialized();
        Handle = LibCurl.curl_multi_init() ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_multi_init");
        _driver = new MultiDriver(Handle);
    }

    /// <summary>The handle, for calls under C's names (<see cref="LibCurl"/>).</summary>
    public CURLM Handle { get; }

    /// <summary>
    /// Performs a transfer. It shares this object's connections and runs beside any number of others; no thread is blocked.
    /// </summary>
    /// <param name="easy">The transfer. It is added here, and removed when the task ends.</param>
    /// <param name="cancellationToken">Ends the transfer at once; its connection is closed.</param>
    /// <exception cref="CurlException">The transfer failed. What a callback threw comes as it is.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="InvalidOperationException">The handle is in use, or is to hold a connection afterwards.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, also while the transfer was under way.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older than 8.8: drive the handle by hand.</exception>
    public Task PerformAsync(CurlEasy easy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(easy);
        ObjectDisposedException.ThrowIf(Handle.WasClosed, this);
        easy.PrepareForMulti();
        if (easy.Options.ConnectOnly == CurlConnectOnly.Connection)
        {
            throw new InvalidOperationException(
                "The connection of CurlConnectOnly.Connection would be closed when the handle is removed, at the end of the task. "
                + "Use Perform, or Add and keep it there.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        _added.AddOrUpdate(easy.Handle, easy);
        Transfer transfer = new(easy.Handle, easy, staysAdded: false, Timeout.InfiniteTimeSpan, cancellationToken);
        _driver.Add(transfer);
        return transfer.Task;
    }

    /// <summary>
    /// Adds a handle, to be driven by hand.
    /// <see href="https://curl.se/libcurl/c/curl_multi_add_handle.html">curl_multi_add_handle(3)</see>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handle is in a multi handle, or holds a WebSocket connection.</exception>
    public void Add(CurlEasy easy)
    {
        ArgumentNullException.ThrowIfNull(easy);
        GuardManual();
        easy.PrepareForMulti();
        CurlErrors.Check(LibCurl.curl_multi_add_handle(Handle, easy.Handle), "curl_multi_add_handle");
        _added.AddOrUpdate(easy.Handle, easy);
    }

    /// <summary>
    /// Removes a handle. <see href="https://curl.se/libcurl/c/curl_multi_remove_handle.html">curl_multi_remove_handle(3)</see>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handle holds a WebSocket connection that was made in this multi handle: removing it
    /// would close the connection. Dispose the handle instead.</exception>
    public void Remove(CurlEasy easy)
    {
        ArgumentNullException.ThrowIfNull(easy);
        GuardManual();
        if (easy.IsConnected)
        {
            throw new InvalidOperationException(
                "This handle holds a WebSocket connection that was made in this multi handle, and would lose it by removal. "
                + "Dispose the handle instead.");
        }

        CurlErrors.Check(LibCurl.curl_multi_remove_handle(Handle, easy.Handle), "curl_multi_remove_handle");
        _added.Remove(easy.Handle);
    }

    /// <summary>
    /// Does what is ready without blocking. <see href="https://curl.se/libcurl/c/curl_multi_perform.html">curl_multi_perform(3)</see>.
    /// </summary>
    /// <returns>How many transfers are still running.</returns>
    public int Perform()
    {
        GuardManual();
        CurlErrors.Check(LibCurl.curl_multi_perform(Handle, out int running), "curl_multi_perform");
        return running;
    }

    /// <summary>
    /// Blocks until something is ready, <see cref="WakeUp"/>, or the time is up.
    /// <see href="https://curl.se/libcurl/c/curl_multi_poll.html">curl_multi_poll(3)</see>.
    /// </summary>
    /// <param name="timeout">How long at most; libcurl may wait less for timers of its own.</param>
    /// <returns>How many sockets are ready.</returns>
    public int Poll(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout.TotalMilliseconds, int.MaxValue, nameof(timeout));
        GuardManual();
        CurlErrors.Check(LibCurl.curl_multi_poll(Handle, [], (int)timeout.TotalMilliseconds, out int ready), "curl_multi_poll");
        return ready;
    }

    /// <summary>
    /// Ends a <see cref="Poll"/>, now or the next one. From any thread.
    /// <see href="https://curl.se/libcurl/c/curl_multi_wakeup.html">curl_multi_wakeup(3)</see>.
    /// </summary>
    public void WakeUp() => CurlErrors.Check(LibCurl.curl_multi_wakeup(Handle), "curl_multi_wakeup");

    /// <summary>
    /// The next transfer that has ended. <see href="https://curl.se/libcurl/c/curl_multi_info_read.html">curl_multi_info_read(3)</see>.
    /// </summary>
    /// <param name="easy">The object that was added. The message of a handle that was added under C's names is passed over: read
    /// those by <c>curl_multi_info_read</c> alone.</param>
    /// <param name="failure">Why it failed; null if it did not.</param>
    /// <returns>False when no more have ended.</returns>
    public bool TryReadEnded([NotNullWhen(true)] out CurlEasy? easy, out CurlException? failure)
    {
        GuardManual();
        CURLMsg* message;
        while ((message = LibCurl.curl_multi_info_read(Handle, out _)) != null)
        {
            if (message->msg == CURLMSG.CURLMSG_DONE && Added(message->easy_handle) is { } ended)
            {
                CURLcode code = message->data.result;
                easy = ended;
                failure = code == CURLcode.CURLE_OK ? null : CurlErrors.OfTransfer(code, ended.Handle.ErrorText);
                return true;
            }
        }

        (easy, failure) = (null, null);
        return false;
    }

    /// <summary>
    /// Frees the multi handle, after removing what is still in it. Transfers of <see cref="PerformAsync"/> that are under way end with
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (!Handle.WasClosed)
        {
            _driver.Stop();
            Handle.Dispose();
        }
    }

    private CurlEasy? Added(CURL? handle) => handle is not null && _added.TryGetValue(handle, out CurlEasy? easy) ? easy : null;

    private void GuardManual()
    {
        ObjectDisposedException.ThrowIf(Handle.WasClosed, this);
        if (_driver.IsRunning)
        {
            throw new InvalidOperationException(
                "PerformAsync has transfers under way in this multi handle and drives it. Await them first.");
        }
    }
}
