using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>A guide of two-column tables, theirs and ours: what it shows on the right must be compiled somewhere.</summary>
internal static partial class Guide
{
    /// <summary>Asserts that each piece of code in each right cell occurs in the sources, white space aside.</summary>
    internal static void AssertCodeOccurs(string guide, IEnumerable<string> sources, int minimumRows)
    {
        string text = OneSpace().Replace(string.Join('\n', sources.Select(File.ReadAllText)), " ");
        List<string> missing = [];
        int rows = 0;

        foreach (string line in File.ReadAllLines(guide).Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = CellBorder().Split(line);
            Assert.True(cells.Length == 4, $"not two columns: {line}");
            MatchCollection code = Code().Matches(cells[2]);
            Assert.True(code.Count > 0, $"no code on the right: {line}");
            rows++;
            missing.AddRange(code
                .Select(span => OneSpace().Replace(span.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal), " ").Trim())
                .Where(wanted => !text.Contains(wanted, StringComparison.Ordinal)));
        }

        Assert.Empty(missing);
        Assert.InRange(rows, minimumRows, int.MaxValue);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex OneSpace();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellBorder();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
