using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>The rooms of src/CurlWs.Bindings: Interop, then Easy on it, then WebSockets on that. No arrow goes back or past one.</summary>
public sealed partial class RoomRulesTests
{
    private static readonly string[] s_rooms = ["Interop", "Easy", "WebSockets"];

    /// <summary>What the <c>using</c> lines of a room may not name.</summary>
    private static readonly Dictionary<string, string[]> s_forbiddenUsings = new()
    {
        ["Interop"] = ["CurlWs", "System.Net.WebSockets", "System.Threading.Tasks"],
        ["Easy"] = ["System.Net.WebSockets"],
        ["WebSockets"] = [],
    };

    private static readonly string[] s_variadic = ["curl_easy_setopt", "curl_easy_getinfo", "curl_multi_setopt", "curl_share_setopt"];

    [Fact]
    public void Rooms_UsingLines_NameNoForbiddenNamespace()
    {
        IReadOnlyList<SourceFile> files = SourceFile.All(s_rooms);
        string[] broken = [.. files.SelectMany(file => file.Usings
            .Where(name => s_forbiddenUsings[file.Room].Any(forbidden => Covers(forbidden, name)))
            .Select(name => $"{file.Room}/{file.Name} uses {name}"))];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
        Assert.Contains(files, file => file.Usings.Any());
    }

    // Interop's namespace lies inside that of Easy and WebSockets, so their types need no using line there: names are compared too.
    [Fact]
    public void Rooms_Code_MentionsNoTypeOfALaterRoom()
    {
        IReadOnlyList<SourceFile> files = SourceFile.All(s_rooms);
        List<string> broken = [];
        for (int room = 0; room < s_rooms.Length; room++)
        {
            string[] later =
                [.. files.Where(file => Array.IndexOf(s_rooms, file.Room) > room).SelectMany(file => file.DeclaredTypes).Distinct()];
            broken.AddRange(files.Where(file => file.Room == s_rooms[room] && !file.IsGenerated)
                .SelectMany(file => later.Where(file.Mentions).Select(type => $"{file.Room}/{file.Name} mentions {type}")));
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Rooms_Namespaces_AreTheRoomsOwn()
    {
        string[] broken = [.. SourceFile.All(s_rooms)
            .Where(file => !file.Code.Contains(
                file.Room == "Interop" ? "namespace CurlWs.Interop;" : "namespace CurlWs;", StringComparison.Ordinal))
            .Select(file => $"{file.Room}/{file.Name}")];
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Fact]
    public void Interop_VariadicFunctions_AreImportedInOneFile()
    {
        foreach (string function in s_variadic)
        {
            string[] files = [.. SourceFile.All(s_rooms)
                .Where(file => Regex.IsMatch(file.Text, $"EntryPoint = \"{function}\"")
                    || Regex.IsMatch(file.Code, $@"static partial \w+\*? {function}\("))
                .Select(file => file.Name)];
            Assert.Equal(["Native.Variadic.cs"], files);
        }
    }

    [Fact]
    public void Interop_ImportsOfLibcurl_AreInOneClass()
    {
        IReadOnlyList<SourceFile> files = SourceFile.All(s_rooms);
        SourceFile[] importers = [.. files.Where(file => Imports().IsMatch(file.Code))];
        Assert.NotEmpty(importers);
        Assert.DoesNotContain(files, file => file.Code.Contains("DllImport(", StringComparison.Ordinal));

        // These ask the operating system, not libcurl: which file a module is, when a socket is ready, for a socket that no child inherits,
        // what a socket has still to deliver, whether it takes bytes, to end one.
        Assert.All(
            importers.Where(file => !file.Name.StartsWith("NativeImage.", StringComparison.Ordinal)
                && file.Name is not ("Epoll.cs" or "ClosedOnExec.cs" or "SocketLinger.cs" or "SocketCut.cs" or "SchannelSend.cs")),
            file => Assert.Contains(
                "static unsafe partial class Native\n", file.Code.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Files_Length_IsAtMost400Lines()
    {
        SourceFile[] files = [.. SourceFile.All(s_rooms).Where(file => !file.IsGenerated)];
        Assert.All(files, file => Assert.True(file.Lines <= 400, $"{file.Room}/{file.Name} has {file.Lines} lines"));
        int[] lengths = [.. files.Select(file => file.Lines).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 1, 150);
    }

    [Fact]
    public void Folders_HandWrittenFiles_AreAtMost30()
    {
        string[] full = [.. SourceFile.All(s_rooms).Where(file => !file.IsGenerated).GroupBy(file => file.Folder)
            .Where(folder => folder.Count() > 30).Select(folder => $"{folder.Key} has {folder.Count()}")];
        Assert.Empty(full);
    }

    // Codes and option names of Interop may be named there; its pointers may not.
    [Fact]
    public void WebSockets_OutsideTheFramingEngines_HaveNoPointers()
    {
        string[] broken = [.. SourceFile.All("WebSockets")
            .Where(file => !IsFramingEngine(file) && (file.Mentions("unsafe") || file.Mentions("nint") || file.Mentions("SafeHandle")))
            .Select(file => file.Name).Order()];
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("CurlWs", "CurlWs", true)]
    [InlineData("CurlWs", "CurlWs.CurlLibrary", true)]
    [InlineData("CurlWs", "CurlWs.Interop.LibCurl", false)]
    [InlineData("CurlWs.Interop", "CurlWs.Interop.LibCurl", true)]
    [InlineData("System.Threading.Tasks", "System.Threading", false)]
    public void Rule_NamespaceAndName_CoversWhatItSays(string forbidden, string name, bool covered) =>
        Assert.Equal(covered, Covers(forbidden, name));

    private static bool IsFramingEngine(SourceFile file) => Path.GetFileName(file.Folder) == "Framing";

    private static bool Covers(string forbidden, string name) =>
        (name == forbidden || name.StartsWith(forbidden + ".", StringComparison.Ordinal))
        && !(forbidden == "CurlWs" && (name == "CurlWs.Interop" || name.StartsWith("CurlWs.Interop.", StringComparison.Ordinal)));

    [GeneratedRegex(@"\[LibraryImport\(")]
    private static partial Regex Imports();
}
