using System;

namespace CurlWs.Samples;

/// <summary>How long each step from the name to the open WebSocket took.</summary>
internal sealed record Upgrade(TimeSpan Dns, TimeSpan Tcp, TimeSpan? Tls, TimeSpan Http)
{
    public TimeSpan Total => Dns + Tcp + (Tls ?? TimeSpan.Zero) + Http;
}
