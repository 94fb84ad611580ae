using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// native/advisories.tsv: each security advisory that names a version which is packaged now. Those that an option reaches are in the table
/// of known defects, and all are told in native/README.md.
/// </summary>
public sealed partial class DefectsAdvisoriesTests
{
    private static readonly Lazy<Dictionary<string, Version>> s_packaged = new(() =>
        File.ReadLines(Path.Combine(Repository.Root, "native", "pins.env")).Select(line => Pin().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => Version.Parse(match.Groups[2].Value)));

    private static readonly Lazy<IReadOnlyList<Advisory>> s_all = new(() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "native", "advisories.tsv"))
            .Where(line => !line.StartsWith('#')).Select(Advisory.Parse),
    ]);

    private static IReadOnlyList<Advisory> All => s_all.Value;

    [Fact]
    public void Advisories_EachRow_NamesAVersionThatIsPackagedNow()
    {
        Assert.NotEmpty(All);
        Assert.Equal(All.Count, All.Select(a => a.Id).Distinct().Count());
        Assert.All(All, a => Assert.True(IsOpen(a.First, a.FixedIn, a.Of), $"{a.Id}: {a.Of} {Packaged(a.Of)} does not have it"));
    }

    [Fact]
    public void Advisories_ReachedByAnOption_AreKnownDefectsOfTheSameVersions()
    {
        Advisory[] reached = [.. All.Where(a => a.Options.Length > 0)];
        Assert.NotEmpty(reached);
        Assert.All(reached, a =>
        {
            CurlDefect defect = Assert.Single(CurlLibrary.AllDefects, d => d.Id == a.Id);
            Assert.Equal((a.First, a.FixedIn), (defect.FirstVersion, defect.FixedIn));
            Assert.All(a.Options, option => Assert.True(IsOption(option), $"{a.Id}: there is no option {option}"));
        });
    }

    [Fact]
    public void Advisories_NotReached_SayWhy() => Assert.All(All, a => Assert.Equal(a.Options.Length == 0, a.Reason.EndsWith('.')));

    [Fact]
    public void KnownDefects_OpenInWhatIsPackaged_AreAdvisoriesOrOurOwnFindings()
    {
        IEnumerable<string> open = CurlLibrary.AllDefects
            .Where(d => d.Id.StartsWith("CVE-", StringComparison.Ordinal) && IsOpen(d.FirstVersion, d.FixedIn, "libcurl"))
            .Select(d => d.Id);
        Assert.Equal(open.Order(), All.Where(a => a.Options.Length > 0).Select(a => a.Id).Order());
    }

    [Fact]
    public void Readme_TellsOfEachAdvisory()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "native", "README.md"));
        Assert.Equal([], All.Select(a => a.Id).Where(id => !Regex.IsMatch(readme, $@"^\|.*\b{id}\b", RegexOptions.Multiline)));
    }

    private static Version Packaged(string of) => s_packaged.Value[of == "libcurl" ? "CURL" : of.ToUpperInvariant()];

    private static bool IsOpen(Version first, Version? fixedIn, string of) => first <= Packaged(of) && fixedIn > Packaged(of);

    private static bool IsOption(string name) => name.Split('.') is ["CurlOptions", string key]
        ? typeof(CurlOptions).GetProperty(key) is not null
        : typeof(CurlWebSocketOptions).GetProperty(name) is not null || typeof(CurlEasyOptions).GetProperty(name) is not null;

    [GeneratedRegex(@"^(\w+)_VERSION=(\d+\.\d+\.\d+)$")]
    private static partial Regex Pin();

    private sealed record Advisory(string Id, string Of, Version First, Version FixedIn, string[] Options, string Reason)
    {
        internal static Advisory Parse(string line)
        {
            string[] fields = line.Split('\t');
            Assert.Equal(6, fields.Length);
            Version before = fields[1] == "libcurl" ? new Version(7, 86, 0) : new Version(0, 0);
            return new Advisory(
                fields[0], fields[1], fields[2] == "-" ? before : Version.Parse(fields[2]), Version.Parse(fields[3]),
                fields[4] == "-" ? [] : fields[4].Split(", "), fields[5]);
        }
    }
}
