using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>One lock for each kind of shared data: libcurl asks for one to read (many at once) or to write (alone).</summary>
/// <remarks>
/// libcurl unlocks on the thread that locked, in any order between kinds, and does not say which of the two it held. It holds the lock of
/// the share itself while it takes others, never the other way round. The locks are not disposed: libcurl asks for them until the very end.
/// </remarks>
internal sealed class ShareLocks
{
    private readonly ReaderWriterLockSlim[] _locks = new ReaderWriterLockSlim[(int)curl_lock_data.CURL_LOCK_DATA_LAST];

    internal ShareLocks()
    {
        for (int i = 0; i < _locks.Length; i++)
        {
            _locks[i] = new ReaderWriterLockSlim(LockRecursionPolicy.SupportsRecursion);
        }
    }

    internal void Enter(CURL? handle, curl_lock_data data, curl_lock_access access, object? user)
    {
        if (access == curl_lock_access.CURL_LOCK_ACCESS_SHARED)
        {
            _locks[(int)data].EnterReadLock();
        }
        else
        {
            _locks[(int)data].EnterWriteLock();
        }
    }

    internal void Exit(CURL? handle, curl_lock_data data, object? user)
    {
        if (_locks[(int)data].IsWriteLockHeld)
        {
            _locks[(int)data].ExitWriteLock();
        }
        else
        {
            _locks[(int)data].ExitReadLock();
        }
    }
}
