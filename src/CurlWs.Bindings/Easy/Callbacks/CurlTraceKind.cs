namespace CurlWs;

/// <summary>
/// Kinds of data that a trace callback receives.
/// <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>.
/// </summary>
public enum CurlTraceKind
{
    /// <summary>libcurl's own words, in UTF-8, with a line end.</summary>
    Text = 0,

    /// <summary>Header line that was received.</summary>
    HeaderIn = 1,

    /// <summary>Headers that were sent; secrets among them.</summary>
    HeaderOut = 2,

    /// <summary>Data that was received.</summary>
    DataIn = 3,

    /// <summary>Data that was sent.</summary>
    DataOut = 4,

    /// <summary>Encrypted data that was received.</summary>
    TlsDataIn = 5,

    /// <summary>Encrypted data that was sent.</summary>
    TlsDataOut = 6,
}
