using System;
using System.Threading.Tasks;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Benchmarks;

/// <summary>The C client, call for call, written in C#: what the binding itself costs.</summary>
internal sealed class InteropClient : IBenchmarkClient
{
    public InteropClient() => InteropConnection.KeepHeap();

    public string Version => curl_version();

    // C has no batches: it would be one by one, as in the row above that one.
    public bool Supports(Command command) =>
        command is { Batch: 1, Deflate: "none", Kind: "send" or "receive" or "textreceive" or "echo" or "connect" or "idle" };

    public Task<IBenchmarkConnection> ConnectAsync(Command command) =>
        Task.FromResult<IBenchmarkConnection>(new InteropConnection(command.Url, command.CaFile));

    public Task EchoAsync(IBenchmarkConnection[] connections, ReadOnlyMemory<byte> message, byte[][] buffers, int count)
    {
        InteropConnection.EchoMany(Array.ConvertAll(connections, static c => (InteropConnection)c), message, count);
        return Task.CompletedTask;
    }
}
