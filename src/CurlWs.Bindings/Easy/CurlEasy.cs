using System;
using System.Text;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// One transfer or one connection of libcurl: an easy handle with typed options, exceptions instead of codes, and spans instead of
/// pointers.
/// </summary>
/// <remarks>
/// <para>One object is one handle. Options are set through <see cref="Options"/>; then <see cref="Perform"/>, <see cref="CurlMulti"/>, or
/// <see cref="ConnectAsync"/> for a WebSocket connection, which <c>TrySend</c> and <c>TryReceive</c> use.</para>
/// <para>Thread rule: one thread at a time, with one exception: <c>TrySend</c> and <c>TryReceive</c> may be called by a sender and a
/// receiver at once, they take turns. Any other call while one is running throws <see cref="InvalidOperationException"/>.</para>
/// <para>Ownership: an object made by a constructor, by <see cref="Duplicate"/> or by <c>Adopt</c> frees the native handle on
/// <see cref="Dispose"/>; one made by <c>Borrow</c> leaves it alone. See
/// <see href="https://curl.se/libcurl/c/libcurl-easy.html">libcurl-easy(3)</see>.</para>
/// </remarks>
public sealed partial class CurlEasy : IDisposable
{
    // A handle's life, from curl_easy_init to the finalizer
    //
    // Owned, adopted, borrowed. A constructor and Duplicate make a native handle, and own it. Adopt takes over one that something else
    // made, and owns it from then on. Borrow uses one that something else owns before and after; a reference on the owner's SafeHandle
    // (LentHandle) keeps it alive meanwhile, behind a bare address nobody can. Whoever owns it frees it, nobody else
    // (CurlEasy.Ownership*.cs). One native handle has one CURL object, which is found by its address: two of these objects may share it,
    // where one has borrowed it.
    //
    // Kept. What libcurl holds a pointer to (delegates, lists, buffers, the share) belongs to the CURL object, as long as the native handle
    // is there; what was set on a borrowed handle stays for the rest of the process, because its owner may go on using it (CURL.Kept.cs).
    //
    // Called. Each native call enters the gate of the handle, or of the multi handle that it is in (CallGate): one thread at a time, others
    // are refused. A sender and a receiver of one connection take turns before that (_turn). Callbacks run inside a call, on its thread:
    // the caller's in Perform, the poller's in ConnectAsync and PerformAsync. They may call libcurl and may dispose this object, which then
    // waits for nothing. What they throw surfaces where the transfer was started (CurlEasy.Transfer.cs).
    //
    // Doing: one word at a time, see CurlEasy.State.cs.
    //
    // Disposed, from any thread, once, in this order:
    //   1. nothing begins any more                                         TryDispose
    //   2. waits end and let go of the descriptor                          ConnectionWaits.Stop, whose file tells what races with it
    //   3. a call on the connection that does not come out loses its socket  CutIfStuck
    //   4. the poller's thread takes the transfer out of its multi handle  EndTransferThenFree
    //   5. when no call is inside, the handle is freed                     CallGate.RunWhenFree, so perhaps by another thread's call
    // Freed means, if owned: a copy of the socket stays behind where something is to be delivered (SocketLinger), curl_easy_cleanup closes
    // the connection and may call back, and then the connection's place in a multi handle is left. If borrowed: the place is left, which
    // ends a connection made here, what ConnectAsync has set goes back to defaults, and the owner's object gets its reference back.
    //
    // Abandoned. There is no finalizer here: each part has its own, and they run in any order. CURL frees the native handle and what it
    // keeps; ConnectionMulti.Place ends a connection whose multi handle others keep alive; LentHandle ends the connection and then gives
    // the reference back; EpollSocket leaves its table. The pointer that callbacks find CURL by is weak, so that libcurl keeps nothing
    // alive; a wait under way does (EpollSocket).

    // Where the collector keeps what it must not move: libcurl holds the address as long as the handle lives.
    private readonly byte[] _errorBuffer = GC.AllocateArray<byte>(LibCurl.CURL_ERROR_SIZE, pinned: true);

    /// <summary>
    /// Makes a handle with libcurl's defaults, and without signals (<c>CURLOPT_NOSIGNAL</c>), which .NET programs cannot have.
    /// </summary>
    /// <exception cref="CurlException">libcurl could not make one.</exception>
    /// <exception cref="DllNotFoundException">No libcurl was found; the message names the remedy.</exception>
    public CurlEasy()
        : this(CreateHandle(), reference: null, borrowed: false)
    {
    }

    /// <summary>
    /// The handle, for calls under C's names (<see cref="LibCurl"/>). Options set there are not seen by <see cref="Options"/>.
    /// </summary>
    public CURL Handle { get; }

    /// <summary>The options, typed. What is set stays until it is set anew or until <see cref="Reset"/>.</summary>
    public CurlEasyOptions Options { get; }

