using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>Connects what the consumers are given.</summary>
internal static class ConsumerSockets
{
    public static TheoryData<SocketKind> Kinds => [.. Enum.GetValues<SocketKind>()];

    internal static async Task<WebSocket> ConnectAsync(
        SocketKind kind, Uri uri, CancellationToken cancellationToken, string[]? subProtocols = null,
        IDictionary<string, string>? headers = null)
    {
        if (kind == SocketKind.Framework)
        {
            ClientWebSocket framework = new();
            Add(subProtocols, headers, framework.Options.AddSubProtocol, framework.Options.SetRequestHeader);
            await framework.ConnectAsync(uri, cancellationToken);
            return framework;
        }

        CurlWebSocketOptions options = Connections.Options(kind == SocketKind.CurlFrames ? CurlFraming.Libcurl : CurlFraming.Auto);
        Add(subProtocols, headers, options.SubProtocols.Add, options.RequestHeaders.Set);
        return await CurlWebSocket.ConnectAsync(uri, options, cancellationToken);
    }

    private static void Add(
        string[]? subProtocols, IDictionary<string, string>? headers, Action<string> addProtocol, Action<string, string> setHeader)
    {
        foreach (string protocol in subProtocols ?? [])
        {
            addProtocol(protocol);
        }

        foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
        {
            setHeader(name, value);
        }
    }
}
