using System;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Whose handle a <see cref="Transfer"/> works on.</summary>
internal interface ITransferOwner
{
    /// <summary>Claims the handle, or throws. On the thread that starts the transfer.</summary>
    void Begins(Transfer transfer);

    /// <summary>What libcurl's result means, and what a callback threw; null for success. On the poller's thread.</summary>
    Exception? Outcome(CURLcode code);

    /// <summary>
    /// The handle is free for another transfer; the task ends next. On the poller's thread, or on the first one if that could not be had.
    /// </summary>
    void Ended(Transfer transfer);
}

/// <summary>One transfer that a <see cref="MultiDriver"/> drives, and the task that waits for it.</summary>
internal sealed class Transfer
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITransferOwner _owner;
    private readonly CancellationToken _cancellationToken;
    private TimeSpan _timeout;
    private string? _phase;
    private CancellationTokenRegistration _registration;
    private PollItem? _driver;
    private volatile bool _aborted;
    private Exception? _failure;
    private bool _canceled;
    private int _claimed;
    private volatile bool _leftBehind;

    /// <summary>
    /// A transfer that ends by itself, by the token, or after <paramref name="timeout"/>; infinite means libcurl's own limits.
    /// </summary>
    internal Transfer(
        CURL handle, ITransferOwner owner, bool staysAdded, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Handle = handle;
        _owner = owner;
        StaysAdded = staysAdded;
        _timeout = timeout;
        _cancellationToken = cancellationToken;
        Deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
    }

    internal CURL Handle { get; }

    /// <summary>Whether the handle stays in the multi handle after success: a connection made there lives only as long.</summary>
    internal bool StaysAdded { get; }

    /// <summary>In <see cref="Environment.TickCount64"/>.</summary>
    internal long Deadline { get; private set; }

    internal bool IsOverdue => Environment.TickCount64 >= Deadline;

    internal CancellationToken Token => _cancellationToken;

    internal bool IsCanceled => _cancellationToken.IsCancellationRequested;

    /// <summary>Whether the handle is being disposed.</summary>
    internal bool IsAborted => _aborted;

    /// <summary>Whether its task has ended although libcurl still works on the handle, inside a call that does not return.</summary>
    internal bool IsLeftBehind => _leftBehind;

    /// <summary>Ends when libcurl no longer works on the handle, unless it is left behind.</summary>
    internal Task Task => _done.Task;

    /// <summary>Claims the handle.</summary>
    /// <exception cref="InvalidOperationException">Another transfer is under way on it.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    internal void Begin() => _owner.Begins(this);

    /// <summary>Has its driver look at it when the token is canceled.</summary>
    internal void Register(PollItem driver)
    {
        _driver = driver;
        _registration = _cancellationToken.UnsafeRegister(static state => ((PollItem)state!).Signal(), driver);
    }

    /// <summary>Has it taken out soon, because the handle is being disposed. From any thread.</summary>
    internal void Abort()
    {
        _aborted = true;
        _driver?.Signal();
    }

    /// <summary>For whoever decides how it ends, once: false when that has been done from the other side.</summary>
    internal bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>
    /// Ends the task if it is time, from outside: libcurl is inside a call. The handle is not to be used any more; it is freed when the
    /// call returns.
    /// </summary>
    internal void LeaveBehindIfLate(bool stopping)
    {
        bool canceled = IsCanceled;
        if ((!IsLate && !stopping) || !TryClaim())
        {
            return;
        }

        _leftBehind = true;
        _registration.Unregister();
        if (canceled)
        {
            _done.TrySetCanceled(_cancellationToken);
        }
        else
        {
            _done.TrySetException(stopping ? DisposedMeanwhile.Multi()
                : IsGone ? DisposedMeanwhile.DuringTransfer()
                : MakeTimeout(_phase ?? "inside one call of libcurl, which has not returned"));
        }
    }

    /// <summary>What libcurl's result means; null for success.</summary>
    internal Exception? Outcome(CURLcode code) => _owner.Outcome(code);

    /// <summary>libcurl has let go of the handle.</summary>
    /// <param name="failure">Why it failed; null if it did not.</param>
    /// <param name="canceled">Whether it was taken out because the token was canceled.</param>
    internal void End(Exception? failure, bool canceled = false)
    {
        TryClaim();
        _registration.Unregister();
        _failure = failure;
        _canceled = canceled;
    }

    /// <summary>Gives the handle back to its owner: another transfer may have it.</summary>
    internal void LetGo() => _owner.Ended(this);

    /// <summary>Gives the handle back, and completes the task.</summary>
    internal void Publish()
    {
        LetGo();
        if (_canceled)
        {
            _done.TrySetCanceled(_cancellationToken);
        }
        else if (_failure is not null)
        {
            _done.TrySetException(_failure);
        }
        else
        {
            _done.TrySetResult();
        }
    }

    /// <summary>
    /// From now on it may take so long, if that is less than it had. In a callback of the transfer, on the thread that drives it.
    /// </summary>
    /// <param name="limit">How long.</param>
    /// <param name="phase">What is late then, for the exception.</param>
    internal void LimitTo(TimeSpan limit, string phase)
    {
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        if (deadline < Deadline)
        {
            (Deadline, _timeout, _phase) = (deadline, limit, phase);
        }
    }

    /// <summary>Whether it is to end now: canceled, past its limit, or its handle is gone.</summary>
    internal bool IsLate => IsCanceled || IsOverdue || IsGone;

    /// <summary>Why it is to end now, for a callback to throw; null if it may go on.</summary>
    internal Exception? WhyLate() =>
        IsAborted ? DisposedMeanwhile.BeforeTransfer()
        : IsCanceled ? new OperationCanceledException(Token)
        : IsOverdue ? MakeTimeout()
        : null;

    private bool IsGone => _aborted || Handle.WasClosed;

    /// <summary>Why it ends; null if it was canceled.</summary>
    internal Exception? Lateness() => IsCanceled ? null
        : IsGone ? DisposedMeanwhile.DuringTransfer()
        : MakeTimeout();

    internal Exception MakeTimeout()
    {
        string phase =
            _phase is not null ? _phase
            : Time(CURLINFO.CURLINFO_NAMELOOKUP_TIME_T) == 0 ? "while the host name was being resolved"
            : Time(CURLINFO.CURLINFO_CONNECT_TIME_T) == 0 ? "while connecting"
            : Time(CURLINFO.CURLINFO_PRETRANSFER_TIME_T) == 0 ? "during the TLS handshake or the proxy's answer"
            : "while waiting for the server's answer";
        return MakeTimeout(phase);
    }

    private Exception MakeTimeout(string phase) =>
        CurlErrors.Make(CURLcode.CURLE_OPERATION_TIMEDOUT, "curl_easy_perform", $"after {_timeout.InSeconds()}, {phase}");

    private long Time(CURLINFO info)
    {
        LibCurl.curl_easy_getinfo(Handle, info, out long microseconds);
        return microseconds;
    }
}
