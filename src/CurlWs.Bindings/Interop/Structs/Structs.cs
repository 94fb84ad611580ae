// The public structs of <curl/curl.h>, <curl/easy.h>, <curl/header.h> and <curl/options.h>, libcurl 8.22.0, field by field.

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
    /// <summary>
    /// Address of the bytes. With <see cref="LibCurl.CURL_BLOB_NOCOPY"/> the caller keeps them valid and unchanged while the option is set.
    /// </summary>
    public void* data;

    /// <summary>Number of bytes at <see cref="data"/>.</summary>
    public nuint len;

    /// <summary><see cref="LibCurl.CURL_BLOB_COPY"/> or <see cref="LibCurl.CURL_BLOB_NOCOPY"/>: whether libcurl copies the bytes.</summary>
    public uint flags;
}

/// <summary>
/// One response header, from <c>curl_easy_header</c> or <c>curl_easy_nextheader</c>. The easy handle owns the struct, and the next call of
/// the same function overwrites it. <see href="https://curl.se/libcurl/c/curl_easy_header.html">curl_easy_header(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_header
{
    /// <summary>Header name, zero-terminated, in the case that the server used; libcurl's memory.</summary>
    public byte* name;

    /// <summary>Header value, zero-terminated, without white space at its ends; libcurl's memory.</summary>
    public byte* value;

    /// <summary>Number of headers of this name in the response.</summary>
    public nuint amount;

    /// <summary>Position among the headers of this name, from 0.</summary>
    public nuint index;

    /// <summary>Part of the exchange that had the header: one <c>CURLH_*</c> bit.</summary>
    public uint origin;

    /// <summary>Place for libcurl's own use.</summary>
    public void* anchor;
}

/// <summary>
/// Description of one option of <c>curl_easy_setopt</c>, for programs that list the options or find one by name. libcurl owns the struct,
/// for ever. <see href="https://curl.se/libcurl/c/curl_easy_option_next.html">curl_easy_option_next(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_easyoption
{
    /// <summary>Option name without <c>CURLOPT_</c>, zero-terminated; libcurl's memory, for ever.</summary>
    public byte* name;

    /// <summary>Option to pass to <c>curl_easy_setopt</c>; of an old name, the option that it is another name of.</summary>
    public CURLoption id;

    /// <summary>Type of the value that <c>curl_easy_setopt</c> expects for the option.</summary>
    public curl_easytype type;

    /// <summary><see cref="LibCurl.CURLOT_FLAG_ALIAS"/> for an old name of another option, otherwise 0.</summary>
    public uint flags;
}

/// <summary>
/// The address that an open-socket callback is asked for; <c>addr</c> is the start of a <c>struct sockaddr</c> of <c>addrlen</c> bytes.
/// <see href="https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html">CURLOPT_OPENSOCKETFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_sockaddr
{
    /// <summary>Address family of the system, such as <c>AF_INET</c>.</summary>
    public int family;

    /// <summary>Socket type of the system, such as <c>SOCK_STREAM</c>.</summary>
    public int socktype;

    /// <summary>Protocol number of the system, such as <c>IPPROTO_TCP</c>.</summary>
    public int protocol;

    /// <summary>Bytes of the address.</summary>
    public uint addrlen;

    /// <summary>First bytes of the address, <see cref="addrlen"/> in all.</summary>
    public sockaddr_bytes addr;

    /// <summary>The 16 bytes of C's <c>struct sockaddr</c>; longer addresses go on behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sockaddr_bytes
    {
        /// <summary>Sixteen bytes, aligned as C aligns a <c>struct sockaddr</c>.</summary>
        public fixed ushort words[8];
    }
}