    /// <summary>Performs the transfer and blocks until it ends. For a WebSocket connection this is <see cref="Connect"/>.</summary>
    /// <exception cref="CurlException">The transfer failed.</exception>
    /// <exception cref="InvalidOperationException">A call is running on the handle, the handle holds a connection, or
    /// <see cref="CurlConnectOnly.Connection"/> left none.</exception>
    /// <remarks><see href="https://curl.se/libcurl/c/curl_easy_perform.html">curl_easy_perform(3)</see>.</remarks>
    public void Perform()
    {
        if (IsWebSocketConnect)
        {
            Connect();
            return;
        }

        GuardTransfer();
        ClearErrorText();
        Completed(LibCurl.curl_easy_perform(Handle));
        if (Options.ConnectOnly == CurlConnectOnly.Connection)
        {
            if (!HasSocket())
            {
                throw new InvalidOperationException(
                    "The connection was made and has been closed again: CURLOPT_FORBID_REUSE (Options.ForbidReuse) does that. Leave it "
                    + "unset.");
            }

            HoldConnection();
        }
    }

    /// <summary>
    /// Pauses or continues directions of the transfer that is running.
    /// <see href="https://curl.se/libcurl/c/curl_easy_pause.html">curl_easy_pause(3)</see>.
    /// </summary>
    /// <param name="directions">What is paused from now on; <see cref="CurlPause.None"/> continues all.</param>
    /// <exception cref="CurlException">libcurl refused, or a callback that this called failed the transfer.</exception>
    public void Pause(CurlPause directions) => Check(LibCurl.curl_easy_pause(Handle, (int)directions), "curl_easy_pause");

    /// <summary>
    /// Sets all options and callbacks back to their defaults; keeps connections, cookies and caches.
    /// <see href="https://curl.se/libcurl/c/curl_easy_reset.html">curl_easy_reset(3)</see>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handle holds a WebSocket connection, which would be lost.</exception>
    public void Reset()
    {
        if (IsConnected)
        {
            throw new InvalidOperationException(
                "This handle holds a WebSocket connection, which a reset would make unreachable. Dispose it instead.");
        }

        LibCurl.curl_easy_reset(Handle);
        _answers = null;
        Options.Forget();
        ForgetHandlers();
        SetDefaults();
    }

    /// <summary>
    /// Makes a handle with the same options and callbacks, and no connection.
    /// <see href="https://curl.se/libcurl/c/curl_easy_duphandle.html">curl_easy_duphandle(3)</see>.
    /// </summary>
    /// <exception cref="CurlException">libcurl could not make one.</exception>
    public CurlEasy Duplicate()
    {
        CURL copy = LibCurl.curl_easy_duphandle(Handle) ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_easy_duphandle");
        CurlEasy duplicate = new(copy, reference: null, borrowed: false);
        Options.CopyTo(duplicate.Options);
        CopyHandlersTo(duplicate);
        return duplicate;
    }

    /// <summary>
    /// Does what idle connections need, such as HTTP/2 pings.
    /// <see href="https://curl.se/libcurl/c/curl_easy_upkeep.html">curl_easy_upkeep(3)</see>.
    /// </summary>
    /// <exception cref="CurlException">libcurl refused.</exception>
    public void Upkeep() => Check(LibCurl.curl_easy_upkeep(Handle), "curl_easy_upkeep");

    /// <summary>Throws what a code means, with libcurl's own text.</summary>
    internal void Check(CURLcode code, string operation)
    {
        if (code != CURLcode.CURLE_OK)
        {
            throw CurlErrors.Make(code, operation, TakeErrorText());
        }
    }

    /// <summary>Throws what a refused option means. The value may be a secret, and is never part of the text.</summary>
    internal void CheckOption(CURLcode code, CURLoption option)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (code != CURLcode.CURLE_OK)
        {
            throw CurlErrors.Make(code, $"curl_easy_setopt({option})");
        }
    }

    /// <summary>A transfer has ended: throws what a callback threw, else what the code means.</summary>
    internal void Completed(CURLcode code)
    {
        ThrowCallbackFailure();
        Check(code, "curl_easy_perform");
    }

    /// <summary>What libcurl wrote about the last failure. It writes only the first one after the text was cleared.</summary>
    internal string TakeErrorText()
    {
        int length = _errorBuffer.AsSpan().IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(_errorBuffer, 0, length < 0 ? _errorBuffer.Length : length);
        ClearErrorText();
        return text;
    }

    internal void ClearErrorText() => _errorBuffer[0] = 0;

    private static CURL CreateHandle()
    {
        CurlLibrary.EnsureInitialized();
        return LibCurl.curl_easy_init() ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_easy_init");
    }

    private void SetDefaults()
    {
        // A borrowed handle keeps its owner's settings.
        if (!IsBorrowed)
        {
            LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_NOSIGNAL, 1L);
            LibCurl.curl_easy_setopt(Handle, LibCurl.CURLOPT_ERRORBUFFER, _errorBuffer);
            ClosedOnExec.Apply(Handle);
        }
    }
}
