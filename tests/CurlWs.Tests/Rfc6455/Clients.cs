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
    public static TheoryData<Client> All => [.. Enum.GetValues<Client>()];

    /// <summary>All of them with each case of a table.</summary>
    internal static TheoryData<Client, string> With(params System.Collections.Generic.IEnumerable<string> names) =>
        [.. from client in Enum.GetValues<Client>() from name in names select (client, name)];

    internal static async Task<WebSocket> ConnectAsync(Client client, Uri uri, string? subProtocol = null)
    {
        if (client != Client.Framework)
        {
            CurlFraming framing = client == Client.Auto ? CurlFraming.Auto : CurlFraming.Libcurl;
            return await Connections.ConnectAsync(uri, framing, o => AddTo(o.SubProtocols.Add, subProtocol));
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
        Client client, Func<ScriptedConnection, Task> talk, Func<WebSocket, Task> test, ScriptedServerOptions? server = null) =>
        ScriptedServer.RunAsync(
            Scripts.Upgraded(talk),
            async s =>
            {
                using WebSocket socket = await ConnectAsync(client, s.WsUri);
                await test(socket);
            },
            server);

    /// <summary>Whether libcurl's decoder is at work: asked for, or because the loaded libcurl is too old for this library's own.</summary>
    internal static bool DecodesWithLibcurl(this Client client) =>
        client == Client.Libcurl || (client == Client.Auto && CurlLibrary.Version < new Version(8, 21, 0));

    private static void AddTo(Action<string> list, string? subProtocol)
    {
        if (subProtocol is not null)
        {
            list(subProtocol);
        }
    }
}
