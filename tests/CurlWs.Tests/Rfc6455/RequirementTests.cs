using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>That the table of rules, the tests and the README belong together.</summary>
public sealed class RequirementTests
{
    private const string Begin = "<!-- differences -->\n";
    private const string End = "<!-- end of differences -->";

    [Fact]
    public void Requirements_EachRow_NamesTestsThatExistOrSaysWhyNot()
    {
        foreach (Requirement row in Requirements.All)
        {
            Assert.True(
                row.Tests.Count > 0 != row.WhyNoTest is not null, $"{row.Section}: {row.Text} has neither tests nor a reason, or both.");
            Assert.All(row.Tests, name => Assert.NotNull(Find(name)));
        }

        Assert.Equal(Requirements.All.Count, Requirements.All.Select(row => (row.Section, row.Text)).Distinct().Count());
    }

    [Fact]
    public void Requirements_EachTestOfTheSuite_IsNamed()
    {
        HashSet<string> named = [.. Requirements.All.SelectMany(row => row.Tests)];
        string[] left =
        [
            .. from type in typeof(RequirementTests).Assembly.GetTypes()
               where type.Namespace == typeof(RequirementTests).Namespace && type != typeof(RequirementTests)
               from method in type.GetMethods()
               where IsTest(method) && !named.Contains($"{type.Name}.{method.Name}")
               select $"{type.Name}.{method.Name}",
        ];
        Assert.Empty(left);
    }

    /// <summary>The README shows the list that the suite asserts; a failure shows what has to stand there.</summary>
    [Fact]
    public void Readme_Differences_AreThoseThatAreAsserted()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Rfc6455", "README.md"));
        int begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.Equal(Differences.ToTable(), readme[begin..readme.IndexOf(End, StringComparison.Ordinal)]);
    }

    /// <summary>A difference that no case has any more is not one.</summary>
    [Fact]
    public void Differences_Each_BelongsToACase()
    {
        string[] names =
        [
            .. ViolationCases.All.Keys, .. CloseCases.All.Keys, .. MessageCases.All.Keys, .. AnswerCases.All.Keys,
            .. Utf8Cases.Bad.SelectMany(bad => Utf8Streams.Bad(bad.Name)).Select(s => $"{s.Name}, {s.Form}"),
        ];
        Assert.All(Differences.All, difference => Assert.Contains(names, name => Differences.Matches(difference.Case, name)));
    }

    private static MethodInfo? Find(string name)
    {
        string[] parts = name.Split('.');
        string folder = parts.Length == 3 ? parts[0] : nameof(Rfc6455);
        MethodInfo? method = typeof(RequirementTests).Assembly.GetType($"CurlWs.Tests.{folder}.{parts[^2]}")?.GetMethod(parts[^1]);
        return method is not null && IsTest(method) ? method : null;
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().Any(a => a is FactAttribute);
}
