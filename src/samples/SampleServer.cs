using System;

namespace CurlWs.Samples;

/// <summary>Where a sample connects to: the URL of its first argument, or an embedded server that runs until the sample ends.</summary>
internal sealed class SampleServer : IDisposable
{
    private readonly EmbeddedServer? _embedded;

    private SampleServer(string[] argv, string path)
    {
        if (argv.Length == 0)
        {
            _embedded = EmbeddedServer.StartAsync().GetAwaiter().GetResult();
        }

        Url = _embedded is null ? argv[0] : new Uri(_embedded.WsUri, path).AbsoluteUri;
        CaFile = argv.Length > 1 ? argv[1] : _embedded?.CaFile;
    }

    /// <summary>The URL, <c>ws://</c> or <c>wss://</c>.</summary>
    public string Url { get; }

    /// <summary>The file with the CA to trust: the second argument, or the embedded server's. Null for the usual CAs.</summary>
    public string? CaFile { get; }

    /// <summary>Takes the URL and the CA file from the arguments, or starts the embedded server.</summary>
    /// <param name="argv">The arguments of the sample.</param>
    /// <param name="path">The path to use on the embedded server.</param>
    public static SampleServer Find(string[] argv, string path) => new(argv, path);

    public void Dispose() => _embedded?.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
