using System;
using System.Runtime.InteropServices;
using CurlWs.Tests.Easy;
using Xunit;

namespace CurlWs.Tests;

/// <summary>What a test assumes that does not hold on Windows, or under Wine: it is skipped there, with the reason.</summary>
internal static class WindowsFacts
{
    /// <summary>Whether this is Wine: its ntdll says so.</summary>
    internal static bool IsWine { get; } = OperatingSystem.IsWindows() && NativeLibrary.TryLoad("ntdll", out nint ntdll)
        && NativeLibrary.TryGetExport(ntdll, "wine_get_version", out _);

    /// <summary>That an untrusted certificate is refused.</summary>
    internal static void RequireTrustDecisions() =>
        Assert.SkipWhen(IsWine, "Wine's Schannel trusts certificates that Windows refuses, and has other errors for them.");

    /// <summary>TLS 1.3, which Schannel has since Windows 11 and Windows Server 2022.</summary>
    internal static void RequireTls13() => Assert.SkipWhen(
        TlsBackends.IsSchannel && !OperatingSystem.IsWindowsVersionAtLeast(10, 0, 20348), "Schannel has no TLS 1.3 in this Windows.");

    /// <summary>Client certificates in PEM.</summary>
    internal static void RequirePemClientCertificate() =>
        Assert.SkipWhen(TlsBackends.IsSchannel, "Schannel takes a client certificate as PKCS #12 only.");

    /// <summary>A server that asks for a certificate.</summary>
    internal static void RequireMutualTls() => Assert.SkipWhen(IsWine, "Wine's Schannel asks for no certificate and shows none.");

    /// <summary>That the end of a TLS connection is told as OpenSSL tells it.</summary>
    internal static void RequireEndOfTls() =>
        Assert.SkipWhen(IsWine, "Wine's Schannel tells the end of a TLS connection as a failure to decrypt.");

    /// <summary>A property of <see cref="CurlEasyOptions"/> that the TLS library has.</summary>
    internal static void RequireOption(string property) =>
        Assert.SkipWhen(TlsBackends.NotBuiltIn.TryGetValue(property, out string? reason), reason ?? property);

    /// <summary>Roots and sessions that libcurl itself keeps, and finds in files.</summary>
    internal static void RequireOpenSsl() =>
        Assert.SkipWhen(TlsBackends.IsSchannel, "With Schannel roots and sessions are Windows' own matter.");

    /// <summary>A login that SSPI makes on Windows.</summary>
    internal static void RequireLogin(string kind) =>
        Assert.SkipWhen(IsWine && kind is ("Digest" or "NTLM"), "Wine's SSPI logs in neither by Digest nor by NTLM.");

    /// <summary>That small sends fill what the systems hold in seconds.</summary>
    internal static void RequireFastSends() =>
        Assert.SkipWhen(IsWine, "Wine takes up to a minute for the small sends that fill the systems' buffers.");

    /// <summary>That a socket holds as much as SO_SNDBUF says.</summary>
    internal static void RequireSendBuffer() => Assert.SkipWhen(
        OperatingSystem.IsWindows(), "On Windows libcurl sets SO_SNDBUF by itself, to what the system takes for ideal.");
}
