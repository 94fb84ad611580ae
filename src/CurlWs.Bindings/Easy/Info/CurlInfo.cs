using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an info that is a <typeparamref name="T"/>; they are in <see cref="CurlInfos"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly record struct CurlInfo<T>
{
    internal CurlInfo(CURLINFO id) => Id = id;

    /// <summary>libcurl's number for it.</summary>
    public CURLINFO Id { get; }

    /// <summary>libcurl's name for it.</summary>
    public override string ToString() => Id.ToString();
}
