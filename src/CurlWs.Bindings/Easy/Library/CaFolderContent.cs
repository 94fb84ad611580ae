namespace CurlWs;

/// <summary>What a folder of roots has that the file beside it has not.</summary>
internal enum CaFolderContent
{
    /// <summary>Something that was not understood, such as a list of revoked certificates, or it cannot be read.</summary>
    Unknown,

    /// <summary>Nothing: all its certificates are in the file.</summary>
    NoOthers,

    /// <summary>Certificates only, some of them not in the file.</summary>
    OtherRoots,
}
