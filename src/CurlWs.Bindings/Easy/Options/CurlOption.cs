using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an option that takes a <typeparamref name="T"/>; they are in <see cref="CurlOptions"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly record struct CurlOption<T>
{
    internal CurlOption(CURLoption id) => Id = id;

    /// <summary>libcurl's number for it.</summary>
    public CURLoption Id { get; }

    /// <summary>libcurl's name for it.</summary>
    public override string ToString() => Id.ToString();
}
