using System;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

// The upgrade to a WebSocket connection.
public sealed partial class CurlEasy
{
    // libcurl's own default for connecting; since 8.17 it has none for the answer to the upgrade, and waits for ever.
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(300);

    // A file that is written anew shows (CachedRoots); one that was given the old time and length again is read after this time.
    private static readonly TimeSpan s_rootsTime = TimeSpan.FromHours(1);

    /// <summary>
    /// Connects and upgrades to a WebSocket connection, without blocking a thread. The URL and everything else come from
    /// <see cref="Options"/>; <c>CURLOPT_CONNECT_ONLY</c> and <c>CURLWS_NOAUTOPONG</c> are set here: pings are the caller's to answer,
    /// because libcurl's own answers are never sent while the caller only reads.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt in any of its phases, at once.</param>
    /// <remarks>
    /// Ends after <see cref="CurlEasyOptions.Timeout"/>, 300 seconds if that is not set: libcurl since 8.17 has no limit of its own here.
    /// Where libcurl is inside a call that does not return, token and limit are seen up to half a second later; the handle then is in use
    /// until that call returns, and is freed no sooner.
    /// </remarks>
    /// <exception cref="CurlException">It failed: <see cref="CurlErrorCode.HttpReturnedError"/> for any answer but 101,
    /// <see cref="CurlErrorCode.OperationTimedOut"/> in time.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="InvalidOperationException">The handle is connected already, is in a multi handle, or its options cannot
    /// work.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl was built without WebSocket support.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => UpgradeAsync(blocks: false, cancellationToken);

    /// <summary>Connects; if it blocks, the task is complete when this returns, and nothing of it ran in the thread pool.</summary>
    internal async Task UpgradeAsync(bool blocks, CancellationToken cancellationToken)
    {
        CachedRoots? roots = LeavesOnlyRoots ? Options.CachedRoots() : null;
        ConnectionMulti.Place place = PrepareConnect(roots, cancellationToken);
        try
        {
            SetUpgradeOptions(place, roots);
            AnswerWatch? watch = WatchAnswers();
            TimeSpan timeout = Options.Timeout ?? s_defaultTimeout;
            timeout = timeout == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : timeout;
            Transfer transfer = new(Handle, this, staysAdded: true, timeout, cancellationToken);
            bool watchesProxy = WatchProxy(transfer);
            try
            {
                place.Multi.Driver.Add(transfer);
                if (blocks)
                {
                    Blocking.Wait(transfer.Task);
                }

                await transfer.Task.ConfigureAwait(false);
            }
            finally
            {
                if (!transfer.IsLeftBehind)
                {
                    StopWatching(watch);
                    StopWatchingProxy(watchesProxy);
                }
            }

            curl_socket_t socket = CheckAnswered(watch?.Answers);
            _isEncrypted = null;
            _waits.Begin(socket, bounded: (Options.FrameHandling & CurlFrameHandling.RawMode) == 0, IsSocketHandled);
            EndConnect();
        }
        finally
        {
            if (!IsConnected)
            {
                AbandonConnect(place);
            }
        }
    }

