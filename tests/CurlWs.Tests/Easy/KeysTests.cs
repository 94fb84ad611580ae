using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using CurlWs.Interop;
using CurlWs.Tests.Architecture;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>The typed keys of options and infos: what they are called, and that a property of the same name is the same option.</summary>
public sealed partial class KeysTests
{
    private static readonly XmlDocumentation s_documentation = new();

    private static readonly Dictionary<string, PropertyInfo> s_options = typeof(CurlOptions).GetProperties().ToDictionary(key => key.Name);

    private static readonly Dictionary<string, PropertyInfo> s_infos = typeof(CurlInfos).GetProperties().ToDictionary(key => key.Name);

    /// <summary>Properties that set several options of C, or a part of one.</summary>
    private static readonly string[] s_composed =
    [
        "ProxyTlsMaximum", "ProxyTlsMinimum", "TlsMaximum", "TlsMinimum", "VerifyDnsOverHttpsCertificate", "VerifyProxyCertificate",
        "VerifyServerCertificate",
    ];

    /// <summary>Properties whose value is made of several infos of C, or is no number, string or list there.</summary>
    private static readonly string[] s_composedInfos = ["CertificateChain", "LocalEndPoint", "PrimaryEndPoint"];

    public static TheoryData<string> OptionsWithAKey =>
        [.. OptionProperties.Select(property => property.Name).Where(s_options.ContainsKey)];

    private static IEnumerable<PropertyInfo> OptionProperties =>
        typeof(CurlEasyOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(CurlEasyOptions.Share));

    [Fact]
    public void Names_AllKeysAndCodes_ConsistOfKnownWords()
    {
        string[] names =
            [.. s_options.Keys, .. s_infos.Keys, .. ErrorCodesTests.Enumerations.SelectMany(row => row.Data.Item1.GetEnumNames())];
        Assert.True(names.Length > 450, $"The test looks at {names.Length} names.");
        Assert.All(names, name => Assert.Matches("^([A-Z][a-z]*[0-9]*)+$", name));
        string[] unknown = [.. names.Where(name => WordsOf(name).Any(word => !KeyWords.All.Contains(word)))];
        Assert.True(unknown.Length == 0, "No words, or new ones that belong on the list of words: " + string.Join(", ", unknown));
        Assert.Empty(KeyWords.All.Except(names.SelectMany(WordsOf)));
    }

    [Theory]
    [InlineData("Postfields", false)]
    [InlineData("SslVerifypeer", false)]
    [InlineData("NamelookupTimeT", false)]
    [InlineData("Username", false)]
    [InlineData("RequestUrl", false)]
    [InlineData("PostFields", true)]
    [InlineData("AwsSigV4", true)]
    [InlineData("Tls13Ciphers", true)]
    public void Rule_Name_IsOfWordsOrNot(string name, bool good) => Assert.Equal(good, WordsOf(name).All(KeyWords.All.Contains));

    [Fact]
    public void OptionsAndInfos_EachNumberOfC_HasAtMostOneKey()
    {
        int[] ids = [.. s_options.Values.Concat(s_infos.Values).Select(IdOf)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(s_options.Values, key => Assert.Equal(NameInC(key), ((CURLoption)IdOf(key)).ToString()));
        Assert.All(s_infos.Values, key => Assert.Equal(NameInC(key), ((CURLINFO)IdOf(key)).ToString()));
        Assert.DoesNotContain(s_options.Values.Select(NameInC), name => name.EndsWith("FUNCTION", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_EachProperty_HasAKeyOfItsName() => Assert.Equal(
        s_composed,
        OptionProperties.Select(property => property.Name).Where(name => !s_options.ContainsKey(name)).Order(StringComparer.Ordinal));

    [Fact]
    public void Infos_EachProperty_HasAKeyOfItsName()
    {
        string[] properties = [.. typeof(CurlEasyInfo).GetProperties().Select(property => property.Name)];
        Assert.Equal(s_composedInfos, properties.Where(name => !s_infos.ContainsKey(name)).Order(StringComparer.Ordinal));
        Assert.All(properties.Except(s_composedInfos), name => Assert.Contains(
            NameInC(s_infos[name]), s_documentation.PagesOf("P:CurlWs.CurlEasyInfo." + name)));
    }

    // The key undoes what the property has set: they are one option.
    [Theory]
    [MemberData(nameof(OptionsWithAKey))]
    public void Option_SetByProperty_IsUndoneByItsKey(string name)
    {
        using CurlEasy easy = new();
        PropertyInfo property = typeof(CurlEasyOptions).GetProperty(name)!;
        object sample = OptionsSamples.Of(name, property.PropertyType);
        try
        {
            property.SetValue(easy.Options, sample);
        }
        catch (TargetInvocationException e) when (e.InnerException is CurlException
        {
            Code: CurlErrorCode.NotBuiltIn or CurlErrorCode.UnknownOption or CurlErrorCode.TlsEngineNotFound
        } refusal)
        {
            Assert.Skip(refusal.Message);
        }

        Type type = s_options[name].PropertyType.GenericTypeArguments[0];
        object? other = type == typeof(long) ? 0L : type == typeof(ReadOnlyMemory<byte>) ? new ReadOnlyMemory<byte>([1]) : (object?)null;
        typeof(CurlEasyOptions).GetMethod(nameof(CurlEasyOptions.Set))!.MakeGenericMethod(type)
            .Invoke(easy.Options, [s_options[name].GetValue(null), other]);
        Assert.NotEqual(sample, property.GetValue(easy.Options));
    }

    private static string NameInC(PropertyInfo key) => key.GetValue(null)!.ToString()!;

    private static int IdOf(PropertyInfo key) => (int)key.PropertyType.GetProperty("Id")!.GetValue(key.GetValue(null))!;

    private static string[] WordsOf(string name) => [.. Word().Matches(name).Select(match => match.Value)];

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex Word();
}
