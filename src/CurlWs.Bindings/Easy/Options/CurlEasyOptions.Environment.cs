using System;

namespace CurlWs;

// The environment's proxy for handles whose caller wants .NET's.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Sets <see cref="Proxy"/> and <see cref="NoProxy"/> to what .NET's environment says for the scheme of <see cref="Uri"/>; to none
    /// where it names no proxy. Which variables count says <see cref="CurlWebSocketOptions.UseEnvironmentProxy"/>; for <c>http</c> and
    /// <c>https</c> it is the
    /// same list without <c>ws_proxy</c> and <c>wss_proxy</c>.
    /// </summary>
    /// <remarks>
    /// <see cref="CurlWebSocket"/> does this unless its options say otherwise. A plain <see cref="CurlEasy"/> has libcurl's default until
    /// this is called: the native environment, which on Unix does not know of
    /// <see cref="Environment.SetEnvironmentVariable(string, string?)"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><see cref="Uri"/> is not set.</exception>
    public void UseEnvironmentProxy()
    {
        Uri uri = Uri ?? throw new InvalidOperationException("The environment has a proxy for each scheme: set Options.Uri first.");
        EnvironmentProxy found = EnvironmentProxy.Find(uri.Scheme);
        Proxy = found.Address;
        NoProxy = found.NoProxy;
    }
}
