using System;
using System.Threading.Tasks;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Benchmarks;

/// <summary>The C client, call for call, written in C#: what the binding itself costs.</summary>
internal sealed class InteropClient : IBenchmarkClient
{
    public InteropClient() => InteropConnection.KeepHeap();

    public string Version => curl_version();

    // Blocking calls: several connections would be several threads.
    public bool Supports(Command command) => command.Connections == 1 && command.Kind != "idle" && command.Batch == 1;

    public Task<IBenchmarkConnection> ConnectAsync(Uri uri, string caFile) =>
        Task.FromResult<IBenchmarkConnection>(new InteropConnection(uri.AbsoluteUri, caFile));
}
