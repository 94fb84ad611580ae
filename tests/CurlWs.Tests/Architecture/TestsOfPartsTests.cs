using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>Who reads a part of a large type finds its tests by its name.</summary>
public sealed class TestsOfPartsTests
{
    /// <summary>
    /// CurlEasy.Headers.cs has tests in a class whose name begins with Headers, CurlMulti.Options.cs in one that begins with MultiOptions:
    /// the short names of the two types that most parts belong to are left out. What is behind a second dot belongs to what stands before
    /// it.
    /// </summary>
    [Fact]
    public void PartsOfPublicTypes_EachHasATestClass_ThatBeginsWithItsName()
    {
        string[] tests = [.. typeof(TestsOfPartsTests).Assembly.GetTypes().Where(HasTests).Select(type => type.Name)];
        string[] parts = [.. Parts()];
        Assert.Contains("Receive", parts);
        Assert.Contains("MultiCallbacks", parts);
        string[] without = [.. parts.Where(part => !tests.Any(test => BelongsTo(test, part)))];
        Assert.Empty(without);
    }

    [Theory]
    [InlineData("HeadersTests", "Headers", true)]
    [InlineData("WebSocketCallsSendTests", "WebSockets", true)]
    [InlineData("ReceiveStreamTests", "Receive", true)]
    [InlineData("InfoHeadersTests", "Headers", false)]
    [InlineData("SenderTests", "Send", false)]
    [InlineData("Headers", "Headers", false)]
    public void Rule_TestClassAndPart_BelongTogetherWordByWord(string test, string part, bool belongs) =>
        Assert.Equal(belongs, BelongsTo(test, part));

    // Options and what libcurl tells of a transfer are data: their parts are lists, which tests read through, row by row.
    private static IEnumerable<string> Parts() =>
        from file in SourceFile.All("Easy", "WebSockets")
        where !file.IsGenerated && Path.GetFileName(file.Folder) is not ("Options" or "Info")
        let words = file.Name.Split('.')
        where words.Length > 2 && IsPublic(words[0])
        select (words[0] is "CurlEasy" or "CurlWebSocket" or "CurlLibrary" ? "" : words[0]["Curl".Length..]) + words[1];

    private static bool IsPublic(string type) => typeof(CurlEasy).Assembly.GetType($"CurlWs.{type}") is { IsPublic: true };

    private static bool HasTests(Type type) => type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any());

    /// <summary>In the singular as well, and up to the end of a word.</summary>
    private static bool BelongsTo(string test, string part)
    {
        string stem = part.TrimEnd('s');
        string rest = test.StartsWith(stem, StringComparison.Ordinal) ? test[stem.Length..].TrimStart('s') : "";
        return rest.EndsWith("Tests", StringComparison.Ordinal) && char.IsUpper(rest[0]);
    }
}
