using System;

using CurlWs.Interop;

namespace CurlWs;

// What the handle shares with others.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Cookies, names, TLS sessions that this handle shares with others. Default none. The handle keeps the share alive.
    /// <see href="https://curl.se/libcurl/c/CURLOPT_SHARE.html">CURLOPT_SHARE(3)</see>, since libcurl 7.10.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handle holds a WebSocket connection; or is meant for one
    /// (<see cref="ConnectOnly"/>) and the share shares connections, which would keep it open after the handle was freed.</exception>
    /// <exception cref="ObjectDisposedException">The share was disposed.</exception>
    public CurlShare? Share
    {
        get => Get<CurlShare>(CURLoption.CURLOPT_SHARE);
        set
        {
            ObjectDisposedException.ThrowIf(value is { IsDisposed: true }, typeof(CurlShare));
            if (_easy.IsConnected)
            {
                throw new InvalidOperationException("This handle holds a WebSocket connection. Set the share before connecting.");
            }

            if (ConnectOnly == CurlConnectOnly.WebSocket)
            {
                CurlShare.ThrowIfConnections(value);
            }

            Store(CURLoption.CURLOPT_SHARE, value, value is null
                ? LibCurl.curl_easy_setopt(_easy.Handle, CURLoption.CURLOPT_SHARE, (string?)null)
                : LibCurl.curl_easy_setopt(_easy.Handle, CURLoption.CURLOPT_SHARE, (object)value.Handle));
        }
    }
}