/// <summary>
/// One host to reach over HTTPS only: <see cref="curl_hstsread_callback"/> fills it, and libcurl fills it for
/// <see cref="curl_hstswrite_callback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_HSTSREADFUNCTION.html">CURLOPT_HSTSREADFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_hstsentry
{
    /// <summary>Host name; in a read callback, libcurl's memory to write the name into.</summary>
    public byte* name;

    /// <summary>Bytes of the name; in a read callback, room for the name.</summary>
    public nuint namelen;

    // C: unsigned int includeSubDomains:1; char expire[18]. Windows compilers give the bit field a whole word, the others a byte.
    private fixed byte _rest[24];

    /// <summary>Whether the entry counts for subdomains too: C's one-bit field.</summary>
    public bool includeSubDomains
    {
        readonly get => (_rest[0] & 1) != 0;
        set => _rest[0] = (byte)((_rest[0] & ~1) | (value ? 1 : 0));
    }

    /// <summary>
    /// End of the entry's life: 18 bytes, <c>YYYYMMDD HH:MM:SS</c> and a zero, or <c>unlimited</c> for one without an end, which in a read
    /// callback is an empty text. Valid while the struct does not move.
    /// </summary>
    public Span<byte> expire => MemoryMarshal.CreateSpan(ref _rest[OperatingSystem.IsWindows() ? 4 : 1], 18);
}

/// <summary>
/// Progress of saving the HSTS entries, which libcurl fills for each call of <see cref="curl_hstswrite_callback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_HSTSWRITEFUNCTION.html">CURLOPT_HSTSWRITEFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct curl_index
{
    /// <summary>Position of this entry, from 0.</summary>
    public nuint index;

    /// <summary>Number of entries to save in all, the same in every call of the callback.</summary>
    public nuint total;
}

/// <summary>
/// Certificate chain of the server as text, from <see cref="CURLINFO.CURLINFO_CERTINFO"/>. The easy handle owns it.
/// <see href="https://curl.se/libcurl/c/CURLINFO_CERTINFO.html">CURLINFO_CERTINFO(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_certinfo
{
    /// <summary>
    /// Number of lists in <see cref="certinfo"/>, one for each certificate of the chain; 0 without
    /// <see cref="CURLoption.CURLOPT_CERTINFO"/>.
    /// </summary>
    public int num_of_certs;

    /// <summary>One list of lines <c>Name:content</c> for each certificate, the server's own first; libcurl's memory.</summary>
    public curl_slist.node** certinfo;
}

/// <summary>
/// Object of the TLS library for a connection, from <see cref="CURLINFO.CURLINFO_TLS_SSL_PTR"/> or
/// <see cref="CURLINFO.CURLINFO_TLS_SESSION"/>. The easy handle owns the struct.
/// <see href="https://curl.se/libcurl/c/CURLINFO_TLS_SSL_PTR.html">CURLINFO_TLS_SSL_PTR(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_tlssessioninfo
{
    /// <summary>
    /// TLS library in use, which decides what <see cref="internals"/> points to: for OpenSSL an <c>SSL</c> or <c>SSL_CTX</c>.
    /// </summary>
    public curl_sslbackend backend;

    /// <summary>Object of the TLS library, which libcurl keeps owning; null where there is no TLS connection.</summary>
    public void* internals;
}

/// <summary>
/// Host key of an SSH server, either the known one or the one that the server sent, for <see cref="curl_sshkeycallback"/>.
/// <see href="https://curl.se/libcurl/c/CURLOPT_SSH_KEYFUNCTION.html">CURLOPT_SSH_KEYFUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_khkey
{
    /// <summary>Key, as bytes or as base64 text that ends with a zero, as libcurl's SSH library has it; libcurl's memory.</summary>
    public byte* key;

    /// <summary>Bytes at <see cref="key"/>; 0 for base64 text by libssh2.</summary>
    public nuint len;

    /// <summary>Algorithm of <see cref="key"/>, such as <see cref="curl_khtype.CURLKHTYPE_ED25519"/>.</summary>
    public curl_khtype keytype;
}

