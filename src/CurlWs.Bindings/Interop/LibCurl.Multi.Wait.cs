// The functions of <curl/multi.h> that wait or tell what to wait for, libcurl 8.22.0.

using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

public static unsafe partial class LibCurl
{
    /// <summary>
    /// Waits for libcurl's sockets and the caller's, or for <see cref="curl_multi_wakeup"/>, at most <paramref name="timeout_ms"/>
    /// milliseconds. <see href="https://curl.se/libcurl/c/curl_multi_poll.html">curl_multi_poll(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_poll(CURLM? m, curl_waitfd* extra_fds, uint extra_nfds, int timeout_ms, int* ret) =>
        Wait(m, extra_fds, extra_nfds, timeout_ms, ret, wakeable: true);

    /// <inheritdoc cref="curl_multi_poll(CURLM, curl_waitfd*, uint, int, int*)"/>
    public static CURLMcode curl_multi_poll(CURLM? m, Span<curl_waitfd> extra_fds, int timeout_ms, out int ret)
    {
        int ready = 0;
        CURLMcode result;
        fixed (curl_waitfd* p = extra_fds)
        {
            result = curl_multi_poll(m, p, (uint)extra_fds.Length, timeout_ms, &ready);
        }

        ret = ready;
        return result;
    }

    /// <summary>
    /// Like <see cref="curl_multi_poll(CURLM, curl_waitfd*, uint, int, int*)"/>, but returns at once when there is nothing to wait for, and
    /// cannot be woken up. <see href="https://curl.se/libcurl/c/curl_multi_wait.html">curl_multi_wait(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_wait(CURLM? m, curl_waitfd* extra_fds, uint extra_nfds, int timeout_ms, int* ret) =>
        Wait(m, extra_fds, extra_nfds, timeout_ms, ret, wakeable: false);

    /// <summary>
    /// Ends a <c>curl_multi_poll</c>, now or the next one. May be called from any thread.
    /// <see href="https://curl.se/libcurl/c/curl_multi_wakeup.html">curl_multi_wakeup(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_wakeup(CURLM? m)
    {
        if (m is null)
        {
            return CURLMcode.CURLM_BAD_HANDLE;
        }

        using Hold hold = Hold.On(m);
        return Native.curl_multi_wakeup(hold.Handle);
    }

