using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CurlWs.Tests.Rfc6455;

/// <summary>
/// Where the framework's type, or libcurl's decoder, does something else than the suite expects. Asserted like everything else.
/// </summary>
internal static class Differences
{
    private const string FaultedButClosed = "good | Faulted Closed | close 1002";
    private const string HalfALetter = "good, 0x* | Close 1000 | close 1000";

    /// <summary>All of them. The first that fits counts.</summary>
    internal static IReadOnlyList<Difference> All { get; } =
    [
        new(DifferenceOf.Framework, "4.1 HTTP/1.0 101", "Open", "upgrades over HTTP/1.0"),
        new(DifferenceOf.Framework, "4.1 Connection: keep-alive, Upgrade", "HeaderError", "refuses a list in Connection, which is right"),
        new(DifferenceOf.Framework, "4.1 Connection twice", "HeaderError", "refuses the list in two fields too"),
        new(DifferenceOf.Framework, "4.1 Accept in upper case", "Open", "compares Sec-WebSocket-Accept without regard to case"),
        new(DifferenceOf.Framework, "4.1 extension that nobody offered", "Open", "takes an extension that it has not offered"),
        new(DifferenceOf.Framework, "4.1 two extensions that nobody offered", "Open", "the same with two"),
        new(DifferenceOf.Framework, "4.1 subprotocol in other case", "Open chat", "compares subprotocols without regard to case"),
        new(DifferenceOf.Framework, "4.1 empty subprotocol", "Open", "takes an empty subprotocol as none"),
        new(DifferenceOf.Framework, "11.3.4 subprotocol twice", "Open chat", "takes the first of two subprotocol fields"),
        new(
            DifferenceOf.Both,
            "5.2 length not in the shortest form: *",
            "good, binary* | Close 1000 | close 1000",
            "takes longer forms of the length"),
        new(DifferenceOf.Framework, "5.5 ping of 5 bytes in 16 bits", "good | Close 1000 | pong hello, close 1000", "the same in a ping"),
        new(DifferenceOf.Framework, "5.5.1 one byte", FaultedButClosed, "is Closed, not Aborted, after a bad close frame"),
        new(DifferenceOf.Framework, "7.4 bad code *", FaultedButClosed, "the same after a bad close code"),
        new(DifferenceOf.Framework, "5.5.1 reason not UTF-8: *", FaultedButClosed, "answers a bad reason with 1002"),
        new(DifferenceOf.Framework, "cut short by the end *with an empty last fragment", HalfALetter, "takes half a letter"),
        new(DifferenceOf.Framework, "byte that never occurs C0, *with an empty last fragment", HalfALetter, "the same with a bad byte"),
        new(DifferenceOf.Framework, "byte that never occurs C1, *with an empty last fragment", HalfALetter, "the same"),
        new(DifferenceOf.Framework, "byte that never occurs F5, *with an empty last fragment", HalfALetter, "the same"),
    ];

    /// <summary>What is expected of a client: the case's outcome, or the difference.</summary>
    internal static string Expected(ClientKind client, string name, string form, string otherwise) =>
        All.FirstOrDefault(d => d.Concerns(client) && (Matches(d.Case, name) || Matches(d.Case, $"{name}, {form}")))?.Outcome ?? otherwise;

    /// <summary>Whether a text is a pattern's, in which one star stands for anything.</summary>
    internal static bool Matches(string pattern, string text)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern == text
            : text.Length >= pattern.Length - 1 && text.StartsWith(pattern[..star], StringComparison.Ordinal)
                && text.EndsWith(pattern[(star + 1)..], StringComparison.Ordinal);
    }

    /// <summary>The table of the folder's README.</summary>
    internal static string ToTable()
    {
        StringBuilder table = new("| who | case | it | what comes of it |\n| --- | --- | --- | --- |\n");
        foreach (Difference d in All)
        {
            string who = d.Of == DifferenceOf.Both ? "both" : d.Of == DifferenceOf.Framework ? "ClientWebSocket" : "libcurl's decoder";
            string name = d.Case.Replace("*", "\\*", StringComparison.Ordinal);
            table.Append($"| {who} | {name} | {d.Remark} | `{d.Outcome.Replace("|", "/", StringComparison.Ordinal)}` |\n");
        }

        return table.ToString();
    }
}
