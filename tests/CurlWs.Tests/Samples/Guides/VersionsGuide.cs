using System;
using System.Reflection;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Versions of libcurl", compiled; between the marks is what stands there.</summary>
internal static class VersionsGuide
{
    internal static void Require(Action<string> log)
    {
        // <example>
        CurlLibrary.RequireWebSocket();
        CurlLibraryInfo info = CurlLibrary.GetInfo();
        log($"{info.Path} is libcurl {info.Version} with {info.TlsBackend}");
        // </example>
    }

    internal static void Use()
    {
        // <example>
        CurlLibrary.Use("/opt/curl/lib/libcurl.so.4");
        // </example>
    }

    internal static void Redirect(Assembly assemblyOfTheOtherBinding)
    {
        // <example>
        CurlLibrary.Redirect(assemblyOfTheOtherBinding);
        // </example>
    }
}
