using CurlWs.Interop;
using ForeignBinding;
using static CurlWs.Interop.LibCurl;
using CURLoption = CurlWs.Interop.CURLoption;

namespace CurlWs.Tests.Easy;

/// <summary>A file that uses CurlWs.Interop and a binding whose enumerations have the same names: the alias decides.</summary>
internal static class MigratingBesideSnippets
{
    internal static CURLcode SetTimeout(CURL? curl, SafeEasyHandle theirs)
    {
        CurlNative.Easy.SetOpt(theirs, ForeignBinding.CURLoption.TIMEOUT_MS, 30000);
        CURLoption option = CURLOPT_TIMEOUT_MS;
        return curl_easy_setopt(curl, option, 30000L);
    }
}
