using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>
/// Progress of a transfer. <see href="https://curl.se/libcurl/c/CURLOPT_XFERINFOFUNCTION.html">CURLOPT_XFERINFOFUNCTION(3)</see>.
/// </summary>
/// <param name="DownloadTotal">Bytes that are expected; 0 where that is not known.</param>
/// <param name="Downloaded">Bytes that came.</param>
/// <param name="UploadTotal">Bytes that are to be sent; 0 where that is not known.</param>
/// <param name="Uploaded">Bytes that were sent.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurlProgress(long DownloadTotal, long Downloaded, long UploadTotal, long Uploaded);
