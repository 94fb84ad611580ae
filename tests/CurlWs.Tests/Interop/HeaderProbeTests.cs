using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>The C# declarations against the header of the loaded libcurl, value by value and offset by offset, both ways.</summary>
public sealed partial class HeaderProbeTests(ITestOutputHelper output)
{
    /// <summary>Names of the header that C# does not have.</summary>
    private static readonly Dictionary<string, string> s_notDeclared = new()
    {
        ["CURL_PULL_SYS_SOCKET_H"] = "tells the header which system headers to include",
        ["CURL_PULL_SYS_TYPES_H"] = "tells the header which system headers to include",
        ["CURL_FORMAT_CURL_OFF_T"] = "a printf format",
        ["CURL_FORMAT_CURL_OFF_TU"] = "a printf format",
    };

    /// <summary>Values that rightly differ between the header of an older version and the one that C# declares.</summary>
    private static readonly Dictionary<string, string> s_changedSince = new()
    {
        ["CURLAUTH_ANY"] = "all bits that the version knows, and 32 of them only since 8.16.0",
        ["CURLAUTH_ANYSAFE"] = "all bits that the version knows, and 32 of them only since 8.16.0",
        ["CURLPROTO_ALL"] = "~0 as an int before 8.16.0",
        ["CURLSSH_AUTH_ANY"] = "~0 as an int before 8.16.0",
        ["CURLSSH_AUTH_DEFAULT"] = "~0 as an int before 8.16.0",
    };

    private static readonly Dictionary<string, string> s_structsOutsideTheHeader = new()
    {
        ["curl_socket_t"] = "a typedef in C",
        ["CURL_ptr"] = "C's CURL *",
        ["OptionNumber"] = "C has no overloads",
        ["curl_pushheaders"] = "opaque in the header",
        ["curl_waitfd_unix"] = "compared as curl_waitfd where a socket is an int",
    };

    [Fact]
    public void Constants_OfTheHeader_AreDeclaredWithTheSameValue()
    {
        HeaderProbe probe = HeaderProbe.Require();
        List<string> problems = [];
        int count = 0;
        foreach ((string name, string value) in Constants(probe).Where(constant => !IsLeftOut(probe, constant.Name)))
        {
            count++;
            if (!HeaderDeclarations.Constants.TryGetValue(name, out object? declared)) { problems.Add($"{name} is not declared"); }
            else if (!IsSame(declared, value)) { problems.Add($"{name} is {value} in C, {Text(declared)} in C#"); }
        }

        AssertNone(problems);
        Assert.InRange(count, 1000, int.MaxValue);
        output.WriteLine($"libcurl {probe.Version}: {count} constants and enumerators of the header have their value in C#");
    }

    [Fact]
    public void Constants_OfCSharp_AreInTheHeader()
    {
        HeaderProbe probe = RequireTheDeclaredVersion();
        HashSet<string> names = [.. Constants(probe).Select(constant => constant.Name)];
        AssertNone(HeaderDeclarations.Constants.Keys.Where(name => !names.Contains(name)).Select(name => $"{name} is not in the header"));
        output.WriteLine($"libcurl {probe.Version}: {HeaderDeclarations.Constants.Count} constants of C# are in the header");
    }

