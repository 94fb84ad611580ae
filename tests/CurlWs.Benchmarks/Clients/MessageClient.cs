using System;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Benchmarks;

/// <summary>
/// The facade's whole messages: what the owned form costs beside the borrowed one, and beside the caller's own buffer (the client
/// <c>managed</c>); and a text that is encoded straight into the send buffer beside bytes that are there already.
/// </summary>
internal sealed class MessageClient(bool owned, bool text) : IBenchmarkClient
{
    private readonly CurlWebSocketClient _sockets = new(CurlFraming.Managed);

    public string Version => _sockets.Version;

    public bool Supports(Command command) => command is { Batch: 1, Kind: "send" or "receive" } && !(text && command.Kind == "receive");

    public async Task<IBenchmarkConnection> ConnectAsync(Command command) =>
        new Connection(await _sockets.OpenAsync(command).ConfigureAwait(false), owned, text);

    private sealed class Connection(CurlWebSocket socket, bool owned, bool text) : IBenchmarkConnection
    {
        public async Task SendAsync(ReadOnlyMemory<byte> message, int count, int batch)
        {
            if (!text)
            {
                for (int i = 0; i < count; i++)
                {
                    await socket.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None).ConfigureAwait(false);
                }

                return;
            }

            string letters = new('x', message.Length);
            for (int i = 0; i < count; i++)
            {
                await socket.SendAsync(letters).ConfigureAwait(false);
            }
        }

        public async Task ReceiveAsync(Memory<byte> buffer, int count)
        {
            if (owned)
            {
                await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync().ConfigureAwait(false))
                {
                    if (--count == 0)
                    {
                        return;
                    }
                }
            }

            await foreach (CurlBorrowedMessage message in socket.ReceiveBorrowedMessagesAsync().ConfigureAwait(false))
            {
                if (--count == 0)
                {
                    return;
                }
            }
        }

        public Task EchoAsync(ReadOnlyMemory<byte> message, Memory<byte> buffer, int count, long[]? times) =>
            throw new NotSupportedException("An echo is the client managed's.");

        public void Dispose()
        {
            socket.Abort();
            socket.Dispose();
        }
    }
}
