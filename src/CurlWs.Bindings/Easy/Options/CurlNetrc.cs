namespace CurlWs;

/// <summary>
/// Sources of the user name and password: the URL and the options, the user's <c>.netrc</c> file, or both.
/// <see href="https://curl.se/libcurl/c/CURLOPT_NETRC.html">CURLOPT_NETRC(3)</see>.
/// </summary>
public enum CurlNetrc
{
    /// <summary>Reads no file.</summary>
    Ignored = 0,

    /// <summary>Reads the file where the URL and the options have no login.</summary>
    Optional = 1,

    /// <summary>Reads the file and ignores the login in the URL.</summary>
    Required = 2,
}
