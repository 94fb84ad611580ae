using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>
/// Bytes that a transfer has moved so far and expects in all, for <see cref="CurlEasy.ProgressCallback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlProgress
{
    internal CurlProgress(long downloadTotal, long downloaded, long uploadTotal, long uploaded) =>
        (DownloadTotal, Downloaded, UploadTotal, Uploaded) = (downloadTotal, downloaded, uploadTotal, uploaded);

    /// <summary>Bytes that are expected; 0 where that is not known.</summary>
    public long DownloadTotal { get; }

    /// <summary>Bytes that have arrived.</summary>
    public long Downloaded { get; }

    /// <summary>Bytes that are to be sent; 0 where that is not known.</summary>
    public long UploadTotal { get; }

    /// <summary>Bytes that were sent.</summary>
    public long Uploaded { get; }
}
