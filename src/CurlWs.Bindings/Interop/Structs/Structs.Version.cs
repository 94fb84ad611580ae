// The public structs of <curl/curl.h> that say what the loaded library is, libcurl 8.22.0.

using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// One TLS library that this libcurl was built with, in the list that <c>curl_global_sslset</c> gives. libcurl owns it, for ever.
/// <see href="https://curl.se/libcurl/c/curl_global_sslset.html">curl_global_sslset(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_ssl_backend
{
    /// <summary>Value that makes <c>curl_global_sslset</c> choose this TLS library.</summary>
    public curl_sslbackend id;

    /// <summary>Lower-case word for the TLS library, such as <c>openssl</c>; libcurl's memory, for ever.</summary>
    public byte* name;
}

/// <summary>
/// Description of the loaded libcurl. Fields behind <c>protocols</c> exist only where <c>age</c> is high enough.
/// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_version_info_data
{
    /// <summary>Layout of this struct: tells which fields exist.</summary>
    public CURLversion age;

    /// <summary>Release of the loaded libcurl, such as <c>8.22.0</c>.</summary>
    public byte* version;

    /// <summary>Release as one number: eight bits each of major, minor and patch.</summary>
    public uint version_num;

    /// <summary>Machine and system that this libcurl was built for.</summary>
    public byte* host;

    /// <summary>Set of <c>CURL_VERSION_*</c> bits; <see cref="feature_names"/> is complete.</summary>
    public int features;

    /// <summary>TLS library and its release, such as <c>OpenSSL/3.5.7</c>; null for none.</summary>
    public byte* ssl_version;

    /// <summary>Unused: always 0.</summary>
    public CLong ssl_version_num;

    /// <summary>Release of zlib; null for none.</summary>
    public byte* libz_version;

    /// <summary>Schemes that this libcurl knows, in lower case; null ends the array.</summary>
    public byte** protocols;

    /// <summary>Release of c-ares; null for none. From <see cref="CURLversion.CURLVERSION_SECOND"/> on.</summary>
    public byte* ares;

    /// <summary>
    /// Release of c-ares as one number: eight bits each of major, minor and patch; 0 for none. From
    /// <see cref="CURLversion.CURLVERSION_SECOND"/> on.
    /// </summary>
    public int ares_num;

    /// <summary>Release of libidn2; null for none. From <see cref="CURLversion.CURLVERSION_THIRD"/> on.</summary>
    public byte* libidn;

    /// <summary>Release of iconv as a number; 0 for none. From <see cref="CURLversion.CURLVERSION_FOURTH"/> on.</summary>
    public int iconv_ver_num;

    /// <summary>SSH library and its release; null for none. From <see cref="CURLversion.CURLVERSION_FOURTH"/> on.</summary>
    public byte* libssh_version;

    /// <summary>
    /// Release of Brotli as one number: major in the upper eight bits, twelve bits each of minor and patch; 0 for none. From
    /// <see cref="CURLversion.CURLVERSION_FIFTH"/> on.
    /// </summary>
    public uint brotli_ver_num;

    /// <summary>Release of Brotli; null for none. From <see cref="CURLversion.CURLVERSION_FIFTH"/> on.</summary>
    public byte* brotli_version;

    /// <summary>
    /// Release of nghttp2 as one number: eight bits each of major, minor and patch; 0 for none. From
    /// <see cref="CURLversion.CURLVERSION_SIXTH"/> on.
    /// </summary>
    public uint nghttp2_ver_num;

    /// <summary>Release of nghttp2; null for none. From <see cref="CURLversion.CURLVERSION_SIXTH"/> on.</summary>
    public byte* nghttp2_version;

    /// <summary>Libraries for HTTP/3 and their releases; null for none. From <see cref="CURLversion.CURLVERSION_SIXTH"/> on.</summary>
    public byte* quic_version;

    /// <summary>
    /// File of CA certificates that is used by default; null for none. From <see cref="CURLversion.CURLVERSION_SEVENTH"/> on.
    /// </summary>
    public byte* cainfo;

    /// <summary>
    /// Directory of CA certificates that is used by default; null for none. From <see cref="CURLversion.CURLVERSION_SEVENTH"/> on.
    /// </summary>
    public byte* capath;

    /// <summary>
    /// Release of Zstandard as one number: major in the upper eight bits, twelve bits each of minor and patch; 0 for none. From
    /// <see cref="CURLversion.CURLVERSION_EIGHTH"/> on.
    /// </summary>
    public uint zstd_ver_num;

    /// <summary>Release of Zstandard; null for none. From <see cref="CURLversion.CURLVERSION_EIGHTH"/> on.</summary>
    public byte* zstd_version;

    /// <summary>Release of Hyper, which libcurl no longer uses; null. From <see cref="CURLversion.CURLVERSION_NINTH"/> on.</summary>
    public byte* hyper_version;

    /// <summary>Release of libgsasl; null for none. From <see cref="CURLversion.CURLVERSION_TENTH"/> on.</summary>
    public byte* gsasl_version;

    /// <summary>Features of this libcurl, by name; null ends the array. From <see cref="CURLversion.CURLVERSION_ELEVENTH"/> on.</summary>
    public byte** feature_names;

    /// <summary>Release of librtmp; null for none. From <see cref="CURLversion.CURLVERSION_TWELFTH"/> on.</summary>
    public byte* rtmp_version;
}
