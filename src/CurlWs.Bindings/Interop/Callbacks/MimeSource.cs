using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>The managed callbacks behind one part's data, alive until libcurl has called its free function for each copy.</summary>
internal sealed class MimeSource
{
    private readonly GCHandle _self;
    private int _uses = 1;

    internal MimeSource(MimeUsers users, curl_read_callback read, curl_seek_callback? seek, Action<object?>? free, object? arg)
    {
        Users = users;
        Read = read;
        Seek = seek;
        Free = free;
        Arg = arg;
        // Weak, or an argument that leads back to the handle would keep both alive for ever. The body's object holds this one.
        _self = GCHandle.Alloc(this, GCHandleType.WeakTrackResurrection);
    }

    internal MimeUsers Users { get; }

    internal curl_read_callback Read { get; }

    internal curl_seek_callback? Seek { get; }

    internal Action<object?>? Free { get; }

    internal object? Arg { get; }

    internal nint Self => GCHandle.ToIntPtr(_self);

    internal static MimeSource FromSelf(nint self) => (MimeSource)GCHandle.FromIntPtr(self).Target!;

    /// <summary>Keeps a callback's exception for the call that drives it.</summary>
    internal void Fail(Exception exception) => Users.Fail(exception);

    internal void AddUse() => _uses++;

    internal void Release()
    {
        if (--_uses == 0)
        {
            _self.Free();
        }
    }
}

/// <summary>Which easy handles may be reading a body: the one it was made for, those that post it, and their copies.</summary>
/// <remarks>Weak: libcurl holds the callbacks of a part strongly, and an abandoned handle must be finalized all the same.</remarks>
internal sealed class MimeUsers
{
    private readonly List<WeakReference<CURL>> _users = [];

    /// <summary>Those of the body that this one became a part of.</summary>
    internal MimeUsers? Parent { get; set; }

    /// <summary>What a free function threw outside every call on an easy handle.</summary>
    internal ExceptionDispatchInfo? Pending { get; set; }

    internal void Add(CURL? easy)
    {
        if (easy is not null)
        {
            _users.Add(new WeakReference<CURL>(easy));
        }
    }

    internal void Fail(Exception exception)
    {
        for (MimeUsers? users = this; users is not null; users = users.Parent)
        {
            foreach (WeakReference<CURL> user in users._users)
            {
                if (user.TryGetTarget(out CURL? curl) && curl.Gate.IsMine)
                {
                    curl.Gate.Fail(exception);
                    return;
                }
            }

            if (users.Parent is null)
            {
                users.Pending ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