    [Fact]
    public void Enumerations_OfTheHeader_HaveTheSameMembers()
    {
        HeaderProbe probe = RequireTheDeclaredVersion();
        IEnumerable<string> header = probe.Lines("enum").Where(line => line[1] != "-").Select(line => $"{line[1]}.{line[2]} = {line[3]}");
        IEnumerable<string> declared = HeaderDeclarations.Enumerations.Values
            .SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name}.{name} = {(int)Enum.Parse(type, name)}"));
        AssertSame(header, declared);
        Assert.All(HeaderDeclarations.Enumerations.Values, type => Assert.Equal(typeof(int), Enum.GetUnderlyingType(type)));
        output.WriteLine($"libcurl {probe.Version}: {HeaderDeclarations.Enumerations.Count} enumerations have the header's members");
    }

    [Fact]
    public void OptionKinds_OfTheHeader_AreDeclared()
    {
        HeaderProbe probe = HeaderProbe.Require();
        List<string> problems = [];
        foreach (string[] line in probe.Lines("option"))
        {
            OptionKind kind = OptionKinds.Of((CURLoption)HeaderProbe.Number(line[2]));
            if (kind != KindNamed(line[3])) { problems.Add($"{line[1]} is {line[3]} in C, {kind} in C#"); }
        }

        AssertNone(problems);
        output.WriteLine($"libcurl {probe.Version}: {probe.Lines("option").Count()} options have the header's kind");
    }

    [Fact]
    public void InfoTypes_OfTheHeader_AreInTheNumber()
    {
        HeaderProbe probe = HeaderProbe.Require();
        Assert.All(probe.Lines("info"), line => Assert.Equal(
            HeaderDeclarations.Number(HeaderDeclarations.Constants["CURLINFO_" + line[3]]),
            HeaderProbe.Number(line[2]) & LibCurl.CURLINFO_TYPEMASK));
        output.WriteLine($"libcurl {probe.Version}: {probe.Lines("info").Count()} infos have the header's type");
    }

    [Fact]
    public void Structs_OfTheHeader_HaveTheSameLayout()
    {
        HeaderProbe probe = HeaderProbe.Require();
        List<string> problems = [];
        int fields = 0;
        foreach (string[] line in probe.Lines("struct"))
        {
            string[] header = [.. probe.Lines("field").Where(field => field[1] == line[1])
                .Select(field => $"{field[2]} at {field[3]}, {field[4]} bytes")];
            if (StructOf(line[1]) is not { } type)
            {
                problems.Add($"{line[1]} is not declared");
                continue;
            }

            string[] declared = [.. Layout(type, "", header)];
            fields += declared.Length;
            if (HeaderDeclarations.SizeOf(type) != HeaderProbe.Number(line[2]))
            {
                problems.Add($"{line[1]} has {line[2]} bytes in C, {HeaderDeclarations.SizeOf(type)} in C#");
            }

            // A property in C#, which HstsEntry_BitFieldAndExpiry_AreWhereCHasThem looks at.
            bool isProperty(string field) => line[1] == nameof(curl_hstsentry) && field.StartsWith("expire ", StringComparison.Ordinal);
            problems.AddRange(header.Except(declared).Where(field => !isProperty(field)).Select(field => $"{line[1]}.{field} in C only"));
            problems.AddRange(declared.Except(header).Select(field => $"{line[1]}.{field} in C# only"));
        }

        AssertNone(problems);
        output.WriteLine($"libcurl {probe.Version}: {probe.Lines("struct").Count()} structs, {fields} fields have the header's layout");
    }

    [Fact]
    public void Structs_OfCSharp_AreInTheHeader()
    {
        HeaderProbe probe = RequireTheDeclaredVersion();
        IEnumerable<string> header = probe.Lines("struct").Select(line => line[1]);
        AssertNone(HeaderDeclarations.Structs.Keys.Except(header).Except(s_structsOutsideTheHeader.Keys)
            .Select(name => $"{name} is not in the header"));
    }

    [Fact]
    public void HstsEntry_BitFieldAndExpiry_AreWhereCHasThem()
    {
        HeaderProbe probe = HeaderProbe.Require();
        string[] flag = Assert.Single(probe.Lines("bitfield"));
        Assert.Equal([nameof(curl_hstsentry), nameof(curl_hstsentry.includeSubDomains)], flag[1..3]);
        string[] expire = Assert.Single(probe.Lines("field"), line => line[1] == flag[1] && line[2] == nameof(curl_hstsentry.expire));
        int firstBit = int.Parse(flag[3], CultureInfo.InvariantCulture);

        var entry = default(curl_hstsentry);
        entry.includeSubDomains = true;
        entry.expire.Fill((byte)'x');
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<curl_hstsentry>(in entry)).ToArray();

        Assert.Equal(1, bytes[firstBit / 8] >> (firstBit % 8));
        int start = int.Parse(expire[3], CultureInfo.InvariantCulture), length = int.Parse(expire[4], CultureInfo.InvariantCulture);
        Assert.Equal(new string('x', length), string.Concat(bytes[start..].TakeWhile(value => value != 0).Select(value => (char)value)));
    }

    [Fact]
    public void WaitDescriptor_PublicStruct_HasTheLayoutOf64BitWindows()
    {
        Assert.SkipUnless(Environment.Is64BitProcess, "a 64-bit layout");
        Assert.Equal(16, HeaderDeclarations.SizeOf(typeof(curl_waitfd)));
        Assert.Equal(
            [("fd", 0), ("events", 8), ("revents", 10)],
            HeaderDeclarations.Fields(typeof(curl_waitfd)).Select(field => (field.Name, field.Offset)));
    }

    [Fact]
    public void Functions_OfTheHeader_AreDeclared()
    {
        HeaderProbe probe = HeaderProbe.Require();
        string[] functions = [.. probe.Lines("function").Select(line => line[1])];
        AssertNone(functions.Where(name => !HeaderDeclarations.EntryPoints.Contains(name) && !IsVariadicOfAnotherKind(name))
            .Select(name => $"{name} is not declared"));
        if (probe.IsTheDeclaredVersion)
        {
            AssertNone(HeaderDeclarations.EntryPoints.Except(functions).Select(name => $"{name} is not in the header"));
        }

        int leftOut = functions.Count(IsVariadicOfAnotherKind);
        output.WriteLine($"libcurl {probe.Version}: {functions.Length} functions, {leftOut} of them left out by name");
    }

    /// <summary>The functions that C# cannot call and that libcurl deprecates or never meant for it.</summary>
    internal static bool IsVariadicOfAnotherKind(string function) => VariadicOfAnotherKind().IsMatch(function);

    private static HeaderProbe RequireTheDeclaredVersion()
    {
        HeaderProbe probe = HeaderProbe.Require();
        Assert.SkipUnless(probe.IsTheDeclaredVersion, $"C# declares {LibCurl.LIBCURL_VERSION}; the loaded libcurl is {probe.Version}.");
        return probe;
    }

    private static IEnumerable<(string Name, string Value)> Constants(HeaderProbe probe) =>
        probe.Lines("macro").Concat(probe.Lines("string")).Select(line => (line[1], line[2]))
            .Concat(probe.Lines("enum").Select(line => (line[2], line[3])));

    private static bool IsLeftOut(HeaderProbe probe, string name) => s_notDeclared.ContainsKey(name)
        || (!probe.IsTheDeclaredVersion && (s_changedSince.ContainsKey(name) || MovesWithEachVersion().IsMatch(name)));

    private static bool IsSame(object declared, string value) =>
        declared is string text ? text == value : HeaderDeclarations.Number(declared) == HeaderProbe.Number(value);

    private static string Text(object declared) => declared as string ?? $"{HeaderDeclarations.Number(declared)}";

    private static OptionKind KindNamed(string kind) => kind switch
    {
        "LONG" => OptionKind.Long,
        "VALUES" => OptionKind.Values,
        "OFF_T" => OptionKind.OffT,
        "OBJECTPOINT" => OptionKind.Object,
        "STRINGPOINT" => OptionKind.String,
        "SLISTPOINT" => OptionKind.Slist,
        "CBPOINT" => OptionKind.CallbackData,
        "BLOB" => OptionKind.Blob,
        "FUNCTIONPOINT" => OptionKind.Function,
        _ => throw new ArgumentException($"C has a new kind of option, {kind}.", nameof(kind)),
    };

    private static Type? StructOf(string name) => name switch
    {
        nameof(curl_slist) => typeof(curl_slist.node),
        nameof(curl_waitfd) when !OperatingSystem.IsWindows() => typeof(curl_waitfd_unix),
        _ => HeaderDeclarations.Structs.GetValueOrDefault(name),
    };

    // A nested struct is taken apart where C declares it in place, and not where its type is the system's.
    private static IEnumerable<string> Layout(Type type, string prefix, string[] header, int start = 0)
    {
        foreach ((string name, int offset, Type fieldType) in HeaderDeclarations.Fields(type))
        {
            yield return $"{prefix}{name} at {start + offset}, {HeaderDeclarations.SizeOf(fieldType)} bytes";
            if (!header.Any(field => field.StartsWith($"{prefix}{name}.", StringComparison.Ordinal))) { continue; }
            foreach (string inner in Layout(fieldType, $"{prefix}{name}.", header, start + offset)) { yield return inner; }
        }
    }

    private static void AssertSame(IEnumerable<string> header, IEnumerable<string> declared)
    {
        HashSet<string> inHeader = [.. header], inCSharp = [.. declared];
        AssertNone(inHeader.Except(inCSharp).Select(item => $"{item}: in C only")
            .Concat(inCSharp.Except(inHeader).Select(item => $"{item}: in C# only")));
    }

    private static void AssertNone(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    [GeneratedRegex("^curl_formadd$|^curl_m[a-z]*printf$")]
    private static partial Regex VariadicOfAnotherKind();

    [GeneratedRegex("^LIBCURL_(VERSION|TIMESTAMP)|_LAST$|_LASTENTRY$|_LASTONE$|^CURLE_RESERVED")]
    private static partial Regex MovesWithEachVersion();
}
