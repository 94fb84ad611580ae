using System;

using CurlWs.Interop;

namespace CurlWs;

// What is kept for later transfers, and must not be after a change of network.
public sealed partial class CurlMulti
{
    /// <summary>
    /// Tells that the machine's network has changed: later transfers use neither the addresses nor the connections that are kept until
    /// now. Transfers that are under way go on. Once for each change. Since libcurl 8.16.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_NETWORK_CHANGED.html">CURLMOPT_NETWORK_CHANGED(3)</see>.
    /// </summary>
    /// <remarks>
    /// <para>From any thread while <see cref="PerformAsync"/> has transfers under way; otherwise by the thread that drives the multi
    /// handle.</para>
    /// <para>Idle connections are closed, also the one that a handle with <see cref="CurlConnectOnly.Connection"/> holds. What a
    /// <see cref="CurlShare"/> keeps stays: make a new one. Connections of <see cref="CurlWebSocket"/> are in no
    /// multi handle of the application's: see <see cref="CurlWebSocket.NotifyNetworkChanged"/>.</para>
    /// </remarks>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public void NotifyNetworkChanged()
    {
        ObjectDisposedException.ThrowIf(Handle.WasClosed, this);
        if (!CurlLibrary.NetworkSignal.IsThere)
        {
            throw new PlatformNotSupportedException(
                $"{CurlLibrary.Path} is libcurl {CurlLibrary.Version}; a multi handle can be told of a change of network since "
                + $"{CurlLibrary.NetworkSignal.Since} (CURLMOPT_NETWORK_CHANGED). Load a newer libcurl, or make a new CurlMulti.");
        }

        if (!_driver.TryTellNetworkChanged())
        {
            CheckOption(MultiDriver.TellNetworkChanged(Handle), CURLMoption.CURLMOPT_NETWORK_CHANGED);
        }
    }
}
