using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>
/// The arrows between the files of a room: which names stay out of which folder, and where files need each other both ways.
/// </summary>
public sealed partial class RoomRulesTests
{
    private const int LongestLine = 140;

    /// <summary>The circles that are there, by the types of their files. The list may only get shorter.</summary>
    private static readonly string[] s_circles =
    [
        "CURL CURLM CURLSH CURL_ptr CallbackTypes MimeSource Native.Easy SocketCloser Structs Structs.Multi curl_mime curl_mimepart "
            + "curl_slist",
        "CaRoots CurlEasy CurlEasyOptions",
        "Callbacks LibCurl StandardStreams",
        "Epoll EpollSocket",
    ];

    [Fact]
    public void WebSockets_OutsideConnectingAndFraming_CallNothingOfLibcurl() => AssertNone(
        Handwritten("WebSockets").Where(file => FolderOf(file) is not ("Connecting" or "Framing") && file.Mentions("LibCurl")),
        "names LibCurl: what talks to libcurl belongs into Connecting/ or Framing/, or is a member of CurlEasy");

    [Fact]
    public void Waiting_KnowsNoCurlEasy() => AssertNone(
        Handwritten("Easy").Where(file => FolderOf(file) == "Waiting" && file.Mentions("CurlEasy")),
        "names CurlEasy: a wait is given a handle and an owner");

    [Fact]
    public void FramingDeflateAndMessages_KnowNothingOfTheFolderAbove()
    {
        SourceFile[] files = Handwritten("WebSockets");
        string[] above = [.. files.Where(file => FolderOf(file) == "WebSockets").SelectMany(file => file.DeclaredTypes).Distinct()];
        Assert.Contains("CurlWebSocket", above);
        AssertNone(
            files.Where(file => FolderOf(file) is "Framing" or "Deflate"
                || (FolderOf(file) == "Messages" && file.Name is not ("CurlMessageWriteStream.cs" or "MessageReadStream.cs")))
                .Where(file => above.Any(file.Mentions)),
            $"names one of {string.Join(", ", above)}: what it needs of a connection is handed to it");
    }

    [Fact]
    public void Files_Circles_AreThoseThatAreKnown()
    {
        string[] found = [.. Circles(Handwritten(s_rooms)).Order(StringComparer.Ordinal)];
        Assert.True(
            found.SequenceEqual(s_circles),
            "These files use each other in a circle:\n" + string.Join('\n', found)
            + "\nOne that is new: give the lower file what it needs as an argument or a delegate. One that is gone: take it off the list.");
    }

    /// <summary>All programs and scripts, but those that are generated.</summary>
    [Fact]
    public void Files_Lines_AreAtMost140Columns()
    {
        string[] kinds = [".cs", ".sh", ".c", ".h", ".cpp", ".mjs", ".pl"];
        string[] folders = ["build", "native", "src", "tests"];
        string[] files = [.. folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => kinds.Contains(Path.GetExtension(file)) && !file.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !IsPartOfTheStamp(file))];
        Assert.InRange(files.Length, 700, int.MaxValue);
        string[] tooLong = [.. files.SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, file))
            .Select((line, i) => (line.Length, Place: $"{file}:{i + 1}"))
            .Where(line => line.Length > LongestLine)
            .Select(line => $"{line.Place} has {line.Length} columns, and may have {LongestLine}"))];
        Assert.True(tooLong.Length == 0, string.Join('\n', tooLong));
    }

    // What a native library was built with is known by the bytes of these: wrapping a line would have all of them built again.
    private static bool IsPartOfTheStamp(string file) =>
        file == "native/build.sh" || file.StartsWith("native/lib/", StringComparison.Ordinal);

    private static SourceFile[] Handwritten(params string[] rooms) => [.. SourceFile.All(rooms).Where(file => !file.IsGenerated)];

    private static string FolderOf(SourceFile file) => Path.GetFileName(file.Folder);

    private static void AssertNone(IEnumerable<SourceFile> broken, string what) =>
        Assert.True(!broken.Any(), string.Join('\n', broken.Select(file => $"{file.Room}/{file.Name} {what}")));

    /// <summary>Files that reach each other; the parts of one partial type count as one file, called after the first.</summary>
    private static IEnumerable<string> Circles(SourceFile[] files)
    {
        Dictionary<SourceFile, int> nodes = [];
        Dictionary<string, int> owners = [];
        foreach (SourceFile file in files)
        {
            int[] joined = [.. file.DeclaredTypes.Where(owners.ContainsKey).Select(type => owners[type]).Distinct()];
            nodes[file] = joined.Length == 0 ? nodes.Count : joined[0];
            foreach (int other in joined.Skip(1))
            {
                foreach (SourceFile moved in nodes.Where(pair => pair.Value == other).Select(pair => pair.Key).ToArray())
                {
                    nodes[moved] = joined[0];
                }

                foreach (string type in owners.Where(pair => pair.Value == other).Select(pair => pair.Key).ToArray())
                {
                    owners[type] = joined[0];
                }
            }

            foreach (string type in file.DeclaredTypes) { owners[type] = nodes[file]; }
        }

        Dictionary<int, HashSet<int>> reached = nodes.GroupBy(pair => pair.Value).ToDictionary(
            group => group.Key,
            group => group.SelectMany(pair => pair.Key.Identifiers).Distinct()
                .Where(owners.ContainsKey).Select(name => owners[name]).ToHashSet());
        foreach (int through in reached.Keys)
        {
            foreach (HashSet<int> from in reached.Values.Where(from => from.Contains(through))) { from.UnionWith(reached[through]); }
        }

        return reached.Keys
            .Select(node => string.Join(' ', reached.Keys.Where(other => reached[node].Contains(other) && reached[other].Contains(node))
                .Append(node).Distinct().Select(member => NameOf(nodes, member)).Order(StringComparer.Ordinal)))
            .Where(circle => circle.Contains(' ', StringComparison.Ordinal)).Distinct();
    }

    private static string NameOf(Dictionary<SourceFile, int> nodes, int node) => nodes.Where(pair => pair.Value == node)
        .Select(pair => Path.GetFileNameWithoutExtension(pair.Key.Name)).MinBy(name => (name.Length, name))!;
}
