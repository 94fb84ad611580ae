using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Sockets;

namespace CurlWs.Tests.Easy;

/// <summary>An app's own event loop: the system's readiness call over the sockets that libcurl names, and one timer.</summary>
internal sealed class MultiEventLoop : IDisposable
{
    private readonly CurlMulti _multi;
    private readonly Dictionary<nint, (Socket View, CurlSocketInterest Interest)> _watched = [];
    private long _dueAt = long.MaxValue;

    internal MultiEventLoop(CurlMulti multi)
    {
        _multi = multi;
        multi.SocketCallback = Watch;
        multi.TimerCallback = after =>
            _dueAt = after is { } time ? Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
    }

    /// <summary>How often libcurl was told of a socket.</summary>
    internal int SocketActions { get; private set; }

    internal int Watched => _watched.Count;

    /// <summary>Runs until no transfer is left, but no longer than the limit.</summary>
    internal void Run(TimeSpan limit)
    {
        Stopwatch clock = Stopwatch.StartNew();
        int running = 1;
        while (running > 0)
        {
            if (clock.Elapsed > limit)
            {
                throw new TimeoutException("The event loop has not come to an end.");
            }

            long now = Stopwatch.GetTimestamp();
            if (_dueAt <= now)
            {
                _dueAt = long.MaxValue;
                running = _multi.HandleTimeout();
                continue;
            }

            running = WaitAndAct(running, Math.Min((_dueAt - now) / (double)Stopwatch.Frequency, 1));
        }
    }

    public void Dispose()
    {
        foreach ((Socket view, _) in _watched.Values)
        {
            view.Dispose();
        }
    }

    private int WaitAndAct(int running, double seconds)
    {
        List<Socket> read = [.. Of(CurlSocketInterest.Read)];
        List<Socket> write = [.. Of(CurlSocketInterest.Write)];
        if (read.Count + write.Count == 0)
        {
            return running;
        }

        Socket.Select(read, write, null, TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(1));
        foreach ((nint socket, CurlSocketEvents events) in read.Select(s => (s.Handle, CurlSocketEvents.Read))
            .Concat(write.Select(s => (s.Handle, CurlSocketEvents.Write))).ToList())
        {
            if (_watched.ContainsKey(socket))
            {
                SocketActions++;
                running = _multi.HandleSocket(socket, events);
            }
        }

        return running;
    }

    private IEnumerable<Socket> Of(CurlSocketInterest interest) =>
        _watched.Values.Where(w => (w.Interest & interest) != 0).Select(w => w.View);

    private void Watch(nint socket, CurlSocketInterest interest)
    {
        if (interest == CurlSocketInterest.Remove)
        {
            if (_watched.Remove(socket, out (Socket View, CurlSocketInterest) gone))
            {
                gone.View.Dispose();
            }

            return;
        }

        Socket view = _watched.TryGetValue(socket, out (Socket View, CurlSocketInterest) known)
            ? known.View
            : new Socket(new SafeSocketHandle(socket, ownsHandle: false));
        _watched[socket] = (view, interest);
    }
}
