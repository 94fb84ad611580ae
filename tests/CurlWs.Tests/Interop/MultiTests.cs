using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The multi interface on loopback: its loop, its events, its callbacks.</summary>
public sealed class MultiTests
{
    [Fact]
    public Task Perform_SeveralTransfers_EachIsReportedWithItsHandle() => RunAsync(async (server, multi) =>
    {
        CURL[] handles = [Drive.NewCurl(server.HttpUri), Drive.NewCurl(server.HttpUri), Drive.NewCurl(new Uri("http://127.0.0.1:1/"))];
        foreach (CURL curl in handles)
        {
            Drive.Ok(curl_multi_add_handle(multi, curl));
        }

        Assert.Equal(3, curl_multi_get_handles(multi).Length);
        Drive.Ok(await Drive.OnThreadAsync(() => MultiLoop.Run(multi)));
        Dictionary<CURL, CURLcode> results = Messages(multi);
        Assert.Equal([CURLE_OK, CURLE_OK, CURLE_COULDNT_CONNECT], handles.Select(curl => results[curl]));
        foreach (CURL curl in handles)
        {
            Drive.Ok(curl_multi_remove_handle(multi, curl));
            curl_easy_cleanup(curl);
        }
    });

    [Fact]
    public async Task Wakeup_FromAnotherThread_EndsAPoll()
    {
        CURLM multi = curl_multi_init()!;
        Task<CURLMcode> polling = Drive.OnThreadAsync(() => curl_multi_poll(multi, [], 60_000, out _));
        Drive.Ok(curl_multi_wakeup(multi));
        Drive.Ok(await polling);
        Drive.Ok(curl_multi_cleanup(multi));
    }

