using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// What a connection calls to close its socket. libcurl copies function and user data into the connection, which outlives
/// <c>curl_easy_reset</c>, another <c>curl_easy_setopt</c> and, in the cache of a multi handle or a share, the easy handle itself.
/// </summary>
internal sealed class SocketCloser
{
    private readonly curl_closesocket_callback _callback;
    private readonly GCHandle _self;
    private readonly List<SocketClosers> _holders = [];
    private readonly CallGate _gate;
    private int _uses = 1;

    internal SocketCloser(curl_closesocket_callback callback, object? data, CallGate gate)
    {
        _callback = callback;
        _gate = gate;
        Data = data;

        // Weak for the reason given at CURL.Self: whoever has a connection that may call it holds it.
        _self = GCHandle.Alloc(this, GCHandleType.WeakTrackResurrection);
    }

    internal object? Data { get; set; }

    internal nint Self => GCHandle.ToIntPtr(_self);

    internal static SocketCloser FromSelf(nint self) => (SocketCloser)GCHandle.FromIntPtr(self).Target!;

    internal int Close(curl_socket_t socket)
    {
        try
        {
            return _callback(Data, socket);
        }
        catch (Exception e)
        {
            Fail(e);
            return 1;
        }
    }

    internal void AddUse(SocketClosers holder)
    {
        lock (_holders)
        {
            _holders.Add(holder);
            _uses++;
        }
    }

    internal void Release()
    {
        lock (_holders)
        {
            if (--_uses == 0)
            {
                _self.Free();
            }
        }
    }

    // Of the handles that may have driven this one closes the connection whose thread this is.
    private void Fail(Exception exception)
    {
        if (_gate.IsMine)
        {
            _gate.Fail(exception);
            return;
        }

        lock (_holders)
        {
            foreach (SocketClosers holder in _holders)
            {
                if (holder.Fail(exception))
                {
                    return;
                }
            }
        }
    }
}

/// <summary>The closers that the connections in a multi handle's or a share's cache may call; kept until its native cleanup.</summary>
/// <param name="gate">The gate of the multi handle; null for a share.</param>
internal sealed class SocketClosers(CallGate? gate)
{
    private readonly HashSet<SocketCloser> _closers = [];

    /// <summary>What a closer threw while a share closed its connections.</summary>
    internal ExceptionDispatchInfo? Pending { get; set; }

    internal void Add(SocketCloser closer)
    {
        lock (_closers)
        {
            if (_closers.Add(closer))
            {
                closer.AddUse(this);
            }
        }
    }

    /// <summary>Keeps an exception if this is where it surfaces.</summary>
    internal bool Fail(Exception exception)
    {
        if (gate is null)
        {
            Pending ??= ExceptionDispatchInfo.Capture(exception);
            return true;
        }

        if (gate.IsMine)
        {
            gate.Fail(exception);
        }

        return gate.IsMine;
    }

    /// <summary>After the native cleanup: no connection is left.</summary>
    internal void Release()
    {
        lock (_closers)
        {
            foreach (SocketCloser closer in _closers)
            {
                closer.Release();
            }

            _closers.Clear();
        }
    }
}
