// Run by generate-interop.sh: PROBE_TSV CURL_SOURCE_DIR TOPICS_TSV SENTENCES_TSV NAMES_TSV OUTPUT_DIR EASY_OUTPUT_DIR
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=false
#:property GenerateDocumentationFile=false
#:property AnalysisLevel=latest
#:property EnforceCodeStyleInBuild=false

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

var header = new Header(args[0], args[1]);
var names = new Names(args[4]);
var documentation = new Documentation(header, names, args[1], args[2], args[3]);
new Generator(header, documentation, args[5]).WriteAll();
new EasyGenerator(header, names, documentation, args[6]).WriteAll();
documentation.CheckAllUsed();
names.CheckAllUsed();

internal sealed record Enumerator(string Type, string Name, long Value);

internal sealed record Macro(string Name, string Value);

internal sealed record Option(string Name, long Id, string Kind);

internal static class Table
{
    /// <summary>The rows of a tab-separated file by their first column; a line that begins with # is a comment.</summary>
    internal static Dictionary<string, string[]> Read(string file) => File.ReadLines(file).Where(line => line[0] != '#')
        .Select(line => line.Split('\t')).ToDictionary(row => row[0]);
}

/// <summary>What the headers declare: the probe's lines, and from the header's text what a compiler does not tell.</summary>
internal sealed partial class Header
{
    private readonly string[][] _lines;
    private readonly Dictionary<string, string> _defines = [];
    private readonly List<(string File, string Text)> _texts = [];

    internal Header(string probe, string source)
    {
        _lines = [.. File.ReadLines(probe).Select(line => line.Split('\t'))];
        foreach (string file in Directory.GetFiles(Path.Combine(source, "include", "curl"), "*.h").Order(StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file);
            _texts.Add((Path.GetFileName(file), text));
            foreach (Match define in DefineOfAnotherName().Matches(text))
            {
                _defines[define.Groups[1].Value] = define.Groups[2].Value;
            }
        }

        Enumerators = [.. Lines("enum").Where(line => line[1] != "-")
            .Select(line => new Enumerator(line[1], line[2], Number(line[3]))).OrderBy(enumerator => enumerator.Value)];
        // An enumerator of a nameless enum is an int to its users, as a macro is.
        Macros = [.. Lines("macro").Select(line => new Macro(line[1], line[2]))
            .Concat(Lines("enum").Where(line => line[1] == "-").Select(line => new Macro(line[2], line[3])))];
        Strings = [.. Lines("string").Select(line => new Macro(line[1], line[2]))];
        Options = [.. Lines("option").Concat(Lines("multioption")).Concat(Lines("info"))
            .Select(line => new Option(line[1], Number(line[2]), line[3])).OrderBy(option => option.Id)];
        Deprecations = Lines("deprecated").ToDictionary(line => line[1], line => (line[2], line[3]));
        Version = Strings.Single(macro => macro.Name == "LIBCURL_VERSION").Value;
    }

    internal IReadOnlyList<Enumerator> Enumerators { get; }

    internal IReadOnlyList<Macro> Macros { get; }

    internal IReadOnlyList<Macro> Strings { get; }

    internal IReadOnlyList<Option> Options { get; }

    internal IReadOnlyDictionary<string, (string Version, string Advice)> Deprecations { get; }

    internal string Version { get; }

    /// <summary>The header that says a name, such as "curl/multi.h".</summary>
    internal string FileOf(string name) => "curl/" + _texts.First(text => Regex.IsMatch(text.Text, $@"\b{name}\b")).File;

    /// <summary>The enumerator that a macro is another name of, or null.</summary>
    internal Enumerator? TargetOf(string macro)
    {
        string name = macro;
        while (_defines.TryGetValue(name, out string? next)) { name = next; }
        return Enumerators.FirstOrDefault(enumerator => enumerator.Name == name);
    }

    /// <summary>An enumerator that counts the others, or that keeps a number free.</summary>
    internal static bool IsNoValue(string name) => IsEndMarker(name) || name.Contains("_OBSOLETE", StringComparison.Ordinal);

    internal static bool IsEndMarker(string name) => EndMarker().IsMatch(name);

