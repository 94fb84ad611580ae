using System.Collections.Generic;
using System.Net;

namespace CurlWs;

// What is known about how the connection came about.
public sealed partial class CurlWebSocket
{
    /// <summary>The status of the upgrade: 101.</summary>
    public HttpStatusCode UpgradeStatus { get; } = HttpStatusCode.SwitchingProtocols;

    /// <summary>The header fields of the 101, in their order. With <see cref="FromHandle"/>, see <see cref="CurlEasy.Headers"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UpgradeHeaders { get; private init; } = [];

    /// <summary>Addresses, times, proxy and TLS of the connection. From any thread, also after the end.</summary>
    public CurlWebSocketInfo Info { get; private init; } = null!;
}
