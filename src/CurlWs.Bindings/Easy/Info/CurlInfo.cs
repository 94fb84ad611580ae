using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an info that is a <typeparamref name="T"/>; they are in <see cref="CurlInfos"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly record struct CurlInfo<T>
{
    internal CurlInfo(CURLINFO id) => Id = (int)id;

    /// <summary>Number that <c>curl_easy_getinfo</c> takes for the info, such as 1048625 for <c>CURLINFO_SCHEME</c>.</summary>
    public int Id { get; }

    /// <summary>libcurl's name of the info, such as <c>CURLINFO_SCHEME</c>.</summary>
    public override string ToString() => ((CURLINFO)Id).ToString();
}
