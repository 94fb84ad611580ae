using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Websocket.Client;

namespace CurlWs.Benchmarks;

/// <summary>
/// The Websocket.Client package, over ClientWebSocket. It hands every message over in an array of its own, from the loop that reads.
/// </summary>
internal sealed class WebsocketClientClient : IBenchmarkClient
{
    private readonly ClientWebSocketClient _sockets = new();

    public string Version => $"Websocket.Client {typeof(WebsocketClient).Assembly.GetName().Version}";

    public bool Supports(Command command) =>
        command is { Batch: 1, Kind: "send" or "receive" or "echo" or "connect" or "connectmany" or "idle" };

    public async Task<IBenchmarkConnection> ConnectAsync(Command command)
    {
        WebsocketClient client = new(command.Uri, () => _sockets.Create(command)) { IsReconnectionEnabled = false };
        Connection connection = new(client);
        await client.StartOrFail().ConfigureAwait(false);
        return connection;
    }

    private sealed class Connection : IBenchmarkConnection
    {
        private readonly WebsocketClient _client;
        private readonly IDisposable _subscription;
        private readonly SemaphoreSlim _reached = new(0);
        private int _received;

        public Connection(WebsocketClient client)
        {
            _client = client;
            _subscription = client.MessageReceived.Subscribe(new Observer(this));
        }

        public async Task SendAsync(ReadOnlyMemory<byte> message, int count, int batch)
        {
            byte[] array = message.ToArray();
            for (int i = 0; i < count; i++)
            {
                await _client.SendInstant(array).ConfigureAwait(false);
            }
        }

        public Task ReceiveAsync(Memory<byte> buffer, int count) => ReachAsync(count);

        public async Task EchoAsync(ReadOnlyMemory<byte> message, Memory<byte> buffer, int count, long[]? times)
        {
            byte[] array = message.ToArray();
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await _client.SendInstant(array).ConfigureAwait(false);
                await ReachAsync(1).ConfigureAwait(false);
                times?[i] = Stopwatch.GetTimestamp() - start;
            }
        }

        public void Dispose()
        {
            _subscription.Dispose();
            _client.Dispose();
            _reached.Dispose();
        }

        // Down by what is wanted, up by what comes: below zero somebody waits, and the message that makes it zero wakes him.
        private Task ReachAsync(int count) =>
            Interlocked.Add(ref _received, -count) >= 0 ? Task.CompletedTask : _reached.WaitAsync();

        private void OnMessage()
        {
            if (Interlocked.Increment(ref _received) == 0)
            {
                _reached.Release();
            }
        }

        private sealed class Observer(Connection connection) : IObserver<ResponseMessage>
        {
            public void OnNext(ResponseMessage value) => connection.OnMessage();

            public void OnError(Exception error)
            {
            }

            public void OnCompleted()
            {
            }
        }
    }
}
