namespace CurlWs;

/// <summary>What a multi handle tells: <c>CURLMNOTIFY_*</c>. <see href="https://curl.se/libcurl/c/CURLMOPT_NOTIFYFUNCTION.html">CURLMOPT_NOTIFYFUNCTION(3)</see>.</summary>
public enum CurlMultiNotification
{
    /// <summary>There is something for <see cref="CurlMulti.TryReadEnded"/>.</summary>
    InfoRead = 0,

    /// <summary>A transfer has ended.</summary>
    EasyDone = 1,
}
