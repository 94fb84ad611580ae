using System;
using System.Runtime.CompilerServices;

namespace CurlWs.Interop;

/// <summary>
/// One call on an easy or a multi handle: enters its gate, hands out the address, and leaves on <see cref="Dispose"/>, which throws
/// what a callback threw. A refused call has the code that libcurl itself would answer with.
/// </summary>
internal readonly ref struct Call
{
    private readonly CallGate? _gate;

    private Call(CallGate? gate, nint handle, CURLcode refusal)
    {
        _gate = gate;
        Handle = handle;
        Refusal = refusal;
    }

    /// <summary>The native handle, or 0 when the call is refused.</summary>
    internal nint Handle { get; }

    internal bool Refused => _gate is null;

    /// <summary>Whether a callback of another call on the same unit made this one.</summary>
    internal bool IsNested => _gate is { IsNested: true };

    /// <summary>Why an easy handle is refused: null, or a call on another thread.</summary>
    internal CURLcode Refusal { get; }

    /// <summary>Why a multi handle is refused.</summary>
    internal CURLMcode MultiRefusal =>
        Refusal == CURLcode.CURLE_BAD_FUNCTION_ARGUMENT ? CURLMcode.CURLM_BAD_HANDLE : CURLMcode.CURLM_RECURSIVE_API_CALL;

    /// <summary>A call on an easy handle that comes with each message: the caller can come back later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Call Briefly(CURL? curl)
    {
        if (curl is not null)
        {
            CallGate gate = curl.Gate;
            if (gate.TryEnter(brief: true))
            {
                if (ReferenceEquals(gate, curl.Gate) && !curl.WasClosed)
                {
                    return new Call(gate, curl.Raw, CURLcode.CURLE_OK);
                }

                gate.Exit();
            }
        }

        return On(curl, brief: true);
    }

    internal static Call On(CURL? curl, bool brief = false)
    {
        if (curl is null)
        {
            return new Call(null, 0, CURLcode.CURLE_BAD_FUNCTION_ARGUMENT);
        }

        while (true)
        {
            CallGate gate = curl.Gate;
            if (!gate.TryEnter(brief))
            {
                return curl.WasClosed ? throw CleanedUp(nameof(CURL), "easy") : new Call(null, 0, CURLcode.CURLE_RECURSIVE_API_CALL);
            }

            // Between the two lines another thread may have added the handle to a multi handle: then another gate counts.
            if (ReferenceEquals(gate, curl.Gate))
            {
                if (curl.WasClosed)
                {
                    gate.Exit();
                    throw CleanedUp(nameof(CURL), "easy");
                }

                return new Call(gate, curl.Raw, CURLcode.CURLE_OK);
            }

            gate.Exit();
        }
    }

    internal static Call On(CURLM? multi)
    {
        if (multi is null)
        {
            return new Call(null, 0, CURLcode.CURLE_BAD_FUNCTION_ARGUMENT);
        }

        // Whoever drives one that connections share comes back later.
        if (!multi.Gate.TryEnter(brief: true))
        {
            return multi.WasClosed ? throw CleanedUp(nameof(CURLM), "multi") : new Call(null, 0, CURLcode.CURLE_RECURSIVE_API_CALL);
        }

        if (multi.WasClosed)
        {
            multi.Gate.Exit();
            throw CleanedUp(nameof(CURLM), "multi");
        }

        return new Call(multi.Gate, multi.Raw, CURLcode.CURLE_OK);
    }

    public void Dispose() => _gate?.Exit();

    private static ObjectDisposedException CleanedUp(string type, string kind) => new(type, $"The {kind} handle has been cleaned up.");
}
