using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace CurlWs.Tests.Architecture;

/// <summary>One C# file of src/CurlWs.Bindings, as text.</summary>
internal sealed partial class SourceFile
{
    private SourceFile(string room, string path)
    {
        Room = room;
        Name = Path.GetFileName(path);
        Folder = Path.GetDirectoryName(path)!;
        Text = File.ReadAllText(path);
        Code = CommentsAndStrings().Replace(Text, " ");
    }

    internal string Room { get; }

    internal string Name { get; }

    internal string Folder { get; }

    internal string Text { get; }

    /// <summary>The text without comments and without what is in quotes.</summary>
    internal string Code { get; }

    internal bool IsGenerated => Name.EndsWith(".g.cs", System.StringComparison.Ordinal);

    internal int Lines => Text.Count(c => c == '\n');

    /// <summary>What the <c>using</c> lines name, also through <c>static</c> and aliases.</summary>
    internal IEnumerable<string> Usings => UsingLines().Matches(Code).Select(match => match.Groups["name"].Value);

    internal IEnumerable<string> DeclaredTypes => TypeDeclarations().Matches(Code).Select(match => match.Groups["name"].Value);

    internal IEnumerable<string> Identifiers => IdentifierWords().Matches(Code).Select(match => match.Value);

    internal bool Mentions(string identifier) => Regex.IsMatch(Code, $@"(?<![\w@]){Regex.Escape(identifier)}(?!\w)");

    internal static IReadOnlyList<SourceFile> All(params string[] rooms)
    {
        string project = Path.Combine(Repository.Root, "src", "CurlWs.Bindings");
        return [.. rooms.Select(room => (Room: room, Folder: Path.Combine(project, room)))
            .Where(place => Directory.Exists(place.Folder))
            .SelectMany(place => Directory.EnumerateFiles(place.Folder, "*.cs", SearchOption.AllDirectories)
                .Select(file => new SourceFile(place.Room, file)))];
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\]|\\.)+'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"^\s*(?:global\s+)?using\s+(?:static\s+|unsafe\s+)?(?:\w+\s*=\s*)?(?<name>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex UsingLines();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex IdentifierWords();

    [GeneratedRegex(@"\b(?:record\s+struct|record\s+class|class|struct|interface|enum|record|delegate\s+\w+)\s+(?<name>\w+)")]
    private static partial Regex TypeDeclarations();
}
