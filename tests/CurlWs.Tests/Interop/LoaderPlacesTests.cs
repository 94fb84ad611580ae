using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using CurlWs.Interop;
using Xunit;
using CpuArchitecture = System.Runtime.InteropServices.Architecture;

namespace CurlWs.Tests.Interop;

/// <summary>Where a libcurl that nobody has named may come from: never from a folder in which a stranger may write.</summary>
public sealed class LoaderPlacesTests
{
    [Fact]
    public void SystemPlaces_Windows_AreTheAppsFolderAndSystem32()
    {
        string[] places = Places(OSPlatform.Windows, CpuArchitecture.X64, @"C:\App\", @"C:\Windows\System32");
        Assert.Equal([@"C:\App\libcurl.dll", @"C:\App\libcurl-4.dll", @"C:\App\libcurl-x64.dll"], places[..3]);
        Assert.All(places, place => Assert.True(
            place.StartsWith(@"C:\App\", StringComparison.Ordinal) || place.StartsWith(@"C:\Windows\System32\", StringComparison.Ordinal),
            place));
        Assert.Contains(@"C:\App\libcurl-arm64.dll", Places(OSPlatform.Windows, CpuArchitecture.Arm64, @"C:\App\", @"C:\Windows\System32"));
    }

    [Fact]
    public void SystemPlaces_MacOS_AreFullPaths() =>
        Assert.All(
            Places(OSPlatform.OSX, CpuArchitecture.Arm64, "/app/", ""), place => Assert.StartsWith("/", place, StringComparison.Ordinal));

    [Fact]
    public void SystemPlaces_Linux_AreNamesThatTheSystemKnows() =>
        Assert.Equal(["libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"], Places(OSPlatform.Linux, CpuArchitecture.X64, "/app/", ""));

    [Fact]
    public async Task Load_LibcurlInTheCurrentFolder_IsNotTaken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The file is an ELF or Mach-O one.");
        string folder = Directory.CreateTempSubdirectory("curlws-places-").FullName;
        try
        {
            string[] names = ["libcurl.so.4", "libcurl.so", "libcurl.4.dylib", "libcurl.dylib"];
            Array.ForEach(names, name => File.Copy(LoadedLibrary.Path ?? CurlLibrary.Path, Path.Combine(folder, name)));
            LoaderProbe run = await LoaderProbe.RunInFolderAsync(folder, "load");
            Assert.DoesNotContain(folder, run.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Places(OSPlatform system, CpuArchitecture architecture, string app, string systemFolder) =>
        [.. Loader.SystemPlaces(system, architecture, app, systemFolder)];
}
