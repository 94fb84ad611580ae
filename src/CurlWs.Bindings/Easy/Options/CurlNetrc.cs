namespace CurlWs;

/// <summary>Uses of a <c>.netrc</c> file. <see href="https://curl.se/libcurl/c/CURLOPT_NETRC.html">CURLOPT_NETRC(3)</see>.</summary>
public enum CurlNetrc
{
    /// <summary>No file is read.</summary>
    Ignored = 0,

    /// <summary>Names and passwords of the URL and of the options come first.</summary>
    Optional = 1,

    /// <summary>Only those of the file count.</summary>
    Required = 2,
}
