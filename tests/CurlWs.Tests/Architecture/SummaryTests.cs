using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What editors show beside a name of libcurl says what the name is for, not how it is spelled or numbered.</summary>
public sealed partial class SummaryTests
{
    private static readonly string[] s_fillers =
        ["a", "an", "the", "of", "for", "to", "in", "is", "as", "by", "with", "and", "or", "its", "this", "value", "option", "info"];

    private static readonly XmlDocumentation s_documentation = new();

    // Parameter lists of methods are not spelled out here: that each overload has a summary is the compiler's matter (CS1591).
    [Fact]
    public void Interop_PublicTypesAndMembers_HaveASummary()
    {
        ILookup<string, string> ids = s_documentation.Ids.ToLookup(id => id.Split('(', '`')[0]);
        string[] missing = [.. Members(IsAboutLibcurl).Where(id => ids[id].All(overload => s_documentation.SummaryOf(overload) is ""))];
        Assert.True(missing.Length == 0, Listed(missing));
    }

    [Fact]
    public void Sources_MissingSummaries_AreNotExcused()
    {
        string sources = Path.Combine(Repository.Root, "src", "CurlWs.Bindings");
        string[] excused = [.. Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("CS1591", StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];
        Assert.True(excused.Length == 0, Listed(excused));
    }

    [Fact]
    public void Interop_Summaries_SayMoreThanKindOrNumber() =>
        Check(static (_, summary) => KindOrNumber().IsMatch(summary));

    [Fact]
    public void Library_Summaries_DoNotRepeatTheName() => Check(RepeatsName, static _ => true);

    [Fact]
    public void Options_Summaries_TellVersionAndDefault() => CheckEach("CURLOPT_", "CURLMOPT_", static (name, summary) =>
        summary.Contains(" Since libcurl ", StringComparison.Ordinal)
        && (summary.Contains("default", StringComparison.OrdinalIgnoreCase)
            || summary.Contains(" Deprecated since ", StringComparison.Ordinal)));

    [Fact]
    public void Times_Summaries_TellTheUnit() => CheckEach("CURLOPT_", "CURLINFO_", static (name, summary) =>
        name.EndsWith("_MS", StringComparison.Ordinal) ? summary.Contains("illiseconds", StringComparison.Ordinal)
        : name.EndsWith("_TIME_T", StringComparison.Ordinal) ? summary.Contains("icroseconds", StringComparison.Ordinal)
        : !name.EndsWith("_TIME", StringComparison.Ordinal) || summary.Contains("econds", StringComparison.Ordinal));

    [Fact]
    public void Library_Summaries_HaveNoPhraseThatStopsAReader() =>
        Check(static (_, summary) => Stumbling().IsMatch(summary), static _ => true);

    [Theory]
    [InlineData("CURLOPT_TIMEOUT", "Takes a number, a C long. Since libcurl 7.1.", true)]
    [InlineData("CURLINFO_SCHEME", "Gives a string that the handle owns.", true)]
    [InlineData("CURLE_OK", "Code 0. Since libcurl 7.1.", true)]
    [InlineData("CURLSTS_OK", "Answer 0.", true)]
    [InlineData("CURLAUTH_ANY", "Authentication bits 0xfffffeef. Since libcurl 7.10.6.", true)]
    [InlineData("CURLFOLLOW_ALL", "Redirect mode 1.", true)]
    [InlineData("CURLOPT_TIMEOUT", "Timeout option.", true)]
    [InlineData("CURLOPT_TIMEOUT", "CURLOPT_TIMEOUT of the transfer.", true)]
    [InlineData("CURL_LOCK_DATA_COOKIE", "Cookies.", true)]
    [InlineData("CURLOPT_TIMEOUT", "Seconds that the whole transfer may take; default 0 (without limit).", false)]
    [InlineData("CURL_SSLVERSION_TLSv1_2", "TLS 1.2 or newer.", false)]
    public void Rules_OfASummary_CatchTheOldOnes(string name, string summary, bool caught) =>
        Assert.Equal(caught, KindOrNumber().IsMatch(summary) || RepeatsName(name, summary));

    private static void Check(Func<string, string, bool> isBad, Func<Type, bool>? which = null)
    {
        HashSet<string> members = [.. Members(which ?? IsAboutLibcurl)];
        string[] bad = [.. s_documentation.Ids.Where(id => members.Contains(id.Split('(', '`')[0]))
            .Select(id => (Id: id, Summary: s_documentation.SummaryOf(id)))
            .Where(member => member.Summary is { Length: > 0 } summary && isBad(member.Id.Split('(', '`')[0].Split('.')[^1], summary))
            .Select(member => $"{member.Id}: {member.Summary}")];
        Assert.True(bad.Length == 0, Listed(bad));
        Assert.True(members.Count > 1000, "The tests look at " + members.Count + " members.");
    }

    private static void CheckEach(string prefix, string otherPrefix, Func<string, string, bool> isGood)
    {
        string[] names = [.. s_documentation.Ids.Where(id => id.StartsWith("F:CurlWs.Interop.CURL", StringComparison.Ordinal))
            .Select(id => id.Split('.')[^1]).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
                || name.StartsWith(otherPrefix, StringComparison.Ordinal)).Where(name => !Placeholder().IsMatch(name))];
        string[] bad = [.. names.Select(name => (Name: name, Summary: s_documentation.SummaryOf("F:CurlWs.Interop.LibCurl." + name)!))
            .Where(option => !isGood(option.Name, option.Summary)).Select(option => $"{option.Name}: {option.Summary}")];
        Assert.True(bad.Length == 0, Listed(bad));
        Assert.True(names.Length > 300, "The test looks at " + names.Length + " names.");
    }

