using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What the library says of the libcurl that it uses, and how others are pointed at it.</summary>
public sealed class LibraryTests
{
    [Fact]
    public void Describe_LoadedLibrary_HasEveryFactAndDefect()
    {
        string[] lines = CurlLibrary.Describe().Split(Environment.NewLine);
        Assert.Equal($"file      {CurlLibrary.Path}", lines[0]);
        Assert.Equal($"version   {CurlLibrary.Version}", lines[1]);
        Assert.Equal($"TLS       {CurlLibrary.TlsBackend}", lines[2]);
        Assert.Equal("ws, wss   yes, yes", lines[3]);
        Assert.Equal($"protocols {string.Join(' ', CurlLibrary.GetInfo().Protocols)}", lines[4]);

        // Other tests of this process may have left a thread behind, which is said here as well.
        Assert.Equal(
            CurlLibrary.GetInfo().KnownDefects.Select(d => $"defect    {d}"),
            lines[5..].Where(line => !line.StartsWith("threads ", StringComparison.Ordinal)));
        Assert.Equal(CurlLibrary.DefectsOf(CurlLibrary.Version, CurlLibrary.TlsBackend), CurlLibrary.GetInfo().KnownDefects);
    }

    [Fact]
    public void GetInfo_LoadedLibrary_IsReadOnceAndCannotBeChanged()
    {
        CurlLibraryInfo info = CurlLibrary.GetInfo();
        Assert.Same(info, CurlLibrary.GetInfo());
        Assert.True(File.Exists(info.Path), info.Path);
        Assert.True(info.Version >= CurlLibrary.MinimumVersion, info.Version.ToString());
        Assert.True(info.SupportsWs && info.SupportsWss);
        Assert.Contains("wss", info.Protocols);
        Assert.True(((IList)info.Protocols).IsReadOnly && ((IList)info.KnownDefects).IsReadOnly);
        CurlLibraryInfo bare = new("x", new Version(8, 22, 0), string.Empty, ["http", "ws"], []);
        Assert.True(bare.SupportsWs);
        Assert.False(bare.SupportsWss);
        Assert.Empty(bare.KnownDefects);
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
        Assert.Contains("CurlLibrary.GetModule()", e.Message, StringComparison.Ordinal);
        Assert.Contains("CurlLibrary.Use(module)", e.Message, StringComparison.Ordinal);
        Assert.Contains(assembly.GetName().Name!, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirect_SameAssemblyTwice_DoesNothing()
    {
        CurlLibrary.Redirect(typeof(ForeignBinding.CurlNative).Assembly);
        CurlLibrary.Redirect(typeof(ForeignBinding.CurlNative).Assembly);
        Assert.True(NativeLibrary.TryGetExport(CurlLibrary.GetModule(), "curl_ws_recv", out _));
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
        Assert.Throws<InvalidOperationException>(() => CurlLibrary.Use(CurlLibrary.GetModule()));
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
