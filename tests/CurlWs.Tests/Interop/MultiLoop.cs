using CurlWs.Interop;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The loop of libcurl's multi interface: perform, then poll, until nothing runs.</summary>
internal static class MultiLoop
{
    internal static CURLMcode Run(CURLM multi)
    {
        while (true)
        {
            CURLMcode result = curl_multi_perform(multi, out int running);
            if (result != CURLM_OK || running == 0)
            {
                return result;
            }

            result = curl_multi_poll(multi, [], 1000, out _);
            if (result != CURLM_OK)
            {
                return result;
            }
        }
    }
}
