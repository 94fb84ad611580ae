namespace CurlWs;

// Roots for handles whose caller names none.
public sealed partial class CurlEasyOptions
{
    /// <summary>
    /// Trusts the roots of this machine, for servers and https proxies: sets <see cref="CaFile"/>, <see cref="CaPath"/>,
    /// <see cref="CaBlob"/> or
    /// <see cref="TlsOptions"/>, and the proxy's, where libcurl would not find them by itself. <see cref="CurlWebSocket"/> does this where
    /// its options name no roots; a plain <see cref="CurlEasy"/> has libcurl's default until it is called.
    /// </summary>
    /// <remarks>
    /// Looked for once in a process, in this order: the files that the environment variables <c>SSL_CERT_FILE</c> and <c>SSL_CERT_DIR</c>
    /// name; the system's store on Windows and Apple's systems; the file or folder that libcurl was built with, if it is on this machine;
    /// the usual files of Linux distributions, then
    /// <c>/etc/ssl/certs</c>; the roots that .NET trusts (<c>X509Store</c>). The first that is there is used alone.
    /// </remarks>
    /// <exception cref="CurlException">libcurl refused one of the options.</exception>
    public void TrustMachineRoots()
    {
        CaRoots.Machine.ApplyTo(this, proxy: false);
        CaRoots.Machine.ApplyTo(this, proxy: true);
    }
}
