using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What the types of the tests are called: a reader who sees a name knows at once on which side it stands.</summary>
public sealed class TestNamesTests
{
    [Fact]
    public void TypesOfTheTests_Names_AreNoProductTypes()
    {
        string[] product = [.. NamesIn(typeof(CurlEasy).Assembly)];
        string[] tests = [.. NamesIn(typeof(TestNamesTests).Assembly), .. NamesIn(typeof(ScriptedServer).Assembly)];
        Assert.Contains(nameof(CurlPoller), product);
        Assert.Contains(nameof(TestNamesTests), tests);
        Assert.Empty(tests.Intersect(product).Order());
    }

    // Nested types are read with the name of the type around them. What compilers make has no name of ours.
    private static string[] NamesIn(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("CurlWs", StringComparison.Ordinal) == true
                && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !type.Name.Contains('<', StringComparison.Ordinal))
            .Select(type => type.Name.Split('`')[0])
            .Distinct(),
    ];
}
