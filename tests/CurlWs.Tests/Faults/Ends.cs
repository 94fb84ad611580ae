using System.Net.WebSockets;
using System.Threading.Tasks;

using CurlWs.TestServers;

namespace CurlWs.Tests.Faults;

/// <summary>The ends of a connection, by name.</summary>
internal static class Ends
{
    /// <summary>Ends it; the two that send a close frame of the test's send status 3000.</summary>
    internal static async Task EndAsync(CurlWebSocket socket, string end)
    {
        switch (end)
        {
            case "Close":
                await socket.CloseAsync((WebSocketCloseStatus)3000, null, Deadline.Token());
                break;
            case "CloseOutput":
                await socket.CloseOutputAsync((WebSocketCloseStatus)3000, null, Deadline.Token());
                break;
            case "DisposeAsync":
                await socket.DisposeAsync();
                break;
            case "Dispose":
                socket.Dispose();
                break;
            default:
                socket.Abort();
                break;
        }
    }
}
