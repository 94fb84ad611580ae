using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>That the page of guarantees is the table, and that each line has tests which exist.</summary>
public sealed class GuaranteesTests
{
    private const string Begin = "<!-- guarantees -->\n";
    private const string End = "<!-- end of guarantees -->";

    [Fact]
    public void Guarantees_Each_NamesTestsThatExist()
    {
        foreach (Guarantee row in Guarantees.All)
        {
            Assert.NotEmpty(row.Tests);
            Assert.All(row.Tests, name => Assert.True(IsTest(name), $"{row.Attempt}: there is no test {name}."));
        }
    }

    [Fact]
    public void Guarantees_EachTestOfThisFolder_IsNamed()
    {
        HashSet<string> named = [.. Guarantees.All.SelectMany(row => row.Tests)];
        Assert.Empty(
            from type in typeof(GuaranteesTests).Assembly.GetTypes()
            where type.Namespace == typeof(GuaranteesTests).Namespace && type != typeof(GuaranteesTests)
            from method in type.GetMethods()
            where IsTest(method) && !named.Contains($"Hostile.{type.Name}.{method.Name}")
            select $"{type.Name}.{method.Name}");
    }

    /// <summary>A failure shows what has to stand on the page.</summary>
    [Fact]
    public void Page_Table_IsThatOfTheTests()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "CurlWs.Bindings", "GUARANTEES.md"));
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.Equal(ToTable(), page[begin..page.IndexOf(End, StringComparison.Ordinal)]);
    }

    private static string ToTable()
    {
        StringBuilder table = new("| what a server may do | what happens | changed by |\n| --- | --- | --- |\n");
        foreach (Guarantee row in Guarantees.All)
        {
            table.Append("| ").Append(row.Attempt).Append(" | ").Append(row.Outcome).Append(" | ")
                .Append(row.Option.Length == 0 ? "-" : row.Option).Append(" |\n");
        }

        return table.ToString();
    }

    private static bool IsTest(string name)
    {
        string[] parts = name.Split('.');
        return typeof(GuaranteesTests).Assembly.GetType($"CurlWs.Tests.{parts[0]}.{parts[1]}")?.GetMethod(parts[2]) is { } method
            && IsTest(method);
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute);
}
