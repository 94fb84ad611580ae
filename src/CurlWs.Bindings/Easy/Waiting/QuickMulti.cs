using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Makes the multi handles of our own. The public one has what its owner sets.</summary>
internal static class QuickMulti
{
    // Both families of an address are asked for at once; what else shares the multi handle asks for the same name, or nearly.
    private const long ResolverThreads = 2;
    private const long MostResolverThreads = 64;

    /// <summary>
    /// One whose cleanup waits for no name server: since libcurl 8.20 the resolver's threads belong to the multi handle, and without
    /// <c>CURLMOPT_QUICK_EXIT</c> there whoever frees it waits for them. The option of the easy handle does not do it.
    /// </summary>
    /// <exception cref="CurlException">libcurl could not make one.</exception>
    internal static CURLM Create()
    {
        CURLM multi = LibCurl.curl_multi_init()
            ?? throw CurlErrors.Make(CURLcode.CURLE_OUT_OF_MEMORY, "curl_multi_init", BackgroundThread.Shortage);

        // An older libcurl knows neither, and needs neither.
        LibCurl.curl_multi_setopt(multi, CURLMoption.CURLMOPT_QUICK_EXIT, 1L);
        LibCurl.curl_multi_setopt(multi, CURLMoption.CURLMOPT_RESOLVE_THREADS_MAX, ResolverThreads);
        return multi;
    }

    /// <summary>
    /// One that another connection has had: a lookup of that one, which no name server answers, may have its threads for seconds. A new
    /// connection has as many as in a new multi handle; libcurl starts none that is not needed, and ends idle ones after two seconds.
    /// </summary>
    /// <param name="multi">The multi handle.</param>
    /// <param name="times">How often it was passed on.</param>
    internal static void PassOn(CURLM multi, int times) => LibCurl.curl_multi_setopt(
        multi, CURLMoption.CURLMOPT_RESOLVE_THREADS_MAX, Math.Min(ResolverThreads * (1L + times), MostResolverThreads));
}
