namespace CurlWs.Tests.Samples;

/// <summary>How a sample is run.</summary>
public enum SampleLaunch
{
    /// <summary>Without an argument: it starts the embedded server itself.</summary>
    NoArgument,

    /// <summary>The same with libcurl 8.14.1, named by the environment variable CURLWS_LIBCURL.</summary>
    NoArgumentOldLibcurl,

    /// <summary>With a ws:// URL.</summary>
    Ws,

    /// <summary>With a wss:// URL and a CA file.</summary>
    Wss,
}
