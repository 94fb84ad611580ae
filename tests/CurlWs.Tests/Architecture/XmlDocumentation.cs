using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CurlWs.Tests.Architecture;

/// <summary>The XML documentation file that lies beside the library, by member (such as "F:CurlWs.Interop.CURLcode.CURLE_OK").</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    internal XmlDocumentation()
    {
        string file = Path.Combine(AppContext.BaseDirectory, typeof(CurlEasy).Assembly.GetName().Name + ".xml");
        _members = XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
    }

    internal IEnumerable<string> Ids => _members.Keys;

    /// <summary>The summary as a reader sees it, on one line: empty where none is; null where a base type or interface has it.</summary>
    internal string? SummaryOf(string id)
    {
        if (!_members.TryGetValue(id, out XElement? member)) { return ""; }
        if (member.Element("inheritdoc") is { } inherited)
        {
            return inherited.Attribute("cref") is { } source ? SummaryOf(source.Value) : null;
        }

        return member.Element("summary") is { } summary ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim() : "";
    }

    /// <summary>The manual pages that the summary and the remarks link to, such as "CURLOPT_URL".</summary>
    internal IEnumerable<string> PagesOf(string id) => _members.TryGetValue(id, out XElement? member)
        ? member.Descendants("see").Select(see => Path.GetFileNameWithoutExtension(see.Attribute("href")?.Value)).OfType<string>() : [];

    /// <summary>The remarks as a reader sees them, on one line.</summary>
    internal string RemarksOf(string id) => _members.TryGetValue(id, out XElement? member) && member.Element("remarks") is { } remarks
        ? Space().Replace(string.Concat(remarks.Nodes().Select(Text)), " ").Trim() : "";

    /// <summary>All that is said of a member: summary, parameters, remarks, what it returns. Empty where a base type says it.</summary>
    internal string AllOf(string id) => !_members.TryGetValue(id, out XElement? member) ? ""
        : member.Element("inheritdoc") is { } inherited ? AllOf(inherited.Attribute("cref")?.Value ?? "")
        : Space().Replace(string.Concat(member.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => LastWord().Match((element.Attribute("cref") ?? element.Attribute("langword")
            ?? element.Attribute("name"))?.Value ?? "").Value,
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\w+(?=$|\(|`)")]
    private static partial Regex LastWord();
}
