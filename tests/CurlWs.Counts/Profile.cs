using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CurlWs.Counts;

/// <summary>What callgrind has counted in one round: see its manual, "Callgrind Format Specification".</summary>
internal sealed class Profile
{
    private readonly Dictionary<string, long> _functions = [];

    internal string Mark { get; private set; } = "";

    internal long Total { get; private set; }

    /// <summary>The profiles of all rounds; the one of the program's end has no mark.</summary>
    internal static IEnumerable<Profile> ReadAll(string folder) =>
        Directory.EnumerateFiles(folder, "profile.*").Select(Read).Where(static profile => profile.Mark.Length > 0);

    /// <summary>Of each case, in its best round, the functions in which most instructions are.</summary>
    internal static int Print(string folder)
    {
        foreach (IGrouping<string, Profile> rounds in ReadAll(folder).GroupBy(static profile => profile.Mark))
        {
            double messages = double.Parse(rounds.Key[(rounds.Key.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
            Profile best = rounds.MinBy(static profile => profile.Total)!;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{rounds.Key}: {best.Total / messages:N1} instructions a message"));
            foreach ((string name, long count) in best._functions
                .OrderByDescending(static f => f.Value).TakeWhile(f => f.Value >= messages))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count / messages,12:N1}  {name}"));
            }
        }

        return 0;
    }

    private static Profile Read(string file)
    {
        const string Trigger = "desc: Trigger: Client Request: ";
        Profile profile = new();
        Dictionary<string, string> names = [];
        string function = "";
        bool isInclusive = false;
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith(Trigger, StringComparison.Ordinal))
            {
                profile.Mark = line[Trigger.Length..];
            }
            else if (line.StartsWith("fn=", StringComparison.Ordinal))
            {
                function = NameOf(line[3..], names);
            }
            else if (line.StartsWith("cfn=", StringComparison.Ordinal))
            {
                NameOf(line[4..], names);
            }
            else if (line.StartsWith("calls=", StringComparison.Ordinal))
            {
                // The next line has what the function that is called took: it is counted there.
                isInclusive = true;
            }
            else if (line.Length > 0 && function.Length > 0 && (char.IsAsciiDigit(line[0]) || line[0] is '+' or '-' or '*'))
            {
                long count = long.Parse(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
                profile.Total += isInclusive ? 0 : count;
                profile._functions[function] = profile._functions.GetValueOrDefault(function) + (isInclusive ? 0 : count);
                isInclusive = false;
            }
        }

        return profile;
    }

    // "(number) name" where a name is new, "(number)" from then on.
    private static string NameOf(string text, Dictionary<string, string> names)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? names.GetValueOrDefault(text, text) : names[text[..space]] = text[(space + 1)..];
    }
}
