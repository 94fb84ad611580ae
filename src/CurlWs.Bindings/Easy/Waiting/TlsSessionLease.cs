using System;
using System.Collections.Generic;
using System.Threading;

namespace CurlWs;

/// <summary>
/// TLS sessions that connections with one <see cref="TlsSessionKey"/> leave for each other, as one connection uses them: returned when it
/// ends. Each key has a share of its own, so that nothing goes from one to another whatever libcurl's own key is.
/// </summary>
/// <remarks>
/// A share takes some kilobytes, and libcurl keeps two sessions in it, each for one handshake. There are <see cref="MostShares"/> at most:
/// the one that has been unused for longest makes room, and where all are in use a new key gets none. Addresses are not kept: who connects
/// again mostly does so because the old address has failed. From any thread.
/// </remarks>
internal sealed class TlsSessionLease : IDisposable
{
    /// <summary>How many shares there are at once.</summary>
    internal const int MostShares = 128;

    private static readonly Dictionary<string, KeptShare> s_kept = [];

    // Nobody uses them: first the one that has been left first.
    private static readonly LinkedList<KeptShare> s_unused = [];
    private static int s_count;

    private readonly KeptShare _kept;
    private int _returned;

    private TlsSessionLease(KeptShare kept) => _kept = kept;

    // Of an abandoned connection. Its handle keeps the share alive, and has a finalizer of its own.
    ~TlsSessionLease() => Return();

    /// <summary>Set on the connection's handle.</summary>
    internal CurlShare Share => _kept.Share;

    /// <summary>How many shares there are.</summary>
    internal static int Count
    {
        get
        {
            lock (s_kept)
            {
                return s_count;
            }
        }
    }

    /// <summary>The sessions of a key, to be returned; none if there is no key, or no room for another.</summary>
    internal static TlsSessionLease? Of(string? key)
    {
        if (key is null)
        {
            return null;
        }

        lock (s_kept)
        {
            if (!s_kept.TryGetValue(key, out KeptShare? kept))
            {
                if (s_count >= MostShares && !TryDropOldest())
                {
                    return null;
                }

                kept = new KeptShare(key);
                s_kept.Add(key, kept);
                s_count++;
            }

            if (kept.Users++ == 0 && kept.Unused.List is not null)
            {
                s_unused.Remove(kept.Unused);
            }

            return new TlsSessionLease(kept);
        }
    }

    /// <summary>Forgets all of them: the next connects make whole handshakes.</summary>
    internal static void Forget()
    {
        lock (s_kept)
        {
            while (TryDropOldest())
            {
            }

            // Those in use go with their last user.
            s_kept.Clear();
        }
    }

    /// <summary>The connection's handle has been freed, or has left it.</summary>
    public void Dispose()
    {
        Return();
        GC.SuppressFinalize(this);
    }

    private static bool TryDropOldest()
    {
        if (s_unused.First is not { Value: { } oldest })
        {
            return false;
        }

        s_unused.RemoveFirst();
        s_kept.Remove(oldest.Key);
        Drop(oldest);
        return true;
    }

    private static void Drop(KeptShare kept)
    {
        s_count--;
        kept.Share.Dispose();
    }

    private void Return()
    {
        if (Interlocked.Exchange(ref _returned, 1) != 0)
        {
            return;
        }

        lock (s_kept)
        {
            if (--_kept.Users > 0)
            {
                return;
            }

            if (s_kept.TryGetValue(_kept.Key, out KeptShare? known) && known == _kept)
            {
                s_unused.AddLast(_kept.Unused);
            }
            else
            {
                Drop(_kept);
            }
        }
    }

    private sealed class KeptShare
    {
        internal KeptShare(string key)
        {
            Key = key;
            Unused = new LinkedListNode<KeptShare>(this);
        }

        internal string Key { get; }

        internal CurlShare Share { get; } = new(CurlShareData.TlsSessions);

        internal LinkedListNode<KeptShare> Unused { get; }

        internal int Users { get; set; }
    }
}