    internal static long Number(string text) =>
        text[0] == '-' ? long.Parse(text, CultureInfo.InvariantCulture) : unchecked((long)ulong.Parse(text, CultureInfo.InvariantCulture));

    private IEnumerable<string[]> Lines(string kind) => _lines.Where(line => line[0] == kind);

    [GeneratedRegex(@"_LAST$|_LASTENTRY$|_LASTONE$|^CURLINFO_END$")]
    private static partial Regex EndMarker();

    [GeneratedRegex(@"^#\s*define\s+(\w+)\s+([A-Za-z_]\w*)\s*(?:/\*.*)?$", RegexOptions.Multiline)]
    private static partial Regex DefineOfAnotherName();
}

/// <summary>The names of namespace CurlWs for names of libcurl: a file of ours.</summary>
internal sealed class Names(string file)
{
    private readonly Dictionary<string, string[]> _rows = Table.Read(file);
    private readonly HashSet<string> _used = [];

    /// <summary>The enumerations that namespace CurlWs has for one of C: the C type, the name, the summary.</summary>
    internal IEnumerable<(string Type, string Name, string Summary)> Enumerations =>
        _rows.Values.Where(row => row.Length > 2).Select(row => (row[0], Of(row[0]), row[2]));

    internal string Of(string name)
    {
        _used.Add(name);
        return Find(name) ?? throw new InvalidDataException($"no .NET name for {name}: add one to {Path.GetFileName(file)}");
    }

    internal string? Find(string name) => _rows.GetValueOrDefault(name)?[1];

    internal void CheckAllUsed()
    {
        string[] unused = [.. _rows.Keys.Except(_used)];
        if (unused.Length > 0)
        {
            throw new InvalidDataException($".NET names for names that libcurl does not have: {string.Join(", ", unused)}");
        }
    }
}

/// <summary>The summaries: sentences and topics are files of ours, versions come from symbols-in-versions and the header.</summary>
internal sealed partial class Documentation
{
    private const int Columns = 140;

    private static readonly Dictionary<string, string> s_valueOfKind = new()
    {
        ["CURLOPT LONG"] = "The value is a C <c>long</c>.",
        ["CURLOPT VALUES"] = "The value is a C <c>long</c>: one of a fixed set, or several of its bits.",
        ["CURLOPT OFF_T"] = "The value is a <c>curl_off_t</c>, 64 bits.",
        ["CURLOPT STRINGPOINT"] = "The value is a zero-terminated string.",
        ["CURLOPT SLISTPOINT"] = "The value is a <c>curl_slist</c>.",
        ["CURLOPT CBPOINT"] = "The value is a pointer.",
        ["CURLOPT OBJECTPOINT"] = "The value is a pointer.",
        ["CURLOPT FUNCTIONPOINT"] = "The value is a C function pointer.",
        ["CURLOPT BLOB"] = "The value is a <c>curl_blob</c>.",
        ["CURLINFO STRING"] = "The value is a zero-terminated string.",
        ["CURLINFO LONG"] = "The value is a C <c>long</c>.",
        ["CURLINFO DOUBLE"] = "The value is a <c>double</c>.",
        ["CURLINFO SLIST"] = "The value is a <c>curl_slist</c>.",
        ["CURLINFO PTR"] = "The value is a pointer.",
        ["CURLINFO SOCKET"] = "The value is a <c>curl_socket_t</c>.",
        ["CURLINFO OFF_T"] = "The value is a <c>curl_off_t</c>, <c>long</c> in C#.",
    };

    // Who owns what the value points to, where the sentences file does not say it of one name.
    private static readonly Dictionary<string, string> s_memoryOfKind = new()
    {
        ["CURLOPT STRINGPOINT"] = "libcurl copies the string.",
        ["CURLOPT SLISTPOINT"] = "libcurl does not copy the list: the caller keeps it until the transfer has ended, and frees it.",
        ["CURLOPT CBPOINT"] = "libcurl never reads behind the pointer.",
        ["CURLOPT BLOB"] = "The blob's flags say whether libcurl copies its bytes.",
        ["CURLINFO STRING"] = "The handle owns the string.",
        ["CURLINFO SLIST"] = "The caller frees the list with <c>curl_slist_free_all</c>.",
    };

