using System;
using System.Collections.Generic;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>
/// The multi handle that WebSocket connections are made in and live in: libcurl closes a connection with the multi handle that made it.
/// One of a connection's own, or one that up to <see cref="MostConnections"/> share: it takes 7 KiB and two descriptors.
/// </summary>
/// <remarks>
/// The connections of a shared one take turns in native code (<see cref="CallGate.LetThreadsWait"/>), so they are spread: before two meet,
/// every processor has several multi handles. What libcurl keeps in a multi handle must not pass from one connection to another:
/// whoever shares has no names of its own, no callbacks, and keeps neither addresses nor TLS sessions (<see cref="CurlEasy.SharesMulti"/>).
/// </remarks>
internal sealed class ConnectionMulti
{
    /// <summary>libcurl looks for a connection among all of its multi handle's, one after the other and at each call.</summary>
    internal const int MostConnections = 16;

    private static readonly List<ConnectionMulti> s_shared = [];

    private readonly CURLM _handle;
    private readonly bool _isShared;
    private int _members;

    private ConnectionMulti(bool isShared)
    {
        _isShared = isShared;
        _handle = LibCurl.curl_multi_init() ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_multi_init", BackgroundThread.Shortage);
        Driver = new MultiDriver(_handle);
        if (isShared)
        {
            _handle.Gate.LetThreadsWait();
        }
    }

    /// <summary>How many shared ones there are before two connections meet in one.</summary>
    internal static int Spread { get; set; } = 8 * Environment.ProcessorCount;

    /// <summary>Drives the connects.</summary>
    internal MultiDriver Driver { get; }

    /// <summary>A place for a connection, in a multi handle of its own or with others.</summary>
    internal static Place Join(CURL curl, bool share)
    {
        if (!share)
        {
            return new Place(new ConnectionMulti(isShared: false), curl);
        }

        lock (s_shared)
        {
            ConnectionMulti? emptiest = null;
            foreach (ConnectionMulti multi in s_shared)
            {
                emptiest = multi._members < (emptiest?._members ?? MostConnections) ? multi : emptiest;
            }

            if (emptiest is null || s_shared.Count < Spread)
            {
                emptiest = new ConnectionMulti(isShared: true);
                s_shared.Add(emptiest);
            }

            emptiest._members++;
            return new Place(emptiest, curl);
        }
    }

    private void Leave()
    {
        if (_isShared)
        {
            lock (s_shared)
            {
                if (--_members > 0)
                {
                    return;
                }

                s_shared.Remove(this);
            }
        }

        _handle.Dispose();
    }

    /// <summary>One connection's place. An abandoned connection is found by this object: the others keep its handle alive.</summary>
    internal sealed class Place : IDisposable
    {
        private readonly CURL _curl;
        private int _left;

        internal Place(ConnectionMulti multi, CURL curl)
        {
            Multi = multi;
            _curl = curl;
            if (!multi._isShared)
            {
                // The handles have finalizers of their own, and nobody else holds them.
                GC.SuppressFinalize(this);
            }
        }

        ~Place()
        {
            HandleLedger.CountFinalized(nameof(CURL));
            _curl.Dispose();
            Dispose();
        }

        internal ConnectionMulti Multi { get; }

        /// <summary>Leaves; the last one frees the multi handle. After the connection's handle was disposed, or has left by itself.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Multi.Leave();
                GC.SuppressFinalize(this);
            }
        }
    }
}
