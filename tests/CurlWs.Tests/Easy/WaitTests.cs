#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Interop.Behaviour;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Tests.Easy.WebSocketCallsClient;

namespace CurlWs.Tests.Easy;

/// <summary>Waiting on a connection of <see cref="CurlEasy"/>.</summary>
public sealed class WaitTests
{
    [Fact]
    public async Task WaitToReceive_Canceled_KeepsTheConnection()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlEasy easy = await ConnectAsync(server);
        for (int i = 0; i < 10; i++)
        {
            using CancellationTokenSource source = new();
            Task wait = easy.WaitToReceiveAsync(source.Token).AsTask();
            Assert.False(wait.IsCompleted);
            await source.CancelAsync();
            OperationCanceledException canceled = await ThrowsAsync<OperationCanceledException>(() => wait);
            Assert.Equal(source.Token, canceled.CancellationToken);
            await easy.SendAsync("x"u8.ToArray(), WebSocketFrameKind.Text);
            Assert.Equal("x"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);
        }
    }

    [Fact]
    public async Task WaitToSend_Canceled_KeepsTheConnection()
    {
        byte[] payload = Wire.Noise(1 << 20);
        Gate full = new();
        int frames = 0;
        await ScriptedServer.RunAsync(
            Scripts.Upgraded(async server =>
            {
                await full.WaitAsync();
                for (int i = 0; i <= frames; i++)
                {
                    Assert.Equal(payload, (await server.ReadFrameAsync()).Payload);
                }
            }),
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(server, Connections.LimitSendBuffer);
                using CancellationTokenSource source = new();
                (frames, ReadOnlyMemory<byte> rest, Task wait) = await easy.FillUpAsync(payload, source.Token);
                while (await Record.ExceptionAsync(() => easy.WaitToSendAsync(Deadline.Token()).AsTask()) is not InvalidOperationException)
                {
                    // There is room again: the sender's kernel probes a closed window, and the other makes place.
                    await Deadline.Within(wait);
                    (int more, rest, wait) = await easy.FillUpAsync(payload, source.Token, rest);
                    frames += more;
                }

                await source.CancelAsync();
                await ThrowsAsync<OperationCanceledException>(() => wait);
                full.Open();
                await easy.SendAsync(rest, WebSocketFrameKind.Binary);
            },
            Narrow);
    }

    [Fact]
    public async Task Dispose_WhileWaitingInBothDirections_EndsBothWaits()
    {
        // The server does not read, not even to the end: megabytes through a narrow window take long on a busy machine.
        Gate done = new();
        await using ScriptedServer server = ScriptedServer.Start(Scripts.Upgraded(_ => done.WaitAsync()), Narrow);
        CurlEasy easy = await ConnectAsync(server, Connections.LimitSendBuffer);
        byte[] payload = Wire.Noise(1 << 20);
        (_, ReadOnlyMemory<byte> rest, Task wait) = await easy.FillUpAsync(payload, Deadline.Token());
        Task sending = easy.KeepFullAsync(payload, rest, wait);
        Task receiving = easy.WaitToReceiveAsync(Deadline.Token()).AsTask();
        easy.Dispose();
        await ThrowsAsync<ObjectDisposedException>(() => receiving);
        await ThrowsAsync<ObjectDisposedException>(() => sending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => easy.WaitToReceiveAsync().AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => easy.WaitToSendAsync().AsTask());
        done.Open();
    }

    [Fact]
    public async Task WaitToReceive_WithoutConnection_Throws()
    {
        using CurlEasy easy = new();
        await Assert.ThrowsAsync<InvalidOperationException>(() => easy.WaitToReceiveAsync().AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => easy.WaitToSendAsync().AsTask());
    }

    [Fact]
    public async Task BothDirectionsAtOnce_ManyMessages_NeitherDisturbsTheOther()
    {
        const int Count = 60;
        byte[] payload = Wire.Noise(100_000);
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync, Narrow);
        using CurlEasy easy = await ConnectAsync(server);
        Task sender = Task.Run(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                await easy.SendAsync(payload, WebSocketFrameKind.Binary);
            }
        });
        Task receiver = Task.Run(async () =>
        {
            long bytes = 0;
            while (bytes < (long)Count * payload.Length)
            {
                bytes += (await easy.ReceiveAsync(1000)).Frame.Count;
            }
        });
        await Deadline.Within(Task.WhenAll(sender, receiver), Deadline.Default * 3);
    }

    [Fact]
    public async Task DisposedAndConnectedAnew_SameDescriptor_OldEventsDoNotReachTheNewWait()
    {
        const int Rounds = 200;
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        nint last = -1;
        int reused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using CurlEasy easy = await ConnectAsync(server);
            Assert.Equal(
                CURLcode.CURLE_OK, LibCurl.curl_easy_getinfo(easy.Handle, LibCurl.CURLINFO_ACTIVESOCKET, out curl_socket_t socket));
            reused += socket == last ? 1 : 0;
            last = socket;
            Task wait = easy.WaitToReceiveAsync(Deadline.Token()).AsTask();
            Assert.False(wait.IsCompleted);
            if (round % 2 == 0)
            {
                // Left pending: disposed with the object.
                _ = wait.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
                continue;
            }

            await easy.SendAsync("x"u8.ToArray(), WebSocketFrameKind.Text);
            await Deadline.Within(wait);
            Assert.True(easy.TryReceive(new byte[8], out WebSocketFrame frame));
            Assert.Equal(1, frame.Count);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{reused} of {Rounds} connections had the descriptor of the one before");
    }

    [Fact]
    public async Task TlsHoldsMore_TryFirst_FindsWhatTheSocketNeverSignals()
    {
        using TestCertificates certificates = new();
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.AcceptUpgradeAsync();
                await server.ReadFrameAsync();
                await server.WriteAsync(Wire.Concat(Wire.Text("one"), Wire.Text("two"), Wire.Text("three")));
                await server.WaitForEofAsync();
            },
            async server =>
            {
                using CurlEasy easy = await ConnectAsync(
                    server, e => Session.Set(e.Handle, LibCurl.CURLOPT_CAINFO, certificates.CaFile));
                await easy.SendAsync("go"u8.ToArray(), WebSocketFrameKind.Text);
                Assert.Equal("one"u8.ToArray(), (await easy.ReceiveAsync()).Bytes);

                // All three came in one record, which has been taken off the socket: whoever waits first, waits for ever.
                Task wait = easy.WaitToReceiveAsync(Deadline.Token()).AsTask();
                Assert.True(await StaysPendingAsync(wait));
                Assert.True(easy.TryReceive(new byte[8], out WebSocketFrame two));
                Assert.True(easy.TryReceive(new byte[8], out WebSocketFrame three));
                Assert.Equal((3, 5), (two.Count, three.Count));
                Assert.False(wait.IsCompleted);
                easy.Dispose();
                await ThrowsAsync<ObjectDisposedException>(() => wait);
            },
            new ScriptedServerOptions { Certificate = certificates.Server });
    }
}