/// <summary>
/// One entry of the directory listing of an FTP wildcard download, to which <c>transfer_info</c> of <see cref="curl_chunk_bgn_callback"/>
/// points. libcurl owns it: copy what is needed after the callback.
/// <see href="https://curl.se/libcurl/c/CURLOPT_CHUNK_BGN_FUNCTION.html">CURLOPT_CHUNK_BGN_FUNCTION(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_fileinfo
{
    /// <summary>File name, zero-terminated; libcurl's memory, as are all pointers here.</summary>
    public byte* filename;

    /// <summary>Type of the entry: only <see cref="curlfiletype.CURLFILETYPE_FILE"/> is transferred, the others are passed over.</summary>
    public curlfiletype filetype;

    /// <summary>Time of the last change; libcurl leaves this 0.</summary>
    public long time;

    /// <summary>
    /// Permissions as the mode bits of Unix, such as octal 644; 0 where <see cref="flags"/> lacks
    /// <see cref="LibCurl.CURLFINFOFLAG_KNOWN_PERM"/>.
    /// </summary>
    public uint perm;

    /// <summary>Number of the owner; libcurl leaves this 0.</summary>
    public int uid;

    /// <summary>Number of the owner's group; libcurl leaves this 0.</summary>
    public int gid;

    /// <summary>Size of the file in bytes; 0 where <see cref="flags"/> lacks <see cref="LibCurl.CURLFINFOFLAG_KNOWN_SIZE"/>.</summary>
    public long size;

    /// <summary>
    /// Number of hard links to the file; 0 where <see cref="flags"/> lacks <see cref="LibCurl.CURLFINFOFLAG_KNOWN_HLINKCOUNT"/>.
    /// </summary>
    public CLong hardlinks;

    /// <summary>Parts of the server's listing, as text.</summary>
    public strings_fields strings;

    /// <summary>Set of <c>CURLFINFOFLAG_*</c> bits for fields that are filled in; not each field that is has its bit.</summary>
    public uint flags;

    /// <summary>Place for libcurl's own use.</summary>
    public byte* b_data;

    /// <summary>Place for libcurl's own use.</summary>
    public nuint b_size;

    /// <summary>Place for libcurl's own use.</summary>
    public nuint b_used;

    /// <summary>
    /// C's nested struct <c>strings</c>: columns of the listing as the server wrote them, zero-terminated; null for a column that the
    /// listing lacks.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct strings_fields
    {
        /// <summary>Time of the last change, as the server writes it.</summary>
        public byte* time;

        /// <summary>Permissions, as the server writes them.</summary>
        public byte* perm;

        /// <summary>Name of the owner.</summary>
        public byte* user;

        /// <summary>Name of the owner's group.</summary>
        public byte* group;

        /// <summary>Path to which a symbolic link leads.</summary>
        public byte* target;
    }
}

/// <summary>
/// One part of a form for <see cref="CURLoption.CURLOPT_HTTPPOST"/>, of the deprecated kind that C code makes with <c>curl_formadd</c> and
/// frees with <c>curl_formfree</c>. <see href="https://curl.se/libcurl/c/curl_formadd.html">curl_formadd(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_httppost
{
    /// <summary>Following part of the form, or null.</summary>
    public curl_httppost* next;

    /// <summary>Field name.</summary>
    public byte* name;

    /// <summary>Bytes of the field name; 0 where the name is zero-terminated.</summary>
    public CLong namelength;

    /// <summary>Field value, or the path of the file to send.</summary>
    public byte* contents;

    /// <summary>Bytes of the field value, where <see cref="flags"/> lacks <see cref="LibCurl.CURL_HTTPPOST_LARGE"/>.</summary>
    public CLong contentslength;

    /// <summary>Memory to send as a file.</summary>
    public byte* buffer;

    /// <summary>Bytes of that memory.</summary>
    public CLong bufferlength;

    /// <summary>Media type, or null.</summary>
    public byte* contenttype;

    /// <summary>Further headers of the part, or null.</summary>
    public curl_slist.node* contentheader;

    /// <summary>Further file of the same field, or null.</summary>
    public curl_httppost* more;

    /// <summary>Set of <c>CURL_HTTPPOST_*</c> bits.</summary>
    public CLong flags;

    /// <summary>File name to send instead of the file's own, or null.</summary>
    public byte* showfilename;

    /// <summary>Pointer that the read callback receives.</summary>
    public void* userp;

    /// <summary>Bytes of the field value, where <see cref="flags"/> has <see cref="LibCurl.CURL_HTTPPOST_LARGE"/>.</summary>
    public long contentlen;
}

/// <summary>
/// One option with its value, of the array that <c>CURLFORM_ARRAY</c> hands to <c>curl_formadd</c>. The caller owns the array.
/// <see href="https://curl.se/libcurl/c/curl_formadd.html">curl_formadd(3)</see>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct curl_forms
{
    /// <summary>Option of the part; <see cref="CURLformoption.CURLFORM_END"/> ends the array.</summary>
    public CURLformoption option;

    /// <summary>String or pointer that the option takes.</summary>
    public byte* value;
}
