using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Net;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>Reads single infos of a handle as .NET's types, without boxing. What the loaded libcurl does not know is null.</summary>
internal readonly unsafe struct InfoReader(CURL handle)
{
    internal long? Number(CurlInfo<long> info) =>
        IsKnown(LibCurl.curl_easy_getinfo(handle, (CURLINFO)info.Id, out long value), info.Id) ? value : null;

    internal long? NotNegative(CurlInfo<long> info) => Number(info) is >= 0 and long value ? value : null;

    internal string? Text(CurlInfo<string> info) =>
        IsKnown(LibCurl.curl_easy_getinfo(handle, (CURLINFO)info.Id, out string? value), info.Id) ? value : null;

    internal Uri? Address(CurlInfo<string> info) => Uri.TryCreate(Text(info), UriKind.Absolute, out Uri? uri) ? uri : null;

    internal TimeSpan? Time(CurlInfo<long> info) => Number(info) is { } value ? TimeSpan.FromMicroseconds(value) : null;

    internal ReadOnlyCollection<string> List(CurlInfo<IReadOnlyList<string>> info)
    {
        bool known = IsKnown(LibCurl.curl_easy_getinfo(handle, (CURLINFO)info.Id, out curl_slist? value), info.Id);
        using curl_slist? list = value;
        return known && list is not null ? Array.AsReadOnly<string>([.. list.ToStrings()]) : ReadOnlyCollection<string>.Empty;
    }

    internal IPEndPoint? EndPoint(CurlInfo<string> address, CurlInfo<long> port) =>
        IPAddress.TryParse(Text(address), out IPAddress? ip)
            && Number(port) is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort and long number
            ? new IPEndPoint(ip, (int)number)
            : null;

    internal CurlHttpVersion? HttpVersion() => Number(CurlInfos.HttpVersion) is > 0 and long value ? (CurlHttpVersion)value : null;

    internal HttpStatusCode? ProxyStatusCode() => Number(CurlInfos.ProxyStatusCode) is > 0 and long value ? (HttpStatusCode)value : null;

    /// <summary>The server's certificates, copied.</summary>
    internal ReadOnlyCollection<CurlCertificate> Certificates()
    {
        curl_certinfo* chain = null;
        bool known = IsKnown(LibCurl.curl_easy_getinfo(handle, CURLINFO.CURLINFO_CERTINFO, &chain), (int)CURLINFO.CURLINFO_CERTINFO);
        if (!known || chain == null || chain->num_of_certs <= 0)
        {
            return ReadOnlyCollection<CurlCertificate>.Empty;
        }

        CurlCertificate[] certificates = new CurlCertificate[chain->num_of_certs];
        for (int i = 0; i < certificates.Length; i++)
        {
            certificates[i] = new CurlCertificate(Fields(chain->certinfo[i]));
        }

        return Array.AsReadOnly(certificates);
    }

    private static ReadOnlyCollection<KeyValuePair<string, string>> Fields(curl_slist.node* entry)
    {
        List<KeyValuePair<string, string>> fields = [];
        for (; entry != null; entry = entry->next)
        {
            string line = Utf8.Text(entry->data) ?? string.Empty;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(colon < 0 ? new(line, string.Empty) : new(line[..colon], line[(colon + 1)..]));
        }

        return fields.AsReadOnly();
    }

    private static bool IsKnown(CURLcode code, int id)
    {
        if (code is CURLcode.CURLE_OK or CURLcode.CURLE_UNKNOWN_OPTION or CURLcode.CURLE_NOT_BUILT_IN)
        {
            return code == CURLcode.CURLE_OK;
        }

        throw CurlErrors.Make(code, $"curl_easy_getinfo({(CURLINFO)id})");
    }
}
