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
/// every processor has several multi handles. Only those share one that have a <see cref="MultiKey"/> in common: what a server sends can
/// keep libcurl inside a call for ever, and then reaches its own connections only. What libcurl keeps in a multi handle must not pass from
/// one connection to another: whoever shares has no names of its own, no callbacks, and keeps neither addresses nor TLS sessions there
/// (<see cref="TlsSessionLease"/> has those). What it keeps is parsed roots (<see cref="CachedRoots"/>): they outlive the last connection,
/// in a multi handle that is empty and waits for the next connection with the same ones, wherever that leads. Without TLS one is kept, too:
/// making one takes a tenth of a connect.
/// </remarks>
internal sealed class ConnectionMulti
{
    /// <summary>libcurl looks for a connection among all of its multi handle's, one after the other and at each call.</summary>
    internal const int MostConnections = 16;

    /// <summary>How many empty ones are kept for the roots in them: 900 KiB each, where it is a system's bundle.</summary>
    internal const int MostKept = 4;

    private static readonly Dictionary<MultiKey, List<ConnectionMulti>> s_shared = [];

    // Empty, with roots, each of another kind: first the one that has been left first. Under the lock of s_shared.
    private static readonly List<ConnectionMulti> s_kept = [];
    private static int s_count;

    private readonly CURLM _handle;
    private readonly CachedRoots? _roots;
    private MultiKey? _key;
    private int _members;
    private int _passedOn;

    // A connect in it has come to nothing, perhaps because of what is under way in it.
    private bool _failed;

    private ConnectionMulti(MultiKey? key, CachedRoots? roots)
    {
        _key = key;
        _roots = roots;
        _handle = QuickMulti.Create();
        Driver = new MultiDriver(_handle);
        if (key is not null || roots is not null)
        {
            // Of one that is passed on, a late caller of the connection before may find itself at the gate, too.
            _handle.Gate.LetThreadsWait();
        }
    }

    /// <summary>How many shared ones the process has before two connections meet in one.</summary>
    internal static int Spread { get; set; } = 8 * Environment.ProcessorCount;

    /// <summary>The same where each would parse and hold many roots of its own: one for each processor.</summary>
    private static int SpreadWithManyRoots => Math.Min(Spread, Environment.ProcessorCount);

    /// <summary>How many empty ones are kept.</summary>
    internal static int Kept
    {
        get
        {
            lock (s_shared)
            {
                return s_kept.Count;
            }
        }
    }

    /// <summary>Drives the connects.</summary>
    internal MultiDriver Driver { get; }

    // Nobody who comes new is put behind a call that does not return.
    private bool HasRoom => _members < MostConnections && !Driver.IsLeftBehind && !_handle.Gate.IsStuck;

    /// <summary>
    /// A place for a connection, with others of the same key, or in a multi handle of its own where there is none.
    /// </summary>
    /// <param name="curl">The connection's handle.</param>
    /// <param name="key">Whom it may share with; null for nobody.</param>
    /// <param name="roots">What is kept there for later connections; null for nothing. Only for a handle that keeps nothing else
    /// there.</param>
    internal static Place Join(CURL curl, MultiKey? key, CachedRoots? roots = null)
    {
        lock (s_shared)
        {
            if (key is null)
            {
                return new Place(TakeKept(key, roots) ?? new ConnectionMulti(key, roots), curl);
            }

            List<ConnectionMulti> alike = s_shared.GetValueOrDefault(key) ?? [];
            ConnectionMulti? emptiest = null;
            foreach (ConnectionMulti multi in alike)
            {
                emptiest = multi.HasRoom && multi._members < (emptiest?._members ?? MostConnections) ? multi : emptiest;
            }

            if (emptiest is null || s_count < (roots is { AreMany: true } ? SpreadWithManyRoots : Spread))
            {
                emptiest = TakeKept(key, roots) ?? new ConnectionMulti(key, roots);
                alike.Add(emptiest);
                s_shared[key] = alike;
                s_count++;
            }

            emptiest._members++;
            return new Place(emptiest, curl);
        }
    }

    /// <summary>One that has parsed the roots already.</summary>
    private static ConnectionMulti? TakeKept(MultiKey? key, CachedRoots? roots)
    {
        int index = roots is null ? -1 : s_kept.FindIndex(multi => multi._roots == roots);
        if (index < 0)
        {
            return null;
        }

        ConnectionMulti kept = s_kept[index];
        s_kept.RemoveAt(index);
        kept._key = key;
        QuickMulti.PassOn(kept._handle, ++kept._passedOn);
        return kept;
    }

    private void Leave()
    {
        if (_key is not null)
        {
            lock (s_shared)
            {
                if (--_members > 0)
                {
                    return;
                }

                s_count--;
                s_shared[_key].Remove(this);
                if (s_shared[_key].Count == 0)
                {
                    s_shared.Remove(_key);
                }
            }
        }

        if (_roots is null || _failed || Driver.IsRunning || Driver.IsLeftBehind || !_handle.IsEmpty())
        {
            _handle.Dispose();
        }
        else
        {
            Keep()?._handle.Dispose();
        }
    }

    /// <summary>Waits for a connection with the same roots; in place of another one, which is to be freed.</summary>
    private ConnectionMulti? Keep()
    {
        lock (s_shared)
        {
            if (s_kept.Exists(multi => multi._roots == _roots))
            {
                return this;
            }

            s_kept.Add(this);
            if (s_kept.Count <= MostKept)
            {
                return null;
            }

            ConnectionMulti oldest = s_kept[0];
            s_kept.RemoveAt(0);
            return oldest;
        }
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
            if (multi._key is null)
            {
                // The handles have finalizers of their own, and nobody else holds them: an abandoned one is not kept for its roots.
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

        /// <summary>The connect has failed, and nobody knows what of it is still under way: no other connection follows it.</summary>
        internal void Failed() => Multi._failed = true;

        /// <summary>TLS sessions that the connection resumes and leaves, if it does.</summary>
        internal TlsSessionLease? Sessions { get; set; }

        /// <summary>
        /// Leaves; the last one frees the multi handle. After the connection's handle was disposed, or has left by itself.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Multi.Leave();
                Sessions?.Dispose();
                GC.SuppressFinalize(this);
            }
        }
    }
}
