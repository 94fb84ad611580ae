using System;
using System.Collections.Generic;
using System.Linq;

namespace CurlWs;

/// <summary>The kinds of login that a server or a proxy offers (RFC 9110, section 11.3).</summary>
internal static class Challenges
{
    /// <summary>
    /// The names: without what is in quotes, of each part between commas the word before its first blank, unless it is a parameter.
    /// </summary>
    internal static List<string> Names(IEnumerable<string> fields) =>
    [
        .. fields
            .SelectMany(value => string.Concat(value.Split('"').Where(static (_, index) => index % 2 == 0)).Split(','))
            .Select(part => part.Trim().Split(' ')[0])
            .Where(word => word.Length is > 0 and <= 20 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(8),
    ];
}
