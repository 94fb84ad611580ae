using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>The option table in the loaded libcurl against CURLoption and its kinds, both ways.</summary>
public sealed class OptionTableTests(ITestOutputHelper output)
{
    /// <summary>Names of CURLoption's type that no table of libcurl's has.</summary>
    private static readonly Dictionary<string, string> s_notInTheTable = new()
    {
        [nameof(CURLoption.CURLOPT_LASTENTRY)] = "an end marker",
        [nameof(LibCurl.CURLOPT_OBSOLETE40)] = "a placeholder for an option that is gone",
        [nameof(LibCurl.CURLOPT_OBSOLETE72)] = "a placeholder for an option that is gone",
        [nameof(LibCurl.CURLOPT_WRITEINFO)] = "a placeholder for an option that is gone",
        [nameof(LibCurl.CURLOPT_CLOSEPOLICY)] = "a placeholder for an option that is gone",
    };

    [Fact]
    public void Options_OfTheLibrary_AreDeclaredWithTheirKind()
    {
        List<(string Name, CURLoption Id, OptionKind Kind, bool IsAlias)> table = Table();
        List<string> problems = [];
        foreach ((string name, CURLoption id, OptionKind kind, bool isAlias) in table)
        {
            if (!HeaderDeclarations.Constants.TryGetValue(name, out object? declared)) { problems.Add($"{name} is not declared"); }
            else if (!Equals(declared, id)) { problems.Add($"{name} is {(int)id} in libcurl, {declared} in C#"); }
            else if (OptionKinds.Of(id) != kind) { problems.Add($"{name} takes {kind} in libcurl, {OptionKinds.Of(id)} in C#"); }
            else if (!IsMisspelling(name) && Enum.IsDefined(typeof(CURLoption), name) == isAlias)
            {
                problems.Add($"{name} is an alias in one of libcurl and C#");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.InRange(table.Count, 300, int.MaxValue);
        int aliases = table.Count(option => option.IsAlias);
        output.WriteLine($"libcurl {LoadedLibrary.Version}: {table.Count} options, {aliases} of them aliases, agree with CURLoption");
    }

    [Fact]
    public void Options_Declared_AreInTheLibrary()
    {
        Assert.SkipUnless(
            LoadedLibrary.Version == LibCurl.LIBCURL_VERSION,
            $"C# declares the options of {LibCurl.LIBCURL_VERSION}; the loaded libcurl is {LoadedLibrary.Version}.");
        string[] declared = [.. HeaderDeclarations.Constants
            .Where(constant => constant.Value is CURLoption).Select(constant => constant.Key)];
        string[] missing = [.. declared.Except(Table().Select(option => option.Name)).Except(s_notInTheTable.Keys)];
        Assert.True(missing.Length == 0, "Not in libcurl: " + string.Join(' ', missing));
        output.WriteLine($"{declared.Length} declared options, {s_notInTheTable.Count} of them not in libcurl's table by name");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    [InlineData(10003)]
    [InlineData(20001)]
    [InlineData(50002)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(-9997)]
    public void OptionKind_NumberThatNoOptionHas_IsUnknown(int number) =>
        Assert.Equal(OptionKind.Unknown, OptionKinds.Of((CURLoption)number));

    private static unsafe List<(string Name, CURLoption Id, OptionKind Kind, bool IsAlias)> Table()
    {
        List<(string, CURLoption, OptionKind, bool)> table = [];
        curl_easyoption* option = null;
        while ((option = Native.curl_easy_option_next(option)) != null)
        {
            string name = "CURLOPT_" + Marshal.PtrToStringUTF8((nint)option->name);
            table.Add((name, option->id, KindOf(option->type), (option->flags & LibCurl.CURLOT_FLAG_ALIAS) != 0));
        }

        return table;
    }

    // The option's only name before 8.2.0, an alias since.
    private static bool IsMisspelling(string name) =>
        name == nameof(LibCurl.CURLOPT_MAIL_RCPT_ALLLOWFAILS) && LoadedLibrary.VersionNumber < 0x080200;

    private static OptionKind KindOf(curl_easytype type) => type switch
    {
        curl_easytype.CURLOT_LONG => OptionKind.Long,
        curl_easytype.CURLOT_VALUES => OptionKind.Values,
        curl_easytype.CURLOT_OFF_T => OptionKind.OffT,
        curl_easytype.CURLOT_OBJECT => OptionKind.Object,
        curl_easytype.CURLOT_STRING => OptionKind.String,
        curl_easytype.CURLOT_SLIST => OptionKind.Slist,
        curl_easytype.CURLOT_CBPTR => OptionKind.CallbackData,
        curl_easytype.CURLOT_BLOB => OptionKind.Blob,
        curl_easytype.CURLOT_FUNCTION => OptionKind.Function,
        _ => OptionKind.Unknown,
    };
}