    private readonly Header _header;
    private readonly string _manual;
    private readonly Dictionary<string, Match> _symbols;
    private readonly Dictionary<string, string[]> _topics;
    private readonly Dictionary<string, string[]> _sentences;
    private readonly HashSet<string> _unused;
    private readonly Dictionary<string, Option> _options;
    private readonly Dictionary<string, string> _links;
    private readonly Dictionary<string, string> _easyLinks;

    internal Documentation(Header header, Names names, string source, string topics, string sentences)
    {
        _header = header;
        _manual = Path.Combine(source, "docs", "libcurl");
        _symbols = File.ReadLines(Path.Combine(_manual, "symbols-in-versions")).Select(line => Symbol().Match(line))
            .Where(match => match.Success).ToDictionary(match => match.Groups["name"].Value);
        _topics = Table.Read(topics);
        _sentences = Table.Read(sentences);
        _unused = [.. _sentences.Keys];
        _options = header.Options.ToDictionary(option => option.Name);
        _links = header.Macros.Concat(header.Strings).ToDictionary(macro => macro.Name, macro => "LibCurl." + macro.Name);
        foreach (Enumerator e in header.Enumerators)
        {
            _links[e.Name] = $"{e.Type}.{e.Name}";
            _links[e.Type] = e.Type;
        }

        _easyLinks = new(_links);
        Dictionary<string, string> types = names.Enumerations.ToDictionary(type => type.Type, type => type.Name);
        types["CURLoption"] = "CurlOptions";
        types["CURLINFO"] = "CurlInfos";
        foreach (Enumerator e in header.Enumerators)
        {
            if (types.TryGetValue(e.Type, out string? type) && names.Find(e.Name) is { } name) { _easyLinks[e.Name] = $"{type}.{name}"; }
        }
    }

    internal string OfType(string type, string indent) => Comment(indent, _topics[type][2], Page(_topics[type][1]));

    /// <summary>The comment of a type or member of namespace CurlWs. It tells the name in C, for those who search for that.</summary>
    internal string OfEasy(string name, string type, string summary)
    {
        string[] topic = _topics.GetValueOrDefault(name) ?? _topics[type];
        string page = Link(name, topic[1]);
        return Comment(
            name == type ? "" : "    ", summary, page.Contains(name, StringComparison.Ordinal) ? page : $"<c>{name}</c>, {page}");
    }

    /// <summary>The comment of an enumerator's counterpart in namespace CurlWs.</summary>
    internal string OfEasy(string name, string type) => OfEasy(name, type, Sentence(name, _easyLinks) + Versions(name));

    /// <summary>The comment of an enumerator, which C's callers use.</summary>
    internal string Of(Enumerator enumerator, string indent)
    {
        string[] topic = _topics.GetValueOrDefault(enumerator.Name) ?? _topics[enumerator.Type];
        string text = Sentence(enumerator.Name, _links);
        string? value = null;
        if (_options.TryGetValue(enumerator.Name, out Option? option))
        {
            string kind = (enumerator.Name.StartsWith("CURLINFO", StringComparison.Ordinal) ? "CURLINFO " : "CURLOPT ") + option.Kind;
            string? memory = _sentences[enumerator.Name].ElementAtOrDefault(2) ?? s_memoryOfKind.GetValueOrDefault(kind);
            text += memory is null ? "" : " " + memory;
            value = s_valueOfKind[enumerator.Name == "CURLINFO_PRIVATE" ? "CURLINFO PTR" : kind];
        }

        return Comment(indent, text + Versions(enumerator.Name), value, Link(enumerator.Name, topic[1]));
    }

    internal string Of(Macro macro, string indent)
    {
        string[] topic = _topics.GetValueOrDefault(macro.Name) ?? _topics
            .Where(topic => topic.Key[^1] == '*' && macro.Name.StartsWith(topic.Key[..^1], StringComparison.Ordinal))
            .OrderByDescending(topic => topic.Key.Length).Select(topic => topic.Value).FirstOrDefault()
            ?? throw new InvalidDataException($"no topic for the macro {macro.Name}: add one to generate-interop.topics.tsv");
        return Comment(indent, Sentence(macro.Name, _links) + Versions(macro.Name), Link(macro.Name, topic[1]));
    }

