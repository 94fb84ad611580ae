// The public structs of <curl/curl.h>, <curl/easy.h>, <curl/header.h> and <curl/options.h>, libcurl 8.22.0, field by field.

#pragma warning disable CS1591 // The fields carry C's names; each struct's summary names the page that explains them.

using System;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>
/// Memory for a blob option, such as <c>CURLOPT_CAINFO_BLOB</c>. <c>flags</c> is <c>CURL_BLOB_COPY</c> or <c>CURL_BLOB_NOCOPY</c>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CAINFO_BLOB.html">CURLOPT_CAINFO_BLOB(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_blob
{
    public void* data;
    public nuint len;
    public uint flags;
}

/// <summary>One response header. <see href="https://curl.se/libcurl/c/curl_easy_header.html">curl_easy_header(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_header
{
    public byte* name;
    public byte* value;
    public nuint amount;
    public nuint index;
    public uint origin;
    public void* anchor;
}

/// <summary>What libcurl knows of one option. <see href="https://curl.se/libcurl/c/curl_easy_option_next.html">curl_easy_option_next(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_easyoption
{
    public byte* name;
    public CURLoption id;
    public curl_easytype type;
    public uint flags;
}

/// <summary>
/// The address that an open-socket callback is asked for; <c>addr</c> is the start of a <c>struct sockaddr</c> of <c>addrlen</c> bytes.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_sockaddr
{
    public int family;
    public int socktype;
    public int protocol;
    public uint addrlen;
    public sockaddr_bytes addr;

    /// <summary>The 16 bytes of C's <c>struct sockaddr</c>; longer addresses go on behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sockaddr_bytes
    {
        public fixed ushort words[8];
    }
}

/// <summary>One HSTS cache entry. <see href="https://curl.se/libcurl/c/CURLOPT_HSTSREADFUNCTION.html">CURLOPT_HSTSREADFUNCTION(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_hstsentry
{
    public byte* name;
    public nuint namelen;

    // C: unsigned int includeSubDomains:1; char expire[18]. Windows compilers give the bit field a whole word, the others a byte.
    private fixed byte _rest[24];

    /// <summary>Whether the entry counts for subdomains too: C's one-bit field.</summary>
    public bool includeSubDomains
    {
        readonly get => (_rest[0] & 1) != 0;
        set => _rest[0] = (byte)((_rest[0] & ~1) | (value ? 1 : 0));
    }

    /// <summary>When the entry expires: 18 bytes, <c>YYYYMMDD HH:MM:SS</c> and a zero. Valid while the struct does not move.</summary>
    public Span<byte> expire => MemoryMarshal.CreateSpan(ref _rest[OperatingSystem.IsWindows() ? 4 : 1], 18);
}

/// <summary>Which of how many HSTS entries. <see href="https://curl.se/libcurl/c/CURLOPT_HSTSWRITEFUNCTION.html">CURLOPT_HSTSWRITEFUNCTION(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct curl_index
{
    public nuint index;
    public nuint total;
}

/// <summary>The peer's certificate chain as text. <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_certinfo
{
    public int num_of_certs;
    public curl_slist.node** certinfo;
}

/// <summary>The TLS library's own session. <see href="https://curl.se/libcurl/c/CURLINFO_TLS_SSL_PTR.html">CURLINFO_TLS_SSL_PTR(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_tlssessioninfo
{
    public curl_sslbackend backend;
    public void* internals;
}

/// <summary>A host key. <see href="https://curl.se/libcurl/c/CURLOPT_SSH_KEYFUNCTION.html">CURLOPT_SSH_KEYFUNCTION(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_khkey
{
    public byte* key;
    public nuint len;
    public curl_khtype keytype;
}

/// <summary>One file of a wildcard download. <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_BGN_FUNCTION.html">CURLOPT_CHUNK_BGN_FUNCTION(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_fileinfo
{
    public byte* filename;
    public curlfiletype filetype;
    public long time;
    public uint perm;
    public int uid;
    public int gid;
    public long size;
    public CLong hardlinks;
    public strings_fields strings;
    public uint flags;
    public byte* b_data;
    public nuint b_size;
    public nuint b_used;

    /// <summary>C's nested struct <c>strings</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct strings_fields
    {
        public byte* time;
        public byte* perm;
        public byte* user;
        public byte* group;
        public byte* target;
    }
}

/// <summary>One part of a form of the deprecated kind. <see href="https://curl.se/libcurl/c/curl_formadd.html">curl_formadd(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_httppost
{
    public curl_httppost* next;
    public byte* name;
    public CLong namelength;
    public byte* contents;
    public CLong contentslength;
    public byte* buffer;
    public CLong bufferlength;
    public byte* contenttype;
    public curl_slist.node* contentheader;
    public curl_httppost* more;
    public CLong flags;
    public byte* showfilename;
    public void* userp;
    public long contentlen;
}

/// <summary>One entry of <c>CURLFORM_ARRAY</c>. <see href="https://curl.se/libcurl/c/curl_formadd.html">curl_formadd(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_forms
{
    public CURLformoption option;
    public byte* value;
}

/// <summary>One TLS library in this libcurl. <see href="https://curl.se/libcurl/c/curl_global_sslset.html">curl_global_sslset(3)</see>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_ssl_backend
{
    public curl_sslbackend id;
    public byte* name;
}

/// <summary>
/// What this libcurl is and has. Fields behind <c>protocols</c> exist only where <c>age</c> is high enough.
/// <see href="https://curl.se/libcurl/c/curl_version_info.html">curl_version_info(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_version_info_data
{
    public CURLversion age;
    public byte* version;
    public uint version_num;
    public byte* host;
    public int features;
    public byte* ssl_version;
    public CLong ssl_version_num;
    public byte* libz_version;
    public byte** protocols;
    public byte* ares;
    public int ares_num;
    public byte* libidn;
    public int iconv_ver_num;
    public byte* libssh_version;
    public uint brotli_ver_num;
    public byte* brotli_version;
    public uint nghttp2_ver_num;
    public byte* nghttp2_version;
    public byte* quic_version;
    public byte* cainfo;
    public byte* capath;
    public uint zstd_ver_num;
    public byte* zstd_version;
    public byte* hyper_version;
    public byte* gsasl_version;
    public byte** feature_names;
    public byte* rtmp_version;
}
