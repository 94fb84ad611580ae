using System;
using System.Linq;
using System.Text.RegularExpressions;

using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What is said in one place of src/CurlWs.Bindings, and what the rooms of a connect leave to each other.</summary>
public sealed partial class OnePlaceTests
{
    private static readonly string[] s_rooms = ["Interop", "Easy", "WebSockets"];

    /// <summary>What makes a connect, which the options that it is made of do not know.</summary>
    private static readonly string[] s_machinery = ["CurlEasyOptions", "CurlLibrary", "EnvironmentProxy", "CURLcode", "LibCurl"];

    [Fact]
    public void Schemes_OfAWebSocket_AreNamedInOneFile() =>
        Assert.Equal(["WebSocketScheme.cs"], NamesOf(s_rooms, file => Scheme().IsMatch(WithoutComments(file))));

    // The loader stands below the file that names the schemes.
    [Fact]
    public void Protocols_OfALibcurl_AreSearchedForWebSocketInOneFile() =>
        Assert.Equal(["Loader.Functions.cs"], NamesOf(s_rooms, file => file.Text.Contains("\"ws\"u8", StringComparison.Ordinal)));

    // Beside it is the table of defects, which is for the application to read.
    [Fact]
    public void Versions_ThatDecideAnything_AreInOneTable() => Assert.Equal(
        ["CurlLibrary.Abilities.cs", "CurlLibrary.Defects.cs"],
        NamesOf(["Easy", "WebSockets"], file => Versions().IsMatch(file.Code)));

    [Fact]
    public void Clocks_OfAConnect_AreReadWhereItsTimeIsKept()
    {
        SourceFile[] files = Folder("Connecting");
        Assert.Equal(["ConnectRoute.cs"], files.Where(file => file.Mentions("TickCount64")).Select(file => file.Name));
        Assert.DoesNotContain(files, file => file.Mentions("Stopwatch") || file.Mentions("CancelAfter"));
    }

    [Fact]
    public void Options_OfASocket_NameNothingThatConnects()
    {
        string[] connects = [.. s_machinery, .. Folder("Connecting").SelectMany(file => file.DeclaredTypes).Distinct()];
        Assert.Contains("Connector", connects);
        Assert.Empty(
            from file in Folder("Options")
            from name in connects
            where file.Mentions(name)
            select $"{file.Name} names {name}");
    }

    [Fact]
    public void Connecting_TheSocketThatComesOfIt_IsNotNamed() =>
        Assert.DoesNotContain(Folder("Connecting"), file => file.Mentions("CurlWebSocket"));

    private static SourceFile[] Folder(string name)
    {
        SourceFile[] files = [.. SourceFile.All("WebSockets").Where(file => System.IO.Path.GetFileName(file.Folder) == name)];
        Assert.NotEmpty(files);
        return files;
    }

    private static string[] NamesOf(string[] rooms, Predicate<SourceFile> kept) =>
        [.. SourceFile.All(rooms).Where(file => !file.IsGenerated && kept(file)).Select(file => file.Name).Order(StringComparer.Ordinal)];

    private static string WithoutComments(SourceFile file) => Comments().Replace(file.Text, string.Empty);

    [GeneratedRegex("""^\s*//.*$""", RegexOptions.Multiline)]
    private static partial Regex Comments();

    // As a string of its own, or at the beginning of an address; not where a message speaks of both.
    [GeneratedRegex("""
        (?<!\w)"(wss?(,wss?)?"(?!u8)|wss?://\w)
        """)]
    private static partial Regex Scheme();

    // A version of libcurl that is made, or the loaded one compared.
    [GeneratedRegex(@"\bnew(\s+Version)?\([78],\s*\d+|\bCurlLibrary\.Version\s*[<>=!]=?|\bVersion\s*[<>]=?\s*s?_|\bversion_num\s*[<>]")]
    private static partial Regex Versions();
}