    /// <summary>The comment of a macro that is another name of an enumerator.</summary>
    internal string Of(Macro macro, Enumerator target, string indent) => Comment(indent, (_sentences.ContainsKey(macro.Name)
        ? Sentence(macro.Name, _links) : $"Another name of <see cref=\"{target.Type}.{target.Name}\"/>.") + Versions(macro.Name));

    /// <summary>A sentence of a name that the header does not have is a mistake, or belongs to an older libcurl.</summary>
    internal void CheckAllUsed()
    {
        if (_unused.Count > 0)
        {
            throw new InvalidDataException(
                $"sentences for names that libcurl {_header.Version} does not have: {string.Join(", ", _unused)}");
        }
    }

    /// <summary>Lines of a comment, no longer than the columns of a source file; null parts are left out.</summary>
    private static string Comment(string indent, string summary, params string?[] remarks)
    {
        string remark = string.Join(" ", remarks.Where(part => part is not null));
        return Element(indent, "summary", summary) + (remark.Length == 0 ? "" : Element(indent, "remarks", remark));
    }

    private static string Element(string indent, string name, string text)
    {
        string start = indent + "/// ", line = $"{start}<{name}>{text}</{name}>";
        if (line.Length <= Columns) { return line + "\n"; }
        var lines = new StringBuilder($"{start}<{name}>\n{start.TrimEnd()}");
        int length = start.Length - 1;
        foreach (Match word in Word().Matches(text))
        {
            if (length + 1 + word.Length > Columns)
            {
                lines.Append('\n').Append(start.AsSpan().TrimEnd());
                length = start.Length - 1;
            }

            lines.Append(' ').Append(word.Value);
            length += 1 + word.Length;
        }

        return lines.Append(CultureInfo.InvariantCulture, $"\n{start}</{name}>\n").ToString();
    }

    private string Sentence(string name, Dictionary<string, string> links)
    {
        if (Header.IsEndMarker(name)) { return "End of the list, not a value: each version of libcurl may move this number."; }
        if (Header.IsNoValue(name)) { return "Placeholder for a number that libcurl no longer uses."; }
        _unused.Remove(name);
        string text = _sentences.TryGetValue(name, out string[]? row) ? row[1]
            : throw new InvalidDataException($"no sentence for {name}: add one to generate-interop.sentences.tsv");
        return NameOrCode().Replace(text, match => match.Value[0] == '<' || match.Value == name ? match.Value
            : links.TryGetValue(match.Value, out string? target) ? $"<see cref=\"{target}\"/>"
            : match.Value.StartsWith("curl_", StringComparison.Ordinal) ? $"<c>{match.Value}</c>" : match.Value);
    }

    private string Versions(string name)
    {
        var text = new StringBuilder();
        if (_symbols.TryGetValue(name, out Match? symbol))
        {
            text.Append(CultureInfo.InvariantCulture, $" Since libcurl {symbol.Groups["since"]}.");
            text.Append(symbol.Groups["last"].Success ? $" Without effect after {symbol.Groups["last"]}." : "");
        }

        string? deprecated = symbol is not null && symbol.Groups["deprecated"].Success ? symbol.Groups["deprecated"].Value
            : _header.Deprecations.TryGetValue(name, out (string Version, string Advice) mark) ? mark.Version : null;
        return text.Append(deprecated is null ? "" : $" Deprecated since {deprecated}{Successor(name)}.").ToString();
    }

    private string Successor(string name) =>
        _header.Deprecations.TryGetValue(name, out (string Version, string Advice) mark)
        && AdviceOfName().Match(mark.Advice) is { Success: true } match ? $" in favor of {match.Groups[1]}" : "";

    private string Link(string name, string page) => Page(File.Exists(Path.Combine(_manual, "opts", name + ".md")) ? name : page);

    private static string Page(string page) =>
        $"<see href=\"https://curl.se/libcurl/c/{page}.html\">{page}{(page == "symbols-in-versions" ? "" : "(3)")}</see>.";

