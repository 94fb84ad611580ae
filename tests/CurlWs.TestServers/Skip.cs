using System;

namespace CurlWs.TestServers;

/// <summary>
/// Says that a system cannot run a test, from where no assertion of xunit's is at hand: xunit takes the message for a skip.
/// </summary>
internal static class Skip
{
    internal static NotSupportedException Because(string reason, Exception? inner = null) => new("$XunitDynamicSkip$" + reason, inner);
}