    /// <summary>The same as <see cref="ConnectAsync"/>, blocking the calling thread.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    public void Connect(CancellationToken cancellationToken = default)
    {
        ThrowIfOnPoller();
        UpgradeAsync(blocks: true, cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>A blocking connect waits for the poller's thread, and so must not be made there.</summary>
    internal static void ThrowIfOnPoller()
    {
        if (CurlPoller.IsThisThread)
        {
            throw new InvalidOperationException(
                "Connect was called in a callback of an asynchronous transfer, on the one thread that makes all connections: it "
                + "would wait for itself.");
        }
    }

    /// <summary>Checks that the handle may be added to a multi handle now.</summary>
    internal void PrepareForMulti()
    {
        GuardTransfer();
        if (IsWebSocketConnect)
        {
            throw new InvalidOperationException(
                "To make a WebSocket connection use ConnectAsync, which keeps the handle where its connection lives.");
        }

        ClearErrorText();
    }

    private bool IsWebSocketConnect => Options.ConnectOnly == CurlConnectOnly.WebSocket;

    private ConnectionMulti.Place PrepareConnect(CachedRoots? roots, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        CurlLibrary.RequireWebSocket();
        if (Options.Uri is { } url && !WebSocketScheme.Is(url.Scheme))
        {
            throw new InvalidOperationException(
                $"A WebSocket connection needs a ws:// or wss:// URL; the scheme here is {url.Scheme}. (libcurl would wait for ever.)");
        }

        if (Options.ForbidReuse == true)
        {
            throw new InvalidOperationException(
                "Options.ForbidReuse (CURLOPT_FORBID_REUSE) breaks the first send on a WebSocket connection. Leave it unset.");
        }

        CurlShare.ThrowIfConnections(Options.Share);
        return BeginConnect(roots);
    }

    private void SetUpgradeOptions(ConnectionMulti.Place place, CachedRoots? roots)
    {
        _configured = true;
        Options.ConnectOnly = CurlConnectOnly.WebSocket;
        Options.FrameHandling |= CurlFrameHandling.NoAutoPong;

        // So that libcurl itself refuses another scheme that a borrowed handle was given: with CONNECT_ONLY = 2 it would hang.
        // Where the URL is known, the owner's list of protocols is left alone.
        if (!IsBorrowed || Options.Uri is null)
        {
            _protocolsChanged = true;
            Check(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_PROTOCOLS_STR, WebSocketScheme.All), "curl_easy_setopt");
        }

        // A canceled name lookup must not wait for the resolver's thread.
        Check(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_QUICK_EXIT, 1L), "curl_easy_setopt");

        if (LeavesOnlyRoots)
        {
            Options.DnsCacheTimeout = TimeSpan.Zero;
            if (roots is not { IsNone: true })
            {
                Options.CaCacheTimeout = roots is null ? TimeSpan.Zero : s_rootsTime;
            }
        }

        place.Sessions = ResumesTls ? TlsSessionLease.Of(Options.TlsSessionKey()) : null;
        if (place.Sessions is { } sessions)
        {
            // Not through Options: it is not the application's, and no part of what is asked for.
            object share = sessions.Share.Handle;
            Check(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_SHARE, share), "curl_easy_setopt");
        }
        else if (LeavesOnlyRoots)
        {
            Options.TlsSessionCache = false;
        }

        // Set under C's name, where Options does not see it, it would break the first send all the same.
        Check(LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_FORBID_REUSE, 0L), "curl_easy_setopt");
        ClearErrorText();
        ClosedAfterUpgrade = false;
        _sending = default;
        _failure = null;
    }

    /// <summary>
    /// Whether nothing of the connection stays in its multi handle but parsed roots, so that others may have that at once
    /// (<see cref="SharesMulti"/>) or afterwards. Only where nobody has set names (<c>CURLOPT_RESOLVE</c>) or a callback. Set before it
    /// connects.
    /// </summary>
    internal bool LeavesOnlyRoots { get; set; }

    /// <summary>
    /// Whether the connection may live in a multi handle with others, which then take turns in calls: where one call is long (libcurl's
    /// encoder) only for the sake of roots. Only where it <see cref="LeavesOnlyRoots"/>. Set before it connects.
    /// </summary>
    /// <remarks>
    /// Between the upgrade and the first call libcurl counts the connection as idle. It closes idle connections that have something to read
    /// when a transfer looks for one to reuse, which a WebSocket never does: nothing else may be added to a shared multi handle.
    /// </remarks>
    internal bool SharesMulti { get; set; }

    /// <summary>
    /// Whether the connection resumes TLS sessions of earlier ones that had the same options, and leaves its own. Only where all that is
    /// set is in <see cref="Options"/>, and no callback judges the server. Set before it connects.
    /// </summary>
    internal bool ResumesTls { get; set; }
}
