using System;
using System.Collections.Generic;

using CurlWs.Interop;

namespace CurlWs;

// The certificates that the server showed.
public sealed partial class CurlEasyInfo
{
    /// <summary>
    /// The server's certificates, its own first; empty unless <see cref="CurlEasyOptions.CertInfo"/> was set before the handshake.
    /// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>, since libcurl 7.19.1.
    /// </summary>
    public unsafe IReadOnlyList<CurlCertificate> CertificateChain
    {
        get
        {
            curl_certinfo* chain = null;
            CurlErrors.Check(LibCurl.curl_easy_getinfo(_easy.Handle, CURLINFO.CURLINFO_CERTINFO, &chain), "curl_easy_getinfo");
            CurlCertificate[] certificates = new CurlCertificate[chain == null ? 0 : chain->num_of_certs];
            for (int i = 0; i < certificates.Length; i++)
            {
                certificates[i] = new CurlCertificate(Fields(chain->certinfo[i]));
            }

            return certificates;
        }
    }

    private static unsafe List<KeyValuePair<string, string>> Fields(curl_slist.node* entry)
    {
        List<KeyValuePair<string, string>> fields = [];
        for (; entry != null; entry = entry->next)
        {
            string line = Utf8.Text(entry->data) ?? string.Empty;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(colon < 0 ? new(line, string.Empty) : new(line[..colon], line[(colon + 1)..]));
        }

        return fields;
    }
}