    /// <summary>
    /// Lists the sockets to wait for, as C's <c>fd_set</c>s.
    /// <see href="https://curl.se/libcurl/c/curl_multi_fdset.html">curl_multi_fdset(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_fdset(CURLM? m, void* read_fd_set, void* write_fd_set, void* exc_fd_set, int* max_fd)
    {
        if (max_fd == null || read_fd_set == null || write_fd_set == null)
        {
            return CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        using Call call = Call.On(m);
        return call.Refused ? call.MultiRefusal : Native.curl_multi_fdset(call.Handle, read_fd_set, write_fd_set, exc_fd_set, max_fd);
    }

    /// <summary>
    /// Lists the sockets to wait for; <paramref name="fd_count"/> receives the number of all, also beyond <paramref name="size"/>. Since
    /// libcurl 8.8. <see href="https://curl.se/libcurl/c/curl_multi_waitfds.html">curl_multi_waitfds(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLMcode curl_multi_waitfds(CURLM? m, curl_waitfd* ufds, uint size, uint* fd_count)
    {
        if (ufds == null && size != 0)
        {
            return CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        using Call call = Call.On(m);
        if (call.Refused)
        {
            return call.MultiRefusal;
        }

        uint count = 0;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                CURLMcode answer = Native.curl_multi_waitfds(call.Handle, ufds, size, &count);
                Store(fd_count, count);
                return answer;
            }

            curl_waitfd_unix[] rented = ArrayPool<curl_waitfd_unix>.Shared.Rent((int)Math.Max(size, 1));
            try
            {
                CURLMcode result;
                fixed (curl_waitfd_unix* narrow = rented)
                {
                    result = Native.curl_multi_waitfds(call.Handle, narrow, size, &count);
                }

                for (int i = 0; i < Math.Min(size, count); i++)
                {
                    ufds[i] = new curl_waitfd { fd = (nint)rented[i].fd, events = rented[i].events, revents = rented[i].revents };
                }

                Store(fd_count, count);
                return result;
            }
            finally
            {
                ArrayPool<curl_waitfd_unix>.Shared.Return(rented);
            }
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_multi_waitfds), "8.8.0", e);
        }
    }

    /// <summary>
    /// Reports how long to wait at most, in milliseconds; -1 for no limit of libcurl's.
    /// <see href="https://curl.se/libcurl/c/curl_multi_timeout.html">curl_multi_timeout(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_timeout(CURLM? m, long* timeout_ms)
    {
        using Call call = Call.On(m);
        if (call.Refused || timeout_ms == null)
        {
            return call.Refused ? call.MultiRefusal : CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        CLong timeout = default;
        CURLMcode result = Native.curl_multi_timeout(call.Handle, &timeout);
        *timeout_ms = timeout.Value;
        return result;
    }

    /// <inheritdoc cref="curl_multi_timeout(CURLM, long*)"/>
    public static CURLMcode curl_multi_timeout(CURLM? m, out long timeout_ms)
    {
        long timeout = 0;
        CURLMcode result = curl_multi_timeout(m, &timeout);
        timeout_ms = timeout;
        return result;
    }

    /// <summary>
    /// Tells libcurl that a socket is ready (<c>CURL_CSELECT_*</c> bits), or a timeout.
    /// <see href="https://curl.se/libcurl/c/curl_multi_socket_action.html">curl_multi_socket_action(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_socket_action(CURLM? m, curl_socket_t s, int ev_bitmask, int* running_handles)
    {
        int ignored;
        using Call call = Call.On(m);
        return call.Refused
            ? call.MultiRefusal
            : Native.curl_multi_socket_action(call.Handle, s, ev_bitmask, running_handles == null ? &ignored : running_handles);
    }

    /// <inheritdoc cref="curl_multi_socket_action(CURLM, curl_socket_t, int, int*)"/>
    public static CURLMcode curl_multi_socket_action(CURLM? m, curl_socket_t s, int ev_bitmask, out int running_handles)
    {
        int running = 0;
        CURLMcode result = curl_multi_socket_action(m, s, ev_bitmask, &running);
        running_handles = running;
        return result;
    }

    /// <summary>
    /// Deprecated: use <c>curl_multi_socket_action</c>.
    /// <see href="https://curl.se/libcurl/c/curl_multi_socket.html">curl_multi_socket(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_socket(CURLM? m, curl_socket_t s, int* running_handles)
    {
        int ignored;
        using Call call = Call.On(m);
        return call.Refused
            ? call.MultiRefusal
            : Native.curl_multi_socket(call.Handle, s, running_handles == null ? &ignored : running_handles);
    }

    /// <summary>
    /// Deprecated: use <c>curl_multi_socket_action</c>.
    /// <see href="https://curl.se/libcurl/c/curl_multi_socket_all.html">curl_multi_socket_all(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_socket_all(CURLM? m, int* running_handles)
    {
        int ignored;
        using Call call = Call.On(m);
        return call.Refused
            ? call.MultiRefusal
            : Native.curl_multi_socket_all(call.Handle, running_handles == null ? &ignored : running_handles);
    }

    /// <summary>
    /// Attaches to a socket a pointer that the socket callback receives: C's form.
    /// <see href="https://curl.se/libcurl/c/curl_multi_assign.html">curl_multi_assign(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_assign(CURLM? m, curl_socket_t sockfd, void* sockp)
    {
        using Call call = Call.On(m);
        CURLMcode result = call.Refused ? call.MultiRefusal : Native.curl_multi_assign(call.Handle, sockfd, sockp);
        if (result == CURLMcode.CURLM_OK)
        {
            m!.SetSocketData(sockfd, sockp == null ? null : (nint)sockp);
        }

        return result;
    }

    /// <summary>
    /// Attaches to a socket an object that a managed socket callback receives, until libcurl lets go of the socket.
    /// <see href="https://curl.se/libcurl/c/curl_multi_assign.html">curl_multi_assign(3)</see>.
    /// </summary>
    public static CURLMcode curl_multi_assign(CURLM? m, curl_socket_t? sockfd, object? sockp)
    {
        using Call call = Call.On(m);
        if (call.Refused)
        {
            return call.MultiRefusal;
        }

        curl_socket_t socket = sockfd ?? CURL_SOCKET_BAD;

        // libcurl is told only that there is one: it refuses a socket that it does not know.
        CURLMcode result = Native.curl_multi_assign(call.Handle, socket, sockp is null ? null : s_nothing);
        if (result == CURLMcode.CURLM_OK)
        {
            m!.SetSocketData(socket, sockp);
        }

        return result;
    }

    /// <summary>
    /// A header of a pushed request by number; good until the callback returns.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.
    /// </summary>
    public static string? curl_pushheader_bynum(curl_pushheaders* h, nuint num) => Utf8.Text(Native.curl_pushheader_bynum(h, num));

    /// <summary>
    /// A header of a pushed request by name; good until the callback returns.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_PUSHFUNCTION.html">CURLMOPT_PUSHFUNCTION(3)</see>.
    /// </summary>
    public static string? curl_pushheader_byname(curl_pushheaders* h, string? name)
    {
        fixed (byte* p = Utf8.Bytes(name))
        {
            return Utf8.Text(Native.curl_pushheader_byname(h, p));
        }
    }

    /// <summary>
    /// Switches a notification off. Since libcurl 8.17.
    /// <see href="https://curl.se/libcurl/c/curl_multi_notify_disable.html">curl_multi_notify_disable(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLMcode curl_multi_notify_disable(CURLM? m, uint notification)
    {
        using Call call = Call.On(m);
        try
        {
            return call.Refused ? call.MultiRefusal : Native.curl_multi_notify_disable(call.Handle, notification);
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_multi_notify_disable), "8.17.0", e);
        }
    }

    /// <summary>
    /// Switches a notification on: <c>CURLMNOTIFY_*</c>. Since libcurl 8.17.
    /// <see href="https://curl.se/libcurl/c/curl_multi_notify_enable.html">curl_multi_notify_enable(3)</see>.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public static CURLMcode curl_multi_notify_enable(CURLM? m, uint notification)
    {
        using Call call = Call.On(m);
        try
        {
            return call.Refused ? call.MultiRefusal : Native.curl_multi_notify_enable(call.Handle, notification);
        }
        catch (EntryPointNotFoundException e)
        {
            throw TooOld(nameof(curl_multi_notify_enable), "8.17.0", e);
        }
    }

    private static CURLMcode Wait(CURLM? m, curl_waitfd* fds, uint count, int timeout, int* ret, bool wakeable)
    {
        if (fds == null && count != 0)
        {
            return CURLMcode.CURLM_BAD_FUNCTION_ARGUMENT;
        }

        int ignored;
        ret = ret == null ? &ignored : ret;
        *ret = 0;
        using Call call = Call.On(m);
        if (call.Refused)
        {
            return call.MultiRefusal;
        }

        if (OperatingSystem.IsWindows() || count == 0)
        {
            return wakeable
                ? Native.curl_multi_poll(call.Handle, fds, count, timeout, ret)
                : Native.curl_multi_wait(call.Handle, fds, count, timeout, ret);
        }

        curl_waitfd_unix[] rented = ArrayPool<curl_waitfd_unix>.Shared.Rent((int)count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                rented[i] = new curl_waitfd_unix { fd = (int)(nint)fds[i].fd, events = fds[i].events };
            }

            CURLMcode result;
            fixed (curl_waitfd_unix* narrow = rented)
            {
                result = wakeable
                    ? Native.curl_multi_poll(call.Handle, narrow, count, timeout, ret)
                    : Native.curl_multi_wait(call.Handle, narrow, count, timeout, ret);
            }

            for (int i = 0; i < count; i++)
            {
                fds[i].revents = rented[i].revents;
            }

            return result;
        }
        finally
        {
            ArrayPool<curl_waitfd_unix>.Shared.Return(rented);
        }
    }

    private static void Store(uint* target, uint value)
    {
        if (target != null)
        {
            *target = value;
        }
    }
}
