using System.Net.WebSockets;
using System.Threading.Tasks;
using CurlWs.Interop;

namespace CurlWs.Benchmarks;

/// <summary>The facade, with one of its two engines.</summary>
internal sealed class CurlWebSocketClient(CurlFraming framing, bool resumes = true) : IBenchmarkClient
{
    private CurlWebSocketOptions? _options;
    private Command? _madeFor;

    public string Version => LibCurl.curl_version();

    public bool Supports(Command command) => framing != CurlFraming.Libcurl || command.Deflate == "none";

    public async Task<IBenchmarkConnection> ConnectAsync(Command command) =>
        new WebSocketConnection(await OpenAsync(command).ConfigureAwait(false));

    public Task<CurlWebSocket> OpenAsync(Command command)
    {
        // Sessions are resumed with the same options: one object for as long as they stay what they are.
        if (_options is null || _madeFor!.SystemRoots != command.SystemRoots || _madeFor.Deflate != command.Deflate)
        {
            bool keeps = command.Deflate == "takeover";
            _options = new CurlWebSocketOptions { Framing = framing, AllowTlsResume = resumes };
            if (!command.SystemRoots)
            {
                _options.CaFile = command.CaFile;
            }

            if (command.Deflate != "none")
            {
                _options.Deflate = new WebSocketDeflateOptions { ClientContextTakeover = keeps, ServerContextTakeover = keeps };
            }

            _madeFor = command;
        }

        return CurlWebSocket.ConnectAsync(command.Uri, _options);
    }
}
