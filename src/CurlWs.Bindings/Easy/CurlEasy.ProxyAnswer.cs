using System;
using System.Globalization;

using CurlWs.Interop;

namespace CurlWs;

// A proxy's refusal that never ends: libcurl skips a 407's body before it asks again, byte by byte in one call, and looks at no clock
// meanwhile.
public sealed partial class CurlEasy
{
    // libcurl calls the progress function for each of these bytes. Proxies send pages of a few KiB.
    private const int MostOfProxyAnswer = 256 * 1024;

    private Func<CurlProgress, bool>? _watchesProxy;

    /// <summary>
    /// Has the transfer look at its token, its time and the amount that a proxy answers. Not where the app has a progress function of its
    /// own, which can do that, and not on a handle that was borrowed.
    /// </summary>
    /// <returns>Whether <see cref="StopWatchingProxy"/> has something to do.</returns>
    private bool WatchProxy(Transfer transfer)
    {
        // One of ours is left from a connect that was left behind.
        bool mayBeOurs = _watchesProxy is not null && ReferenceEquals(ProgressCallback, _watchesProxy);
        if (Options.Proxy is "" || IsBorrowed || (!mayBeOurs && (ProgressCallback is not null
            || Handle.Function(CURLoption.CURLOPT_XFERINFOFUNCTION) is not null
            || Handle.Function(CURLoption.CURLOPT_PROGRESSFUNCTION) is not null)))
        {
            return false;
        }

        int left = MostOfProxyAnswer;
        ProgressCallback = _watchesProxy = _ =>
        {
            left--;
            Exception? failure = transfer.WhyLate()
                ?? (left < 0 ? CurlErrors.Make(CURLcode.CURLE_WEIRD_SERVER_REPLY, "curl_easy_perform", string.Create(
                    CultureInfo.InvariantCulture, $"the proxy's answer has more than {MostOfProxyAnswer} bytes"))
                : null);
            if (failure is not null)
            {
                FailFromCallback(failure);
            }

            return failure is null;
        };
        return true;
    }

    private void StopWatchingProxy(bool watching)
    {
        if (watching && !IsDisposed)
        {
            try
            {
                ProgressCallback = null;
            }
            catch (ObjectDisposedException)
            {
                // Disposed while it connected: nothing is left to give back.
            }
        }
    }
}
