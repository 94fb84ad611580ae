using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an option that takes a <typeparamref name="T"/>; they are in <see cref="CurlOptions"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly struct CurlOption<T> : IEquatable<CurlOption<T>>
{
    internal CurlOption(CURLoption id) => Id = id;

    /// <summary>libcurl's number for it.</summary>
    public CURLoption Id { get; }

    /// <summary>Whether two keys are of the same option.</summary>
    public static bool operator ==(CurlOption<T> left, CurlOption<T> right) => left.Id == right.Id;

    /// <summary>Whether two keys are of different options.</summary>
    public static bool operator !=(CurlOption<T> left, CurlOption<T> right) => left.Id != right.Id;

    /// <inheritdoc/>
    public bool Equals(CurlOption<T> other) => Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CurlOption<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Id;

    /// <summary>libcurl's name for it.</summary>
    public override string ToString() => Id.ToString();
}
