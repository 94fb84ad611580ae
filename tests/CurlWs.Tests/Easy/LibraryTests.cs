using System;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What the library says of the libcurl that it uses, and how others are pointed at it.</summary>
public sealed class LibraryTests
{
    private static readonly string[] s_always =
    [
        "unfinished-frame", "no-flush", "no-checks", "split-ping", "resynchronises", "endless-receive", "http-connect-only", "forbid-reuse", "shared-connection",
        "mixed-answers", "closed-after-101", "endless-refusal", "native-environment", "rewritten-path", "cleanup-order", "second-perform",
    ];

    [Theory]
    [InlineData("7.86.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|no-close-on-exec|null-arguments|d3594be653|c0df01fd94|fa3d1e7d43, #15298"
        + "|02edae54e8, #15865|d6bae1cb8f|3b23dbeec1|2aed8e179f")]
    [InlineData("8.11.1", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments|d3594be653|c0df01fd94"
        + "|fa3d1e7d43, #15298|02edae54e8, #15865")]
    [InlineData("8.14.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments"
        + "|CVE-2025-5399|d3594be653")]
    [InlineData("8.14.1", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments")]
    [InlineData("8.16.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec|null-arguments")]
    [InlineData("8.20.0", "8ed285f06d, #22107|77e4e5b86d, #21663|48d314f262, #19204|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.21.0", "48d314f262, #19204|849317ff5c|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.22.0", "48d314f262, #19204|849317ff5c")]
    [InlineData("9.0.0", "48d314f262, #19204|849317ff5c")]
    public void KnownDefects_Version_AreThese(string version, string expected) =>
        Assert.Equal(s_always.Concat(expected.Split('|')), CurlLibrary.DefectsOf(Version.Parse(version)).Select(d => d.Id));

    [Theory]
    [InlineData("8.22.0", "GnuTLS/3.8.9", true)]
    [InlineData("8.22.0", "OpenSSL/3.5.7", false)]
    [InlineData("8.23.0", "GnuTLS/3.8.9", false)]
    public void KnownDefects_OfOneTlsLibrary_AreListedWithIt(string version, string tls, bool listed) =>
        Assert.Equal(listed, CurlLibrary.DefectsOf(Version.Parse(version), tls).Any(d => d.Id == "CVE-2026-107928"));

    [Fact]
    public void KnownDefects_EachRow_SaysWhatHappensAndWhatIsDone()
    {
        foreach (CurlDefect defect in CurlLibrary.DefectsOf(new Version(7, 86, 0)).Concat(CurlLibrary.DefectsOf(new Version(8, 21, 0))))
        {
            Assert.EndsWith(".", defect.Effect, StringComparison.Ordinal);
            Assert.EndsWith(".", defect.Handling, StringComparison.Ordinal);
            Assert.True(defect.FixedIn is null || defect.FixedIn > defect.FirstVersion, defect.Id);
        }
    }

    [Fact]
    public void Describe_LoadedLibrary_HasEveryFactAndDefect()
    {
        string[] lines = CurlLibrary.Describe().Split(Environment.NewLine);
        Assert.Equal($"file      {CurlLibrary.Path}", lines[0]);
        Assert.Equal($"version   {CurlLibrary.Version}", lines[1]);
        Assert.Equal($"TLS       {CurlLibrary.TlsBackend}", lines[2]);
        Assert.Equal("ws, wss   yes, yes", lines[3]);
        Assert.Equal($"protocols {string.Join(' ', CurlLibrary.Protocols)}", lines[4]);
        Assert.Equal(CurlLibrary.KnownDefects.Select(d => $"defect    {d}"), lines[5..]);
        Assert.Equal(CurlLibrary.DefectsOf(CurlLibrary.Version, CurlLibrary.TlsBackend), CurlLibrary.KnownDefects);
    }

    [Theory]
    [InlineData("libcurl", true)]
    [InlineData("curl", true)]
    [InlineData("libcurl.so", true)]
    [InlineData("libcurl.so.4", true)]
    [InlineData("libcurl-gnutls.so.4", true)]
    [InlineData("libcurl.so.4.8.0", true)]
    [InlineData("libcurl.dll", true)]
    [InlineData("LIBCURL.DLL", true)]
    [InlineData("libcurl-4.dll", true)]
    [InlineData("libcurl-x64", true)]
    [InlineData("libcurl.4.dylib", true)]
    [InlineData("libcurl.4", true)]
    [InlineData("/usr/lib/libcurl.4.dylib", true)]
    [InlineData("libcurlpp.so.0", false)]
    [InlineData("libcurl-impersonate-chrome.so", false)]
    [InlineData("libcurlshim", false)]
    [InlineData("mycurl", false)]
    [InlineData("kernel32", false)]
    public void Redirect_NameOfAnImport_IsOursOnlyIfItMeansLibcurl(string name, bool ours) => Assert.Equal(ours, Loader.IsCurl(name));

    [Fact]
    public void Redirect_AssemblyThatHasAResolver_NamesTheRemedy()
    {
        Assembly assembly = typeof(LibraryTests).Assembly;
        NativeLibrary.SetDllImportResolver(assembly, static (_, _, _) => 0);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => CurlLibrary.Redirect(assembly));
        Assert.Contains("CurlLibrary.Module", e.Message, StringComparison.Ordinal);
        Assert.Contains("CurlLibrary.Use(module)", e.Message, StringComparison.Ordinal);
        Assert.Contains(assembly.GetName().Name!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirect_SameAssemblyTwice_DoesNothing()
    {
        CurlLibrary.Redirect(typeof(ForeignBinding.CurlNative).Assembly);
        CurlLibrary.Redirect(typeof(ForeignBinding.CurlNative).Assembly);
        Assert.True(NativeLibrary.TryGetExport(CurlLibrary.Module, "curl_ws_recv", out _));
    }

    [Fact]
    public void Redirect_NullOrOurOwnAssembly_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => CurlLibrary.Redirect(null!));
        Assert.Throws<ArgumentException>(() => CurlLibrary.Redirect(typeof(CurlLibrary).Assembly));
    }

    [Fact]
    public void Use_AfterLoading_Throws()
    {
        _ = CurlLibrary.Version;
        Assert.Throws<InvalidOperationException>(() => CurlLibrary.Use("libcurl.so"));
        Assert.Throws<InvalidOperationException>(() => CurlLibrary.Use(CurlLibrary.Module));
        Assert.Throws<ArgumentOutOfRangeException>(() => CurlLibrary.Use(0));
        Assert.Throws<ArgumentException>(() => CurlLibrary.Use(string.Empty));
    }

    [Fact]
    public void Ability_Since_IsThereFromThatVersionOn()
    {
        Version loaded = CurlLibrary.Version;
        Assert.True(new CurlLibrary.Ability(7, 255, 255).IsThere);
        Assert.True(new CurlLibrary.Ability(loaded.Major, loaded.Minor, loaded.Build).IsThere);
        Assert.False(new CurlLibrary.Ability(loaded.Major, loaded.Minor, loaded.Build + 1).IsThere);
        Assert.False(new CurlLibrary.Ability(loaded.Major, loaded.Minor + 1, 0).IsThere);
        Assert.Equal(new Version(8, 14, 0), CurlLibrary.MinimumVersion);
    }
}
