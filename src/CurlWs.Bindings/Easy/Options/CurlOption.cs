using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an option that takes a <typeparamref name="T"/>; they are in <see cref="CurlOptions"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly record struct CurlOption<T>
{
    internal CurlOption(CURLoption id) => Id = (int)id;

    /// <summary>Number that <c>curl_easy_setopt</c> takes for the option, such as 10002 for <c>CURLOPT_URL</c>.</summary>
    public int Id { get; }

    /// <summary>libcurl's name of the option, such as <c>CURLOPT_URL</c>.</summary>
    public override string ToString() => ((CURLoption)Id).ToString();
}
