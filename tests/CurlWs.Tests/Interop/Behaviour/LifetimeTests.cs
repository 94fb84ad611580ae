using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Which call ends a connection, which one bounds the handshake, and what wakes a waiter.</summary>
public sealed class LifetimeTests
{
    /// <remarks>
    /// Ignored for CONNECT_ONLY since 8.17. Without an answer perform would then hang, so the script answers when far more time
    /// has passed.
    /// </remarks>
    [Fact]
    public Task Timeout_BeforeThe101_CountsBefore817Only()
    {
        Gate late = new();
        Stopwatch clock = Stopwatch.StartNew();
        return BlockingClient.RunAsync(
            async connection =>
            {
                try
                {
                    await connection.ReadRequestAsync();
                }
                catch (EndOfStreamException)
                {
                    // On a slow machine the time is up before the request has left.
                    return;
                }

                await Task.WhenAny(late.Opened, connection.WaitForEofAsync());
                if (late.IsOpen)
                {
                    await connection.AcceptUpgradeAsync();
                }
            },
            server =>
            {
                using Session session = Session.Open(
                    server,
                    curl =>
                    {
                        Session.Set(curl, CURLOPT_TIMEOUT_MS, 100);
                        OnProgress(curl, () =>
                        {
                            if (clock.ElapsedMilliseconds > 500)
                            {
                                late.Open();
                            }

                            return 0;
                        });
                    },
                    out CURLcode code);
                Assert.Equal(LibcurlVersions.Since(LibcurlVersions.V8_17) ? CURLE_OK : CURLE_OPERATION_TIMEDOUT, code);
            });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task NoAnswer_LowSpeedOrProgress_EndsPerform(bool lowSpeed) => BlockingClient.RunAsync(Scripts.NeverAnswerAsync, server =>
    {
        using Session session = Session.Open(
            server,
            curl =>
            {
                if (lowSpeed)
                {
                    Session.Set(curl, CURLOPT_LOW_SPEED_LIMIT, 1);
                    Session.Set(curl, CURLOPT_LOW_SPEED_TIME, 1);
                }
                else
                {
                    OnProgress(curl, () => server.Connections.Count > 0 ? 1 : 0);
                }
            },
            out CURLcode code);
        Assert.Equal(lowSpeed ? CURLE_OPERATION_TIMEDOUT : CURLE_ABORTED_BY_CALLBACK, code);
    });

    [Fact]
    public async Task Timeout_AfterThe101_DoesNotEndAConnection()
    {
        // Long enough for a handshake on a busy machine, for which it counts.
        const int TimeoutMs = 1000;
        Gate late = new();
        await BlockingClient.UpgradedAsync(
            async connection =>
            {
                await late.WaitAsync();
                await connection.WriteTextAsync("late");
            },
            server =>
            {
                using Session session = Session.Connect(server, curl => Session.Set(curl, CURLOPT_TIMEOUT_MS, TimeoutMs));

                // Later than the timeout, by a clock that libcurl itself waits on.
                using CURLM clock = curl_multi_init()!;
                Assert.Equal(CURLM_OK, curl_multi_poll(clock, [], TimeoutMs + 100, out _));
                Assert.Equal(CURLE_AGAIN, session.Recv().Code);
                late.Open();
                Assert.Equal("late"u8.ToArray(), session.RecvNext().Data);
                session.SendAll(CURLWS_TEXT, "x"u8);
            });
    }

    [Fact]
    public async Task Perform_ASecondTime_OpensAnotherConnectionAndLeavesTheFirst()
    {
        Gate second = new();
        Gate cleaned = new();
        await using ScriptedServer server = ScriptedServer.Start(
        [
            async connection =>
            {
                await connection.AcceptUpgradeAsync();
                await second.WaitAsync();
                Assert.Equal(0, connection.Socket.Available);
                await connection.WriteTextAsync("for nobody");
                await connection.WaitForEofAsync();
                Assert.True(cleaned.IsOpen, "The first connection ended before the handle was cleaned up.");
            },
            async connection =>
            {
                await connection.AcceptUpgradeAsync(glued: Wire.Text("second"));
                await connection.WaitForEofAsync();
            },
        ]);
        await BlockingClient.OnOwnThreadAsync(() =>
        {
            using Session session = Session.ConnectQuiet(server);
            nint first = session.Socket;
            Assert.Equal(CURLE_OK, curl_easy_perform(session.Curl));
            Assert.NotEqual(first, session.Socket);
            second.Open();
            Assert.Equal("second"u8.ToArray(), session.RecvNext().Data);
            Assert.Equal(CURLE_AGAIN, session.Recv().Code);
            cleaned.Open();
        });
        await server.Completed;
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public Task Reset_OfAConnectedHandle_LosesTheConnection() => BlockingClient.UpgradedAsync(_ => Task.CompletedTask, server =>
    {
        using Session session = Session.ConnectQuiet(server);
        curl_easy_reset(session.Curl);
        Assert.Equal(CURLE_UNSUPPORTED_PROTOCOL, session.Recv().Code);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Calls_BeforeAnyPerform_AreRefused(
        bool connectOnly) => BlockingClient.RunAsync(connection => connection.WaitForEofAsync(), server =>
    {
        using Session session = Session.Prepare(server, curl => Session.Set(curl, CURLOPT_CONNECT_ONLY, connectOnly ? 2 : 0));
        Assert.Equal(connectOnly ? CURLE_BAD_FUNCTION_ARGUMENT : CURLE_UNSUPPORTED_PROTOCOL, session.Recv().Code);
        Assert.Equal((connectOnly ? CURLE_UNSUPPORTED_PROTOCOL : CURLE_SEND_ERROR, 0), session.Send(CURLWS_TEXT, "x"u8));
        Assert.False(curl_ws_meta(session.Curl, out _));
        Assert.Equal(-1, session.Socket);
        using System.Net.Sockets.TcpClient nobody = new("127.0.0.1", server.Port);
    });

    [Fact]
    public Task Multi_HandleKeptIn_WorksAndRemovedLosesTheConnection() => BlockingClient.UpgradedAsync(
        async connection =>
        {
            await connection.WriteTextAsync("hello");
            Assert.Equal("Text fin [1] 78", (await connection.ReadFrameAsync()).ToString());
        },
        server =>
        {
            using CURLM multi = curl_multi_init()!;
            using Session session = Session.Prepare(server, Session.NoAutoPong);
            Assert.Equal(CURLE_OK, MultiPerform.Run(multi, session.Curl));
            Assert.Equal("hello"u8.ToArray(), session.RecvNext().Data);
            session.SendAll(CURLWS_TEXT, "x"u8);
            Assert.False(curl_ws_meta(session.Curl, out _));
            Assert.NotEqual(-1, session.Socket);
            Assert.Equal(CURLM_OK, curl_multi_remove_handle(multi, session.Curl));
            Assert.Equal(-1, session.Socket);
            Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, session.Recv().Code);
            Assert.Equal((CURLE_UNSUPPORTED_PROTOCOL, 0), session.Send(CURLWS_TEXT, "x"u8));
        });

    [Fact]
    public Task Wakeup_FromAnotherThread_EndsAWaitForASilentSocket()
    {
        Gate waiting = new();
        return BlockingClient.UpgradedAsync(_ => Task.CompletedTask, server =>
        {
            using Session session = Session.ConnectQuiet(server);
            Assert.Equal(CURLE_AGAIN, session.Recv().Code);
            Thread waker = new(() =>
            {
                waiting.WaitAsync().GetAwaiter().GetResult();
                session.Wake();
            });
            waker.Start();
            waiting.Open();
            Assert.False(session.Wait(CURL_WAIT_POLLIN));
            waker.Join();

            // A wakeup that comes before the wait is not lost.
            Assert.Equal(CURLM_OK, session.Wake());
            Assert.False(session.Wait(CURL_WAIT_POLLIN));
        });
    }

    private static void OnProgress(CURL curl, Func<int> progress)
    {
        curl_xferinfo_callback callback = (_, _, _, _, _) => progress();
        Session.Set(curl, CURLOPT_NOPROGRESS, 0);
        Assert.Equal(CURLE_OK, curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, callback));
    }
}
