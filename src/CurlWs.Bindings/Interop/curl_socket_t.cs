using System;

namespace CurlWs.Interop;

/// <summary>
/// A socket as the system numbers it: an <c>int</c> descriptor on Unix, a pointer-sized <c>SOCKET</c> on Windows.
/// Converts from and to <see cref="nint"/>; invalid is <see cref="LibCurl.CURL_SOCKET_BAD"/>.
/// </summary>
public readonly struct curl_socket_t : IEquatable<curl_socket_t>
{
    private readonly nint _value;

    private curl_socket_t(nint value) => _value = value;

    /// <summary>Descriptor (Unix) or <c>SOCKET</c> (Windows) for the system's calls; -1 for no socket.</summary>
    public nint Value => _value;

    /// <summary>A register's content as a socket: where C's type is an <c>int</c>, the upper half of the register means nothing.</summary>
    internal static curl_socket_t FromNative(nint raw) => new(OperatingSystem.IsWindows() ? raw : (int)raw);

    /// <summary>A system socket number as libcurl's type.</summary>
    public static implicit operator curl_socket_t(nint value) => new(value);

    /// <summary>libcurl's type as a system socket number.</summary>
    public static implicit operator nint(curl_socket_t socket) => socket._value;

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(curl_socket_t left, curl_socket_t right) => left._value == right._value;

    /// <summary>Whether the numbers differ.</summary>
    public static bool operator !=(curl_socket_t left, curl_socket_t right) => left._value != right._value;

    /// <summary>A system socket number as libcurl's type.</summary>
    public static curl_socket_t FromIntPtr(nint value) => new(value);

    /// <summary>libcurl's type as a system socket number.</summary>
    public nint ToIntPtr() => _value;

    /// <inheritdoc/>
    public bool Equals(curl_socket_t other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is curl_socket_t other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => _value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
