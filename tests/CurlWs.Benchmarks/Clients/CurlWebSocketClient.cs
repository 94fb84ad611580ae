using System;
using System.Threading.Tasks;
using CurlWs.Interop;

namespace CurlWs.Benchmarks;

/// <summary>The facade, with one of its two engines.</summary>
internal sealed class CurlWebSocketClient(CurlFraming framing, bool resumes = true) : IBenchmarkClient
{
    private CurlWebSocketOptions? _options;

    public string Version => LibCurl.curl_version();

    public bool Supports(Command command) => true;

    public async Task<IBenchmarkConnection> ConnectAsync(Uri uri, string caFile) =>
        new WebSocketConnection(await OpenAsync(uri, caFile).ConfigureAwait(false));

    public Task<CurlWebSocket> OpenAsync(Uri uri, string caFile)
    {
        _options ??= new CurlWebSocketOptions
        {
            Framing = framing,
            CaFile = caFile,
            AllowTlsResume = resumes,
        };
        return CurlWebSocket.ConnectAsync(uri, _options);
    }
}
