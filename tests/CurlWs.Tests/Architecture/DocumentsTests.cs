using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What the project's documents name exists: files, headings, members, versions.</summary>
public sealed partial class DocumentsTests
{
    private const BindingFlags AnyPublic =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly Dictionary<string, Type> s_types = typeof(CurlWebSocket).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "CurlWs" && !type.IsNested).GroupBy(type => type.Name.Split('`')[0]).ToDictionary(
            group => group.Key, group => group.First());

    /// <summary>Every document that is written by hand, but for the changelog, which names what was there once.</summary>
    private static IEnumerable<string> Documents => new[] { "", ".github", "build", "native", "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), "*.*", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) == ".md" || file.EndsWith("ISSUE_TEMPLATE/bug.yml", StringComparison.Ordinal))
        .Where(file => Path.GetFileName(file) != "CHANGELOG.md");

    [Fact]
    public void Links_WithinTheRepository_LeadToAFileAndAHeading()
    {
        List<string> broken = [];
        int links = 0;
        foreach (string file in Documents)
        {
            foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(file))))
            {
                links++;
                string target = link.Groups[1].Value.Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value);
                if (!Path.Exists(target))
                {
                    broken.Add($"{Name(file)}: no file {link.Groups[1].Value}");
                }
                else if (link.Groups[2].Value is { Length: > 0 } heading && !Headings(target).Contains(heading))
                {
                    broken.Add($"{Name(file)}: no heading #{heading} in {Name(target)}");
                }
            }
        }

        Assert.Equal([], broken);
        Assert.InRange(links, 50, int.MaxValue);
    }

    // In inline code, "Type.Member" of a public type of namespace CurlWs. A member of an instance is compiled where it stands in an
    // example.
    [Fact]
    public void Code_TypeAndMember_IsInTheLibrary()
    {
        List<string> unknown = [];
        int members = 0;
        foreach (string file in Documents)
        {
            foreach (
                Match use in InlineCode().Matches(File.ReadAllText(file)).SelectMany(code => TypeAndMember().Matches(code.Groups[1].Value)))
            {
                if (s_types.TryGetValue(use.Groups[1].Value, out Type? type))
                {
                    members++;
                    if (type.GetMember(use.Groups[2].Value, AnyPublic).Length == 0)
                    {
                        unknown.Add($"{Name(file)}: {use.Value}");
                    }
                }
            }
        }

        Assert.Equal([], unknown);
        Assert.InRange(members, 20, int.MaxValue);
    }

    [Fact]
    public void Security_BundledVersions_AreThoseOfThePins()
    {
        string security = File.ReadAllText(Path.Combine(Repository.Root, ".github", "SECURITY.md"));
        Dictionary<string, string> pins = File.ReadLines(Path.Combine(Repository.Root, "native", "pins.env"))
            .Select(line => Pin().Match(line)).Where(match => match.Success).ToDictionary(
                match => match.Groups[1].Value, match => match.Groups[2].Value);
        Dictionary<string, string> rows = BundledRow().Matches(security).ToDictionary(
            match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(
            [("OpenSSL", pins["OPENSSL"]), ("libcurl", pins["CURL"]), ("nghttp2", pins["NGHTTP2"]), ("zlib", pins["ZLIB"])],
            rows.Select(row => (row.Key, row.Value)).OrderBy(row => row.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("build", "*.sh")]
    [InlineData("native", "*.sh")]
    [InlineData("native", "")]
    [InlineData("tests", "")]
    public void Readme_OfAFolder_NamesEachScriptOrFolderInIt(string folder, string scripts)
    {
        string path = Path.Combine(Repository.Root, folder);
        string readme = File.ReadAllText(Path.Combine(path, "README.md"));
        string[] there =
        [
            .. (scripts.Length > 0 ? Directory.GetFiles(path, scripts) : Directory.GetDirectories(path))
                .Select(entry => Path.GetFileName(entry)!)
                .Where(name => name is not ("bin" or "obj")),
        ];
        Assert.NotEmpty(there);
        Assert.Equal([], there.Where(name => !readme.Contains('`' + name, StringComparison.Ordinal)));
    }

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    private static string WithoutCode(string text) => InlineCode().Replace(CodeBlock().Replace(text, ""), "");

    /// <summary>The anchors that GitHub and docfx give to the headings of a file.</summary>
    private static HashSet<string> Headings(string file) =>
        [.. Heading().Matches(CodeBlock().Replace(File.ReadAllText(file), ""))
            .Select(heading => NotInAnAnchor().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:|xref:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?<![\w.""/])([A-Z]\w+)\.([A-Z]\w+)")]
    private static partial Regex TypeAndMember();

    [GeneratedRegex(@"^#+ (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnAnchor();

    [GeneratedRegex(@"^(\w+)_VERSION=(\S+)$")]
    private static partial Regex Pin();

    [GeneratedRegex(@"^\| (libcurl|OpenSSL|nghttp2|zlib)\b[^|]*\| ([0-9.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex BundledRow();
}
