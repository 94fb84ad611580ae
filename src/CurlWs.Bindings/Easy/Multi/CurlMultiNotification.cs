namespace CurlWs;

/// <summary>
/// Events that a multi handle reports: <c>CURLMNOTIFY_*</c>. <see
/// href="https://curl.se/libcurl/c/CURLMOPT_NOTIFYFUNCTION.html">CURLMOPT_NOTIFYFUNCTION(3)</see>.
/// </summary>
public enum CurlMultiNotification
{
    /// <summary>Event: <see cref="CurlMulti.TryReadEnded"/> has something to report.</summary>
    InfoRead = 0,

    /// <summary>Event: a transfer has ended.</summary>
    EasyDone = 1,
}
