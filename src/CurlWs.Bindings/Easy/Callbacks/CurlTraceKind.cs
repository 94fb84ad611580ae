namespace CurlWs;

/// <summary>What a piece of trace is. <see href="https://curl.se/libcurl/c/CURLOPT_DEBUGFUNCTION.html">CURLOPT_DEBUGFUNCTION(3)</see>.</summary>
public enum CurlTraceKind
{
    /// <summary>libcurl's own words, in UTF-8, with a line end.</summary>
    Text = 0,

    /// <summary>A header that came.</summary>
    HeaderIn = 1,

    /// <summary>Headers that were sent; secrets among them.</summary>
    HeaderOut = 2,

    /// <summary>Data that came.</summary>
    DataIn = 3,

    /// <summary>Data that was sent.</summary>
    DataOut = 4,

    /// <summary>Encrypted data that came.</summary>
    TlsDataIn = 5,

    /// <summary>Encrypted data that was sent.</summary>
    TlsDataOut = 6,
}
