using System;

using CurlWs.Interop;

namespace CurlWs;

/// <summary>The key of an info that is a <typeparamref name="T"/>; they are in <see cref="CurlInfos"/>.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public readonly struct CurlInfo<T> : IEquatable<CurlInfo<T>>
{
    internal CurlInfo(CURLINFO id) => Id = id;

    /// <summary>libcurl's number for it.</summary>
    public CURLINFO Id { get; }

    /// <summary>Whether two keys are of the same info.</summary>
    public static bool operator ==(CurlInfo<T> left, CurlInfo<T> right) => left.Id == right.Id;

    /// <summary>Whether two keys are of different infos.</summary>
    public static bool operator !=(CurlInfo<T> left, CurlInfo<T> right) => left.Id != right.Id;

    /// <inheritdoc/>
    public bool Equals(CurlInfo<T> other) => Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CurlInfo<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Id;

    /// <summary>libcurl's name for it.</summary>
    public override string ToString() => Id.ToString();
}