    // A wide gap after the first version: the symbol has a last version, and none in which it was deprecated.
    [GeneratedRegex(@"^(?<name>(LIB)?CURL\w*) +(?<since>[\d.]+)( {1,15}(?<deprecated>[\d.-]+))?( +(?<last>[\d.]+))?\s*$")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"^Use (\w+)(\(\))?$")]
    private static partial Regex AdviceOfName();

    // A word with what is inside of its tags: <see href="..."> is not torn apart.
    [GeneratedRegex(@"(<[^>]*>|[^\s<])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"<c>.*?</c>|\b(LIB|lib)?(CURL|curl)\w*")]
    private static partial Regex NameOrCode();
}

/// <summary>The C# files.</summary>
internal sealed class Generator(Header header, Documentation documentation, string output)
{
    private const string Indent = "    ";

    /// <summary>Macros that are not part of the C# declarations, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_leftOut = new()
    {
        ["CURL_PULL_SYS_SOCKET_H"] = "tells the header which system headers to include",
        ["CURL_PULL_SYS_TYPES_H"] = "tells the header which system headers to include",
        ["CURL_FORMAT_CURL_OFF_T"] = "a printf format of the C compiler's platform",
        ["CURL_FORMAT_CURL_OFF_TU"] = "a printf format of the C compiler's platform",
        ["CURL_SOCKET_BAD"] = "a curl_socket_t, whose width is the platform's: written by hand",
        ["CURL_SOCKET_TIMEOUT"] = "a curl_socket_t, whose width is the platform's: written by hand",
    };

    /// <summary>Macros that C's users give or get as another type than their value suggests.</summary>
    private static readonly Dictionary<string, string> s_declarations = new()
    {
        ["CURL_WRITEFUNC_ERROR"] = "const uint CURL_WRITEFUNC_ERROR = 0xFFFFFFFF;",
        ["CURL_ZERO_TERMINATED"] = "static nuint CURL_ZERO_TERMINATED => nuint.MaxValue;",
        ["CURLE_ALREADY_COMPLETE"] = "const CURLcode CURLE_ALREADY_COMPLETE = (CURLcode)99999;",
        ["CURLOPT_OBSOLETE40"] = "const CURLoption CURLOPT_OBSOLETE40 = (CURLoption)9999;",
        ["CURLOPT_OBSOLETE72"] = "const CURLoption CURLOPT_OBSOLETE72 = (CURLoption)9999;",
        ["CURLOPT_WRITEINFO"] = "const CURLoption CURLOPT_WRITEINFO = CURLOPT_OBSOLETE40;",
        ["CURLOPT_CLOSEPOLICY"] = "const CURLoption CURLOPT_CLOSEPOLICY = CURLOPT_OBSOLETE72;",
    };

    // In the order of OptionKind.
    private static readonly string[] s_kinds =
        ["", "LONG", "VALUES", "OFF_T", "OBJECTPOINT", "STRINGPOINT", "SLISTPOINT", "CBPOINT", "BLOB", "FUNCTIONPOINT"];

    internal void WriteAll()
    {
        ILookup<string, (Macro Macro, Enumerator Target)> aliases = header.Macros
            .Select(macro => (Macro: macro, Target: header.TargetOf(macro.Name)!)).Where(alias => alias.Target is not null)
            .ToLookup(alias => alias.Target.Type);
        foreach (IGrouping<string, Enumerator> type in header.Enumerators.GroupBy(enumerator => enumerator.Type))
        {
            WriteEnumeration(type.Key, [.. type], aliases[type.Key]);
        }

        WriteMacros(aliases.SelectMany(group => group).Select(alias => alias.Macro.Name).ToHashSet());
        WriteOptionKinds();
    }

    private void WriteEnumeration(string type, Enumerator[] enumerators, IEnumerable<(Macro Macro, Enumerator Target)> aliases)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{documentation.OfType(type, "")}public enum {type}\n{{\n");
        foreach (Enumerator e in enumerators) { Add(text, documentation.Of(e, Indent), $"{e.Name} = {e.Value},\n"); }
        text.Length--;
        text.Append("}\n\n");
        text.Append("public static unsafe partial class LibCurl\n{\n");
        foreach (Enumerator e in enumerators)
        {
            text.Append(CultureInfo.InvariantCulture, $"    /// <inheritdoc cref=\"{type}.{e.Name}\"/>\n");
            text.Append(CultureInfo.InvariantCulture, $"    public const {type} {e.Name} = {type}.{e.Name};\n\n");
        }

        foreach ((Macro macro, Enumerator target) in aliases)
        {
            Add(text, documentation.Of(macro, target, Indent), $"public const {type} {macro.Name} = {type}.{target.Name};\n");
        }

        text.Length--;
        text.Append("}\n");
        Write(type, header.FileOf(enumerators[0].Name), text.ToString());
    }

    private void WriteMacros(HashSet<string> aliases)
    {
        var text = new StringBuilder("public static unsafe partial class LibCurl\n{\n");
        foreach (Macro macro in header.Strings.Where(macro => !s_leftOut.ContainsKey(macro.Name)))
        {
            Add(text, documentation.Of(macro, Indent), $"public const string {macro.Name} = \"{macro.Value}\";\n");
        }

        foreach (Macro macro in header.Macros.Where(macro => !s_leftOut.ContainsKey(macro.Name) && !aliases.Contains(macro.Name)))
        {
            long value = Header.Number(macro.Value);
            string type = value is >= int.MinValue and <= int.MaxValue ? "int" : "long";
            string declaration = s_declarations.GetValueOrDefault(macro.Name) ?? $"const {type} {macro.Name} = {value};";
            Add(text, documentation.Of(macro, Indent), $"public {declaration}\n");
        }

        text.Length--;
        text.Append("}\n");
        Write("LibCurl.Macros", "curl/*.h", text.ToString());
    }

    private void WriteOptionKinds()
    {
        Option[] options = [.. header.Options.Where(option => option.Name.StartsWith("CURLOPT_", StringComparison.Ordinal))];
        var kinds = new int[options.Max(option => option.Id % 10000) + 1];
        foreach (Option option in options) { kinds[option.Id % 10000] = Array.IndexOf(s_kinds, option.Kind); }
        string table = string.Join(",\n", kinds.Chunk(40).Select(row => "        " + string.Join(", ", row)));
        Write("CURLoptionKind", header.FileOf("CURLOPTTYPE_LONG"), $$"""
            /// <summary>The kind of value that an option takes.</summary>
            internal enum OptionKind : byte { Unknown, Long, Values, OffT, Object, String, Slist, CallbackData, Blob, Function }

            /// <summary>Kinds of the options of <see cref="CURLoption"/>.</summary>
            internal static class OptionKinds
            {
                /// <summary>The kind of an option; Unknown for a number that the header does not declare.</summary>
                internal static OptionKind Of(CURLoption option)
                {
                    uint range = (uint)option / 10000, number = (uint)option % 10000;
                    byte kind = number < (uint)Kinds.Length ? Kinds[(int)number] : (byte)OptionKind.Unknown;
                    return Ranges[kind] == range ? (OptionKind)kind : OptionKind.Unknown;
                }

                // By OptionKind: the thousands that the numbers of its options start at, in units of 10000.
                private static System.ReadOnlySpan<byte> Ranges => [byte.MaxValue, 0, 0, 3, 1, 1, 1, 1, 4, 2];

                // By number modulo 10000: an OptionKind.
                private static System.ReadOnlySpan<byte> Kinds =>
                [
            {{table}},
                ];
            }

            """);
    }

    private static void Add(StringBuilder text, string comment, string declaration) =>
        text.Append(CultureInfo.InvariantCulture, $"{comment}{Indent}{declaration}\n");

    private void Write(string name, string origin, string text) => File.WriteAllText(
        Path.Combine(output, name + ".g.cs"),
        $"// <auto-generated> From <{origin}>, libcurl {header.Version}, by build/generate-interop.sh. </auto-generated>\n" +
        $"#nullable enable\n\nnamespace CurlWs.Interop;\n\n{text}");
}

/// <summary>
/// The files of the Easy room: a typed key for each option and info whose value is not a function, user data or a pointer, and the
/// enumerations of C that its members give.
/// </summary>
internal sealed class EasyGenerator(Header header, Names names, Documentation documentation, string output)
{
    private static readonly Dictionary<string, string> s_optionTypes = new()
    {
        ["LONG"] = "long",
        ["VALUES"] = "long",
        ["OFF_T"] = "long",
        ["STRINGPOINT"] = "string",
        ["SLISTPOINT"] = "IReadOnlyList<string>",
        ["BLOB"] = "ReadOnlyMemory<byte>",
    };

    private static readonly Dictionary<string, string> s_infoTypes = new()
    {
        ["LONG"] = "long",
        ["OFF_T"] = "long",
        ["DOUBLE"] = "double",
        ["STRING"] = "string",
        ["SLIST"] = "IReadOnlyList<string>",
        ["SOCKET"] = "nint",
    };

    // Objects of libcurl that have no type here are left out: they have members of their own, or the C-named calls.
    private static readonly Dictionary<string, string> s_objectTypes = new()
    {
        ["CURLOPT_POSTFIELDS"] = "ReadOnlyMemory<byte>",
        ["CURLOPT_COPYPOSTFIELDS"] = "ReadOnlyMemory<byte>",
        ["CURLOPT_PRIVATE"] = "object",
        ["CURLINFO_PRIVATE"] = "object",
    };

    internal void WriteAll()
    {
        WriteKeys(
            "CurlOptions",
            "Keys of all options whose value is a number, a string, a list or bytes, for <see cref=\"CurlEasyOptions.Set{T}\"/>.",
            "CurlOption", "CURLoption", "CURLOPT_", s_optionTypes);
        WriteKeys("CurlInfos", "Keys of what can be asked about a transfer, for <see cref=\"CurlEasy.GetInfo{T}\"/>.",
            "CurlInfo", "CURLINFO", "CURLINFO_", s_infoTypes);
        foreach ((string type, string name, string summary) in names.Enumerations) { WriteEnumeration(type, name, summary); }
    }

    private void WriteKeys(string name, string summary, string key, string type, string prefix, Dictionary<string, string> types)
    {
        var text = new StringBuilder();
        foreach (Option option in header.Options.Where(option => option.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (!s_objectTypes.TryGetValue(option.Name, out string? value) && !types.TryGetValue(option.Kind, out value)) { continue; }
            text.Append(CultureInfo.InvariantCulture, $"\n{documentation.OfEasy(option.Name, type)}");
            text.Append(CultureInfo.InvariantCulture,
                $"    public static {key}<{value}> {names.Of(option.Name)} => new({type}.{option.Name});\n");
        }

        Write(name, "curl/curl.h", "using System;\nusing System.Collections.Generic;\n\nusing CurlWs.Interop;\n\n",
            $"/// <summary>{summary}</summary>\npublic static class {name}\n{{\n{text.ToString().TrimStart('\n')}}}\n");
    }

    private void WriteEnumeration(string type, string name, string summary)
    {
        var text = new StringBuilder();
        Enumerator[] enumerators = [.. header.Enumerators.Where(e => e.Type == type && !Header.IsNoValue(e.Name))];
        foreach (Enumerator e in enumerators)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{documentation.OfEasy(e.Name, type)}    {names.Of(e.Name)} = {e.Value},\n");
        }

        Write(name, header.FileOf(enumerators[0].Name), text.ToString().Contains("<see cref=\"LibCurl.", StringComparison.Ordinal)
            || text.ToString().Contains("<see cref=\"CURL", StringComparison.Ordinal) ? "using CurlWs.Interop;\n\n" : "",
            $"{documentation.OfEasy(type, type, summary)}public enum {name}\n{{\n{text.ToString().TrimStart('\n')}}}\n");
    }

    private void Write(string name, string origin, string usings, string text) => File.WriteAllText(
        Path.Combine(output, name + ".g.cs"),
        $"// <auto-generated> From <{origin}>, libcurl {header.Version}, by build/generate-interop.sh. </auto-generated>\n" +
        $"#nullable enable\n\n{usings}namespace CurlWs;\n\n{text}");
}
