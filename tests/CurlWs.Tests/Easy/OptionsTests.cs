using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Xunit;

namespace CurlWs.Tests.Easy;

public sealed class OptionsTests
{
    // What the tested builds of libcurl were made without.
    private static readonly Dictionary<string, string> s_notBuiltIn = new()
    {
        ["DnsServers"] = "libcurl is built with the threaded resolver, not with c-ares",
        ["DnsInterface"] = "libcurl is built with the threaded resolver, not with c-ares",
    };

    public static TheoryData<string> Names => [.. Properties.Select(property => property.Name)];

    private static IEnumerable<PropertyInfo> Properties =>
        typeof(CurlEasyOptions).GetProperties().Where(property => property.CanWrite && property.Name != "Share");

    [Fact]
    public void Properties_All_AreManyAndHaveSamples()
    {
        Assert.InRange(Properties.Count(), 100, 300);
        Assert.All(Properties, property => Assert.NotNull(OptionsSamples.Of(property.Name, property.PropertyType)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Property_SampleValue_IsReadBackAndNullGoesBack(string name)
    {
        using CurlEasy easy = new();
        PropertyInfo property = typeof(CurlEasyOptions).GetProperty(name)!;
        object sample = OptionsSamples.Of(name, property.PropertyType);
        object? untouched = property.GetValue(easy.Options);
        CurlException? refusal = Set(property, easy, sample);
        if (s_notBuiltIn.TryGetValue(name, out string? reason) || TlsBackends.NotBuiltIn.TryGetValue(name, out reason))
        {
            Assert.NotNull(refusal);
            Assert.Equal(untouched, property.GetValue(easy.Options));
            Assert.Skip(reason!);
        }

        Assert.Null(refusal);
        AssertSame(sample, property.GetValue(easy.Options));
        using (CurlEasy copy = easy.Duplicate())
        {
            AssertSame(sample, property.GetValue(copy.Options));
        }

        Assert.Null(Set(property, easy, untouched));
        Assert.Equal(untouched, property.GetValue(easy.Options));
        Assert.Null(Set(property, easy, sample));
        easy.Reset();
        Assert.Equal(untouched, property.GetValue(easy.Options));
    }

    /// <summary>What is refused here stands in the guide's table of TLS libraries, with a no, and nothing else does.</summary>
    [Fact]
    public void Guide_TableOfTlsLibraries_HasWhatIsRefused()
    {
        HashSet<string> names = [.. Properties.Select(property => property.Name)];
        string[][] rows =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "build", "docs", "guides", "security.md"))
                .SkipWhile(line => line != "| | OpenSSL | Schannel |")
                .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')),
        ];
        for (int backend = 2; backend <= 3; backend++)
        {
            IEnumerable<string> said = rows.Where(row => row[backend].StartsWith(" no", StringComparison.Ordinal))
                .Where(row => !row[1].Contains("in PEM", StringComparison.Ordinal))
                .SelectMany(row => row[1].Split('`').Where(names.Contains));
            Assert.Equal((backend == 2 ? TlsBackends.NotInOpenSsl : TlsBackends.NotInSchannel).Keys.Order(), said.Order());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Property_HandleDisposed_Throws(string name)
    {
        CurlEasy easy = new();
        easy.Dispose();
        PropertyInfo property = typeof(CurlEasyOptions).GetProperty(name)!;
        TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(
            () => property.SetValue(easy.Options, OptionsSamples.Of(name, property.PropertyType)));
        Assert.IsType<ObjectDisposedException>(thrown.InnerException);
    }

    private static CurlException? Set(PropertyInfo property, CurlEasy easy, object? value)
    {
        try
        {
            property.SetValue(easy.Options, value);
            return null;
        }
        catch (TargetInvocationException e) when (e.InnerException is CurlException
        {
            Code: CurlErrorCode.NotBuiltIn or CurlErrorCode.UnknownOption or CurlErrorCode.TlsEngineNotFound
        } refusal)
        {
            return refusal;
        }
    }

    private static void AssertSame(object expected, object? actual)
    {
        if (expected is ReadOnlyMemory<byte> bytes)
        {
            Assert.Equal(bytes.ToArray(), Assert.IsType<ReadOnlyMemory<byte>>(actual).ToArray());
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    /// <summary>Memory that an option was given may be used again: the option has a copy.</summary>
    [Fact]
    public void Memory_ChangedAfterItWasSet_IsACopy()
    {
        using CurlEasy easy = new();
        byte[] memory = [.. "mine"u8];
        easy.Options.PostFields = memory;
        easy.Options.CaBlob = memory;
        "yours"u8[..4].CopyTo(memory);
        Assert.Equal("mine"u8.ToArray(), easy.Options.PostFields!.Value.ToArray());
        Assert.Equal("mine"u8.ToArray(), easy.Options.CaBlob!.Value.ToArray());
    }
}
