using System;

namespace CurlWs.Interop;

/// <summary>
/// A <c>CURL *</c> that libcurl hands out: in a <see cref="CURLMsg"/> or as a callback's argument. It compares with a
/// <see cref="CURL"/>, and converts to the object that owns the handle, or to null where none of this process does.
/// </summary>
/// <param name="value">The address.</param>
public readonly struct CURL_ptr(nint value) : IEquatable<CURL_ptr>
{
    /// <summary>Address of the easy handle, 0 for NULL; having it does not keep the handle alive.</summary>
    public nint Value { get; } = value;

    /// <summary>The object that owns the handle.</summary>
    public static implicit operator CURL?(CURL_ptr pointer) => CURL.Find(pointer.Value);

    /// <summary>Whether it is not NULL: <c>if (easy)</c> works as in C.</summary>
    public static bool operator true(CURL_ptr pointer) => pointer.Value != 0;

    /// <summary>Whether it is NULL.</summary>
    public static bool operator false(CURL_ptr pointer) => pointer.Value == 0;

    /// <summary>Whether it is NULL.</summary>
    public static bool operator !(CURL_ptr pointer) => pointer.Value == 0;

    /// <summary>Whether both are the same handle.</summary>
    public static bool operator ==(CURL_ptr left, CURL? right) => left.Value == (right?.Raw ?? 0);

    /// <summary>Whether the handles differ.</summary>
    public static bool operator !=(CURL_ptr left, CURL? right) => !(left == right);

    /// <summary>Whether both are the same handle.</summary>
    public static bool operator ==(CURL_ptr left, CURL_ptr right) => left.Value == right.Value;

    /// <summary>Whether the handles differ.</summary>
    public static bool operator !=(CURL_ptr left, CURL_ptr right) => !(left == right);

    /// <summary>The object that owns the handle, or null.</summary>
    public CURL? ToCURL() => this;

    /// <inheritdoc/>
    public bool Equals(CURL_ptr other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CURL_ptr other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();
}
