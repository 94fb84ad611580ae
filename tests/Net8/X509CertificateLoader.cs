namespace System.Security.Cryptography.X509Certificates;

/// <summary>The type of .NET 9, with the constructors that it replaced.</summary>
internal static class X509CertificateLoader
{
    internal static X509Certificate2 LoadCertificateFromFile(string path) => new(path);

    internal static X509Certificate2 LoadPkcs12(
        byte[] data, string? password, X509KeyStorageFlags flags = X509KeyStorageFlags.DefaultKeySet) => new(data, password, flags);
}
