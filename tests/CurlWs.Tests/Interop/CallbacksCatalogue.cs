using System;
using System.Collections.Generic;
using System.Net.Sockets;
using CurlWs.Interop;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>
/// The managed callbacks of an easy handle that a plain HTTP transfer drives: how each is set up, and what it must be given.
/// </summary>
internal static unsafe class CallbacksCatalogue
{
    private delegate void Installer(CURL curl, Action<object?> seen);

    private static readonly Dictionary<string, Installer> s_callbacks = new()
    {
        ["write"] = (curl, seen) => Set(curl, CURLOPT_WRITEDATA, curl_easy_setopt(
            curl, CURLOPT_WRITEFUNCTION, (buffer, size, nitems, user) =>
        {
            Assert.Equal("answer", Drive.Text(buffer, size * nitems));
            seen(user);
            return size * nitems;
        })),
        ["read as write"] = (curl, seen) =>
        {
            curl_read_callback callback = (buffer, size, nitems, user) => { seen(user); return size * nitems; };
            Set(curl, CURLOPT_WRITEDATA, curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, callback));
        },
        ["header"] = (curl, seen) => Set(curl, CURLOPT_HEADERDATA, curl_easy_setopt(
            curl, CURLOPT_HEADERFUNCTION, (buffer, size, nitems, user) =>
        {
            Assert.EndsWith("\r\n", Drive.Text(buffer, size * nitems), StringComparison.Ordinal);
            seen(user);
            return size * nitems;
        })),
        ["read"] = (curl, seen) =>
        {
            Upload(curl, 4);
            bool done = false;
            Set(curl, CURLOPT_READDATA, curl_easy_setopt(curl, CURLOPT_READFUNCTION, (curl_read_callback)((buffer, size, nitems, user) =>
            {
                Assert.True(size * nitems >= 4);
                seen(user);
                "data"u8.CopyTo(new Span<byte>(buffer, 4));
                (bool before, done) = (done, !done);
                return before ? 0u : 4u;
            })));
        },
        ["seek"] = (curl, seen) =>
        {
            // Resuming an upload makes libcurl seek.
            Upload(curl, 4);
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_READFUNCTION, (curl_read_callback)((buffer, _, _, _) =>
            {
                "ta"u8.CopyTo(new Span<byte>(buffer, 2));
                return 2;
            })));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, 2));
            Set(curl, CURLOPT_SEEKDATA, curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, (curl_seek_callback)((user, offset, origin) =>
            {
                Assert.Equal((2L, 0), (offset, origin));
                seen(user);
                return CURL_SEEKFUNC_OK;
            })));
        },
        ["xferinfo"] = (curl, seen) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0));
            Set(curl, CURLOPT_XFERINFODATA, curl_easy_setopt(
                curl, CURLOPT_XFERINFOFUNCTION, (curl_xferinfo_callback)((user, total, now, _, _) =>
            {
                Assert.InRange(now, 0, 6);
                seen(user);
                return 0;
            })));
        },
        ["progress"] = (curl, seen) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0));
            Set(curl, CURLOPT_XFERINFODATA, curl_easy_setopt(
                curl, CURLOPT_PROGRESSFUNCTION, (curl_progress_callback)((user, total, now, _, _) =>
            {
                Assert.InRange(now, 0, 6);
                seen(user);
                return 0;
            })));
        },
        ["debug"] = (curl, seen) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_VERBOSE, 1));
            Set(curl, CURLOPT_DEBUGDATA, curl_easy_setopt(
                curl, CURLOPT_DEBUGFUNCTION, (curl_debug_callback)((handle, type, data, size, user) =>
            {
                Assert.Same(curl, handle);
                Assert.True(Enum.IsDefined(type));
                Assert.NotNull(Drive.Text(data, size));
                seen(user);
                return 0;
            })));
        },
        ["sockopt"] = (curl, seen) =>
            Set(curl, CURLOPT_SOCKOPTDATA, curl_easy_setopt(
                curl, CURLOPT_SOCKOPTFUNCTION, (curl_sockopt_callback)((user, socket, purpose) =>
            {
                Assert.NotEqual(CURL_SOCKET_BAD, socket);
                Assert.Equal(CURLSOCKTYPE_IPCXN, purpose);
                seen(user);
                return CURL_SOCKOPT_OK;
            }))),
        ["opensocket"] = (curl, seen) =>
            Set(curl, CURLOPT_OPENSOCKETDATA, curl_easy_setopt(
                curl, CURLOPT_OPENSOCKETFUNCTION, (curl_opensocket_callback)((user, purpose, address) =>
            {
                Assert.Equal(CURLSOCKTYPE_IPCXN, purpose);
                Assert.Equal(16u, address->addrlen);
                seen(user);

                // Not disposed: that would wait for ever until the descriptor, which becomes libcurl's, is closed.
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                return Take(socket);
            }))),
        ["closesocket"] = (curl, seen) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1));
            Set(curl, CURLOPT_CLOSESOCKETDATA, curl_easy_setopt(
                curl, CURLOPT_CLOSESOCKETFUNCTION, (curl_closesocket_callback)((user, socket) =>
            {
                Close(socket);
                seen(user);
                return 0;
            })));
        },
        ["resolver_start"] = (curl, seen) =>
            Set(curl, CURLOPT_RESOLVER_START_DATA, curl_easy_setopt(
                curl, CURLOPT_RESOLVER_START_FUNCTION, (curl_resolver_start_callback)((_, _, user) =>
            {
                seen(user);
                return 0;
            }))),
        ["prereq"] = (curl, seen) =>
            Set(curl, CURLOPT_PREREQDATA, curl_easy_setopt(
                curl, CURLOPT_PREREQFUNCTION, (curl_prereq_callback)((user, primary, local, port, localPort) =>
            {
                Assert.Equal(("127.0.0.1", "127.0.0.1"), (Drive.Text(primary), Drive.Text(local)));
                Assert.NotEqual(0, port);
                Assert.NotEqual(port, localPort);
                seen(user);
                return CURL_PREREQFUNC_OK;
            }))),
        ["trailer"] = (curl, seen) =>
        {
            Upload(curl, -1);
            bool done = false;
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_READFUNCTION, (curl_read_callback)((buffer, _, _, _) =>
            {
                *buffer = (byte)'x';
                (bool before, done) = (done, true);
                return before ? 0u : 1u;
            })));
            Set(curl, CURLOPT_TRAILERDATA, curl_easy_setopt(curl, CURLOPT_TRAILERFUNCTION, (curl_trailer_callback)((list, user) =>
            {
                seen(user);
                fixed (byte* trailer = "X-Last: 1\0"u8)
                {
                    *list = Native.curl_slist_append(*list, trailer);
                }

                return CURL_TRAILERFUNC_OK;
            })));
        },
        ["hsts read"] = (curl, seen) =>
        {
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE));
            bool done = false;
            Set(curl, CURLOPT_HSTSREADDATA, curl_easy_setopt(curl, CURLOPT_HSTSREADFUNCTION, (curl_hstsread_callback)((easy, entry, user) =>
            {
                Assert.Same(curl, easy);
                seen(user);
                (bool before, done) = (done, true);
                if (before) { return CURLSTS_DONE; }
                "a.example"u8.CopyTo(new Span<byte>(entry->name, (int)entry->namelen));
                "20991231 10:00:00"u8.CopyTo(entry->expire);
                return CURLSTS_OK;
            })));
        },
    };

    internal static IEnumerable<string> Names => s_callbacks.Keys;

    /// <summary>
    /// Sets up a callback that checks its arguments, calls <paramref name="seen"/> with its user data, and does its work.
    /// </summary>
    internal static void Install(string name, CURL curl, Action<object?> seen) => s_callbacks[name](curl, seen);

    /// <summary>Sets the user data of the callback that was installed.</summary>
    internal static void SetUserData(CURL curl, object mark)
    {
        Drive.Ok(curl_easy_getinfo(curl, CURLINFO_PRIVATE, out object? data));
        Drive.Ok(curl_easy_setopt(curl, (CURLoption)(int)(nint)data!, mark));
    }

    private static void Set(CURL curl, CURLoption data, CURLcode result)
    {
        Drive.Ok(result);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_PRIVATE, (nint)data));
    }

    private static void Upload(CURL curl, long size)
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_UPLOAD, 1));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, size));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_EXPECT_100_TIMEOUT_MS, 1));
    }

    // The descriptor becomes libcurl's: the Socket object must not close it.
    private static curl_socket_t Take(Socket socket)
    {
        nint descriptor = socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }

    private static void Close(curl_socket_t socket)
    {
        using Socket closing = new(new SafeSocketHandle(socket, ownsHandle: true));
    }
}
