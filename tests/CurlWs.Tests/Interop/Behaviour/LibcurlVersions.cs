using Xunit;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>What depends on the version of the loaded libcurl.</summary>
internal static class LibcurlVersions
{
    internal const uint V8_16 = 0x081000;
    internal const uint V8_17 = 0x081100;
    internal const uint V8_21 = 0x081500;
    internal const uint V8_22 = 0x081600;

    /// <summary>Whether the loaded libcurl is of this version or later.</summary>
    internal static bool Since(uint version) => LoadedLibrary.VersionNumber >= version;

    /// <summary>Skips the test, with a reason that prints, where libcurl is older.</summary>
    internal static void Needs(uint version, string why) => Assert.SkipUnless(
        Since(version),
            $"Needs libcurl {version >> 16}.{(version >> 8) & 255}.{version & 255}: {why}. Loaded is {LoadedLibrary.Version}.");
}
