using System;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>Connects each client to a server, and knows what they differ in.</summary>
internal static class Clients
{
    /// <summary>All of them, as rows.</summary>
    public static TheoryData<ClientKind> All => [.. Enum.GetValues<ClientKind>()];

    /// <summary>All of them with each case of a table.</summary>
    internal static TheoryData<ClientKind, string> With(params System.Collections.Generic.IEnumerable<string> names) =>
        [.. from client in Enum.GetValues<ClientKind>() from name in names select (client, name)];

    internal static async Task<WebSocket> ConnectAsync(ClientKind client, Uri uri, string? subProtocol = null)
    {
        if (client != ClientKind.Framework)
        {
            CurlFraming framing = client == ClientKind.Auto ? CurlFraming.Auto : CurlFraming.Libcurl;
            return await Connections.ConnectAsync(uri, framing, o =>
            {
                // One call is one frame: how large messages are cut is another test's.
                o.SendFragmentSize = null;
                AddTo(o.SubProtocols.Add, subProtocol);
            });
        }

        ClientWebSocket socket = new();
        try
        {
            socket.Options.Proxy = null;
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            AddTo(socket.Options.AddSubProtocol, subProtocol);
            await socket.ConnectAsync(uri, Deadline.Token());
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A server with this script after the upgrade, and this client connected to it.</summary>
    internal static Task RunAsync(
        ClientKind client, Func<ScriptedConnection, Task> talk, Func<WebSocket, Task> test, ScriptedServerOptions? server = null) =>
        ScriptedServer.RunAsync(
            Scripts.Upgraded(talk),
            async s =>
            {
                using WebSocket socket = await ConnectAsync(client, s.WsUri);
                await test(socket);
            },
            server);

    /// <summary>Whether libcurl's decoder is at work: asked for, or because the loaded libcurl is too old for this library's own.</summary>
    internal static bool DecodesWithLibcurl(this ClientKind client) =>
        client == ClientKind.Libcurl || (client == ClientKind.Auto && CurlLibrary.Version < new Version(8, 21, 0));

    private static void AddTo(Action<string> list, string? subProtocol)
    {
        if (subProtocol is not null)
        {
            list(subProtocol);
        }
    }
}