    [Fact]
    public async Task Poll_SocketOfTheCaller_IsReportedReady()
    {
        CURLM multi = curl_multi_init()!;
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        using Socket idle = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        curl_waitfd[] fds =
        [
            new curl_waitfd { fd = idle.Handle, events = CURL_WAIT_POLLIN },
            new curl_waitfd { fd = listener.Handle, events = CURL_WAIT_POLLIN },
        ];
        Task<int> polling = Drive.OnThreadAsync(() =>
        {
            Drive.Ok(curl_multi_poll(multi, fds, 60_000, out int ready));
            return ready;
        });
        using Socket peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!, Deadline.Token());
        Assert.Equal(1, await polling);
        Assert.Equal(0, fds[0].revents);
        Assert.Equal(CURL_WAIT_POLLIN, fds[1].revents);
        Drive.Ok(curl_multi_cleanup(multi));
    }

    [Fact]
    public Task WaitFds_ConnectedTransfer_NamesItsSocket() => RunAsync(async (server, multi) =>
    {
        Assert.SkipWhen(LoadedLibrary.VersionNumber < 0x080800, "curl_multi_waitfds came with 8.8.0.");
        CURL curl = Drive.NewCurl(server.HttpUri);
        Drive.Ok(curl_multi_add_handle(multi, curl));
        curl_waitfd[] fds = new curl_waitfd[4];
        uint count = 0;
        while (count == 0)
        {
            Drive.Ok(curl_multi_perform(multi, out int running));
            Assert.Equal(1, running);
            count = WaitFds(multi, fds);
        }

        Assert.NotEqual(default, fds[0].fd);
        Assert.NotEqual(0, fds[0].events);
        Assert.Equal(CURLM_OUT_OF_MEMORY, Overflow(multi));
        Drive.Ok(await Drive.OnThreadAsync(() => MultiLoop.Run(multi)));
        curl_easy_cleanup(curl);
    });

    [Fact]
    public Task SocketAction_WithSocketAndTimerCallbacks_DrivesATransfer() => RunAsync(async (server, multi) =>
    {
        CURL curl = Drive.NewCurl(server.HttpUri);
        EventLoop loop = new(multi);
        Drive.Ok(curl_multi_add_handle(multi, curl));
        await Drive.OnThreadAsync(loop.Run);
        Assert.Equal(CURLE_OK, Messages(multi)[curl]);
        Assert.Same(loop.UserData, Assert.Single(loop.SocketUsers.Distinct()));
        Assert.Same(loop.UserData, Assert.Single(loop.TimerUsers.Distinct()));
        Assert.Contains(loop.Assigned, loop.SocketObjects);

        // Null stands for a handle of libcurl's own, such as the one that resolves.
        Assert.Contains(curl, loop.Handles);
        Assert.All(loop.Handles, handle => Assert.True(handle is null || handle == curl));
        Drive.Ok(curl_multi_remove_handle(multi, curl));
        curl_easy_cleanup(curl);
    });

    [Theory]
    [InlineData("socket")]
    [InlineData("timer")]
    public Task EventCallback_ThatThrows_SurfacesFromTheCallThatDroveIt(string which) => RunAsync((server, multi) =>
    {
        CURL curl = Drive.NewCurl(server.HttpUri);
        InvalidOperationException thrown = new(which);
        curl_multi_timer_callback timer = (_, _, _) => which == "timer" ? throw thrown : 0;
        curl_socket_callback socket = (_, _, _, _, _) => which == "socket" ? throw thrown : 0;
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket));
        Exception surfaced = Assert.Throws<InvalidOperationException>(() =>
        {
            Drive.Ok(curl_multi_add_handle(multi, curl));
            for (int i = 0; i < 100; i++)
            {
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, out _);
            }
        });
        Assert.Same(thrown, surfaced);
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, (curl_multi_timer_callback?)null));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, (curl_socket_callback?)null));
        curl_easy_cleanup(curl);
        return Task.CompletedTask;
    }, mayStayUnused: true);

    [Fact]
    public Task Notify_TransferThatEnds_CallsBackWithItsData() => RunAsync(async (server, multi) =>
    {
        Assert.SkipWhen(LoadedLibrary.VersionNumber < 0x081100, "curl_multi_notify_enable came with 8.17.0.");
        List<(CURLM, uint, object?)> seen = [];
        object mark = new();
        CURL curl = Drive.NewCurl(server.HttpUri);
        Drive.Ok(
            curl_multi_setopt(multi, CURLMOPT_NOTIFYFUNCTION, (curl_notify_callback)((m, what, _, user) => seen.Add((m, what, user)))));
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_NOTIFYDATA, mark));
        Drive.Ok(curl_multi_notify_enable(multi, CURLMNOTIFY_INFO_READ));
        Drive.Ok(curl_multi_add_handle(multi, curl));
        Drive.Ok(await Drive.OnThreadAsync(() => MultiLoop.Run(multi)));
        Assert.Contains((multi, (uint)CURLMNOTIFY_INFO_READ, mark), seen);

        InvalidOperationException thrown = new("notify");
        Drive.Ok(curl_multi_setopt(multi, CURLMOPT_NOTIFYFUNCTION, (curl_notify_callback)((_, _, _, _) => throw thrown)));
        Drive.Ok(curl_multi_remove_handle(multi, curl));
        Messages(multi);
        Drive.Ok(curl_multi_add_handle(multi, curl));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.OnThreadAsync(() => MultiLoop.Run(multi))));
        Drive.Ok(curl_multi_notify_disable(multi, CURLMNOTIFY_INFO_READ));
        curl_easy_cleanup(curl);
    });

    [Fact]
    public Task WriteCallback_ThatThrowsInAMulti_SurfacesFromPerform() => RunAsync(async (server, multi) =>
    {
        CURL curl = Drive.NewCurl(server.HttpUri);
        InvalidOperationException thrown = new("write");
        Throw(curl, thrown);
        Drive.Ok(curl_multi_add_handle(multi, curl));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.OnThreadAsync(() => MultiLoop.Run(multi))));
        Drive.Ok(await Drive.OnThreadAsync(() => MultiLoop.Run(multi)));
        Assert.Equal(CURLE_WRITE_ERROR, Messages(multi)[curl]);
        curl_easy_cleanup(curl);
    });

    internal static unsafe Dictionary<CURL, CURLcode> Messages(CURLM multi)
    {
        Dictionary<CURL, CURLcode> results = [];
        while (curl_multi_info_read(multi, out _) is var message && message != null)
        {
            Assert.Equal(CURLMSG_DONE, message->msg);
            CURL? curl = message->easy_handle;
            Assert.True(message->easy_handle == curl);
            results.Add(curl!, message->data.result);
        }

        return results;
    }

    private static unsafe void Throw(CURL curl, Exception exception) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (curl_write_callback)((_, _, _, _) => throw exception)));

    private static unsafe uint WaitFds(CURLM multi, curl_waitfd[] fds)
    {
        uint count;
        fixed (curl_waitfd* p = fds)
        {
            Drive.Ok(curl_multi_waitfds(multi, p, (uint)fds.Length, &count));
        }

        return count;
    }

    private static unsafe CURLMcode Overflow(CURLM multi)
    {
        curl_waitfd none;
        uint count;
        CURLMcode result = curl_multi_waitfds(multi, &none, 0, &count);
        Assert.NotEqual(0u, count);
        return result;
    }

    private static async Task RunAsync(Func<ScriptedServer, CURLM, Task> test, bool mayStayUnused = false)
    {
        ScriptedServer server = ScriptedServer.Start(Drive.Http());
        CURLM multi = curl_multi_init()!;
        try
        {
            await test(server, multi);
        }
        finally
        {
            foreach (CURL_ptr left in curl_multi_get_handles(multi))
            {
                curl_easy_cleanup(left);
            }

            curl_multi_cleanup(multi);
            if (mayStayUnused) { server.Abort(); }
            await server.DisposeAsync();
        }
    }

    /// <summary>An application's own event loop: libcurl says what to wait for, the loop says what happened.</summary>
    private sealed class EventLoop
    {
        private readonly CURLM _multi;
        private readonly CURLM _poller = curl_multi_init()!;
        private readonly Dictionary<nint, int> _sockets = [];
        private long _timeout = -1;

        internal EventLoop(CURLM multi)
        {
            _multi = multi;
            curl_socket_callback socket = OnSocket;
            curl_multi_timer_callback timer = OnTimer;
            Drive.Ok(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket));
            Drive.Ok(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, UserData));
            Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer));
            Drive.Ok(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, UserData));
        }

        internal object UserData { get; } = new();

        internal object Assigned { get; } = new();

        internal List<object?> SocketUsers { get; } = [];

        internal List<object?> SocketObjects { get; } = [];

        internal List<object?> TimerUsers { get; } = [];

        internal List<CURL?> Handles { get; } = [];

        internal bool Run()
        {
            int running = 1;
            while (running > 0)
            {
                curl_waitfd[] fds = [.. _sockets.Select(pair => new curl_waitfd
                {
                    fd = pair.Key,
                    events = (short)(((pair.Value & CURL_POLL_IN) != 0 ? CURL_WAIT_POLLIN : 0)
                        | ((pair.Value & CURL_POLL_OUT) != 0 ? CURL_WAIT_POLLOUT : 0)),
                })];
                Assert.True(fds.Length > 0 || _timeout >= 0, "libcurl waits for nothing");
                Drive.Ok(curl_multi_poll(_poller, fds, (int)Math.Min(_timeout < 0 ? 10_000 : _timeout, 10_000), out int ready));
                if (ready == 0)
                {
                    _timeout = -1;
                    Drive.Ok(curl_multi_socket_action(_multi, CURL_SOCKET_TIMEOUT, 0, out running));
                    continue;
                }

                foreach (curl_waitfd fd in fds.Where(fd => fd.revents != 0))
                {
                    int what = ((fd.revents & CURL_WAIT_POLLIN) != 0 ? CURL_CSELECT_IN : 0) | (
                        (fd.revents & CURL_WAIT_POLLOUT) != 0 ? CURL_CSELECT_OUT : 0);
                    Drive.Ok(curl_multi_socket_action(_multi, fd.fd, what, out running));
                }
            }

            Drive.Ok(curl_multi_cleanup(_poller));
            return true;
        }

        private int OnSocket(CURL? easy, curl_socket_t s, int what, object? userp, object? socketp)
        {
            Handles.Add(easy);
            SocketUsers.Add(userp);
            SocketObjects.Add(socketp);
            if (what == CURL_POLL_REMOVE)
            {
                _sockets.Remove(s);
            }
            else
            {
                _sockets[s] = what;
                Drive.Ok(curl_multi_assign(_multi, s, Assigned));
            }

            return 0;
        }

        private int OnTimer(CURLM m, long timeout_ms, object? userp)
        {
            Assert.Same(_multi, m);
            TimerUsers.Add(userp);
            _timeout = timeout_ms;
            return 0;
        }
    }
}