    /// <summary>The C names, the typed keys, and the enumerations that are C's under .NET's names.</summary>
    private static bool IsAboutLibcurl(Type type) => type.Namespace == "CurlWs.Interop" || type == typeof(CurlOptions)
        || type == typeof(CurlInfos) || Easy.ErrorCodesTests.Enumerations.Any(row => row.Data.Item1 == type);

    /// <summary>Public types and their members, as in the documentation file but for parameters.</summary>
    private static IEnumerable<string> Members(Func<Type, bool> which) =>
        from type in typeof(CurlEasy).Assembly.GetExportedTypes()
        where !type.Name.Contains('<', StringComparison.Ordinal) // The compiler's own, for fixed buffers.
        where which(type)
        let name = type.FullName!.Replace('+', '.').Split('`')[0]
        from id in type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(member => member switch
            {
                FieldInfo field => field.IsSpecialName ? null : $"F:{name}.{field.Name}",
                PropertyInfo property => $"P:{name}.{property.Name}",
                EventInfo happening => $"E:{name}.{happening.Name}",
                MethodInfo method => method.IsSpecialName || typeof(Delegate).IsAssignableFrom(type) ? null : $"M:{name}.{method.Name}",
                _ => null,
            }).Append("T:" + name)
        where id is not null
        select id;

    private static bool RepeatsName(string name, string summary)
    {
        if (name.Contains('_', StringComparison.Ordinal) && summary.StartsWith(name, StringComparison.Ordinal)) { return true; }
        IEnumerable<string> words = Word().Matches(summary.Split(" Since libcurl")[0]).Select(Stem);
        return !words.Except(s_fillers.Select(filler => filler.TrimEnd('s'))).Except(Word().Matches(name).Select(Stem)).Any();
    }

    private static string Stem(Match word) => word.Value.ToLowerInvariant().TrimEnd('s');

    private static string Listed(string[] lines) => $"{lines.Length}:\n{string.Join('\n', lines)}";

    [GeneratedRegex(
        @"^(Takes an?|Gives|Codes?|Answers?|Bits?)\b|^[\w-]+( [\w-]+){0,3} (0x[0-9a-fA-F]+|\d+)\.( |$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex KindOrNumber();

    [GeneratedRegex(
        @"\b(all the same|be it|so many|told)\b|^(It|There|They|Given|Neither|Anywhere|Nowhere|How|What|Where|Which|Who|When|Why|Until)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Stumbling();

    [GeneratedRegex("_OBSOLETE|_LAST(ENTRY|ONE)?$")]
    private static partial Regex Placeholder();

    // Words of CURLOPT_CONNECT_TO, of ConnectTo and of a sentence.
    [GeneratedRegex(@"[A-Z]?[a-z]+|[A-Z]+|\d+")]
    private static partial Regex Word();
}
