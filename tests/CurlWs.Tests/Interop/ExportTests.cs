using System;
using System.Collections.Generic;
using System.Linq;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>The symbols that the loaded libcurl exports against the declared entry points, both ways.</summary>
public sealed class ExportTests(ITestOutputHelper output)
{
    /// <summary>The first version that exports a function, for functions that some supported version lacks.</summary>
    private static readonly Dictionary<string, uint> s_since = new()
    {
        ["curl_global_trace"] = 0x080300,
        ["curl_multi_get_handles"] = 0x080400,
        ["curl_multi_waitfds"] = 0x080800,
        ["curl_easy_ssls_import"] = 0x080c00,
        ["curl_easy_ssls_export"] = 0x080c00,
        ["curl_ws_start_frame"] = 0x081000,
        ["curl_multi_get_offt"] = 0x081000,
        ["curl_multi_notify_disable"] = 0x081100,
        ["curl_multi_notify_enable"] = 0x081100,
    };

    [Fact]
    public void AtLeastVersion_OfTheLoadedLibcurl_IsWhatItSays()
    {
        uint number = LoadedLibrary.VersionNumber;
        int x = (int)(number >> 16), y = (int)(number >> 8) & 255, z = (int)number & 255;
        Assert.Equal(number, LibCurl.CURL_VERSION_BITS(x, y, z));
        Assert.True(LibCurl.CURL_AT_LEAST_VERSION(x, y, z));
        Assert.True(LibCurl.CURL_AT_LEAST_VERSION(7, 86, 0));
        Assert.False(LibCurl.CURL_AT_LEAST_VERSION(x, y, z + 1));
        Assert.False(LibCurl.CURL_AT_LEAST_VERSION(x, y + 1, 0));
        Assert.False(LibCurl.CURL_AT_LEAST_VERSION(x + 1, 0, 0));
    }

    [Fact]
    public void Exports_OfTheLibrary_AreDeclared()
    {
        HashSet<string> exports = Exports();
        string[] missing = [.. exports.Except(HeaderDeclarations.EntryPoints)
            .Where(name => !HeaderProbeTests.IsVariadicOfAnotherKind(name))];
        Assert.True(missing.Length == 0, "Not declared: " + string.Join(' ', missing));
        int leftOut = exports.Count(HeaderProbeTests.IsVariadicOfAnotherKind);
        output.WriteLine($"libcurl {LoadedLibrary.Version}: {exports.Count} exported functions, {leftOut} of them left out by name");
    }

    [Fact]
    public void EntryPoints_Declared_AreExportedByTheLibrary()
    {
        string[] missing = [.. HeaderDeclarations.EntryPoints.Except(Exports())
            .Where(name => LoadedLibrary.VersionNumber >= s_since.GetValueOrDefault(name))];
        Assert.True(missing.Length == 0, "Not exported: " + string.Join(' ', missing));
        output.WriteLine($"libcurl {LoadedLibrary.Version}: {HeaderDeclarations.EntryPoints.Count} declared entry points");
    }

    private static HashSet<string> Exports()
    {
        Assert.SkipWhen(LoadedLibrary.Path is null, "Only Linux tells which file was loaded.");
        return ElfFile.ExportedFunctions(LoadedLibrary.Path!).Where(name => name.StartsWith("curl_", StringComparison.Ordinal)).ToHashSet();
    }
}
