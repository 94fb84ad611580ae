using System;
using System.Collections.Generic;
using System.Text;

namespace CurlWs;

/// <summary>One entry of a Sec-WebSocket-Extensions field: its name and its parameters in order, each with a value or null.</summary>
internal sealed record Extension(string Name, IReadOnlyList<KeyValuePair<string, string?>> Parameters);

/// <summary>The grammar of Sec-WebSocket-Extensions: RFC 6455, section 9.1.</summary>
internal static class ExtensionList
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    /// <summary>The entries of a field's value (several fields joined with commas); null when it breaks the grammar.</summary>
    internal static List<Extension>? Parse(string value)
    {
        List<Extension> extensions = [];
        int at = 0;
        while (true)
        {
            SkipSpace(value, ref at);
            if (at == value.Length)
            {
                return extensions;
            }

            // A list may have empty elements (RFC 9110, section 5.6.1.2).
            if (value[at] != ',')
            {
                if (ParseExtension(value, ref at) is not { } extension || (at < value.Length && value[at] != ','))
                {
                    return null;
                }

                extensions.Add(extension);
            }

            at = Math.Min(at + 1, value.Length);
        }
    }

    private static Extension? ParseExtension(string value, ref int at)
    {
        if (ParseToken(value, ref at) is not { } name)
        {
            return null;
        }

        List<KeyValuePair<string, string?>> parameters = [];
        while (Take(value, ref at, ';'))
        {
            if (ParseToken(value, ref at) is not { } parameter)
            {
                return null;
            }

            string? argument = null;
            if (Take(value, ref at, '=') && (argument = ParseArgument(value, ref at)) is null)
            {
                return null;
            }

            parameters.Add(new(parameter, argument));
        }

        return new Extension(name, parameters);
    }

    private static string? ParseToken(string value, ref int at)
    {
        SkipSpace(value, ref at);
        int start = at;
        while (at < value.Length && IsTokenMark(value[at]))
        {
            at++;
        }

        string token = value[start..at];
        SkipSpace(value, ref at);
        return token.Length > 0 ? token : null;
    }

    /// <summary>A token, or a quoted string that holds one.</summary>
    private static string? ParseArgument(string value, ref int at)
    {
        if (!Take(value, ref at, '"'))
        {
            return ParseToken(value, ref at);
        }

        StringBuilder text = new();
        for (; at < value.Length && value[at] != '"'; at++)
        {
            at += value[at] == '\\' ? 1 : 0;
            if (at == value.Length || !IsTokenMark(value[at]))
            {
                return null;
            }

            text.Append(value[at]);
        }

        return Take(value, ref at, '"') && text.Length > 0 ? text.ToString() : null;
    }

    private static bool Take(string value, ref int at, char mark)
    {
        SkipSpace(value, ref at);
        if (at == value.Length || value[at] != mark)
        {
            return false;
        }

        at++;

        // Space inside a quoted string counts.
        if (mark != '"' || at == value.Length || value[at] is ';' or ',')
        {
            SkipSpace(value, ref at);
        }

        return true;
    }

    private static void SkipSpace(string value, ref int at)
    {
        while (at < value.Length && value[at] is ' ' or '\t')
        {
            at++;
        }
    }

    private static bool IsTokenMark(char c) => char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c, StringComparison.Ordinal);
}
