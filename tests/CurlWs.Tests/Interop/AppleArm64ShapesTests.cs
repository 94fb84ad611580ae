using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>
/// Every variadic call that the assembly makes has the padded form for Apple arm64, and every way in which libcurl reads such an argument
/// (native/probe/apple-arm64/shapes.c)
/// finds it there. No other call has two small arguments beside each other on the stack, which that system alone packs.
/// </summary>
public sealed partial class AppleArm64ShapesTests(ITestOutputHelper output)
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private const int RegistersForArguments = 8;

    private static readonly Lazy<Task<string>> s_shapes = new(() => AppleArm64Code.AssemblyAsync("shapes.c"));

    public static TheoryData<string> Shapes => [.. OptionShapes("setopt"), .. MultiShapes(), .. ShareShapes(), .. InfoShapes()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task VaArg_OfEachShape_ReadsTheFirstStackSlot(string shape)
    {
        string[] callee = AppleArm64Code.Function(await s_shapes.Value, "_" + shape);
        output.WriteLine($"{shape}:\n    {string.Join("\n    ", callee)}");
        Assert.Equal(shape == "share_setopt_Long" ? "w" : "x", AppleArm64Code.LoadOfFirstStackSlot(callee));
        Assert.DoesNotContain(callee, line => line.StartsWith("st", StringComparison.Ordinal) && Regex.IsMatch(line, @"\b[xw][2-7]\b"));
    }

    [Fact]
    public async Task Shapes_InTheFile_AreThoseOfTheKinds()
    {
        IEnumerable<string> compiled = Label().Matches(await s_shapes.Value).Select(match => match.Groups[1].Value);
        Assert.Equal(Shapes.Select(row => row.Data).Order(), compiled.Order());
    }

    [Fact]
    public void VariadicFunctions_OfTheHeader_AreCalledInThePaddedFormToo()
    {
        string? folder = HeaderProbe.HeaderFolder;
        Assert.SkipWhen(folder is null, "The header of the loaded libcurl is not at hand.");
        string[] variadic = [.. Directory.EnumerateFiles(Path.Combine(folder!, "curl"), "*.h")
            .SelectMany(file => Variadic().Matches(Comment().Replace(File.ReadAllText(file), ""))).Select(match => match.Groups[1].Value)
            .Where(name => !HeaderProbeTests.IsVariadicOfAnotherKind(name)).Order()];
        Assert.Equal(["curl_easy_getinfo", "curl_easy_setopt", "curl_multi_setopt", "curl_share_setopt"], variadic);
        foreach (string name in variadic)
        {
            MethodInfo[] calls = [.. Imports().Where(import => import.Entry == name).Select(import => import.Method)];
            MethodInfo padded = Assert.Single(calls, call => call.GetParameters().Length == RegistersForArguments + 1);
            Type[] types = [.. padded.GetParameters().Select(parameter => parameter.ParameterType)];
            Assert.All(types[2..^1], type => Assert.Equal(typeof(nint), type));
            Assert.Contains(types[^1], (Type[])[typeof(nint), typeof(void*)]);
            Assert.All(calls.Where(call => call != padded), call => Assert.Equal(3, call.GetParameters().Length));
            output.WriteLine($"{name}: {string.Join("; ", calls.Select(call => call.ToString()))}");
        }
    }

    [Fact]
    public void Choices_InTheSource_GiveThePaddedFormTheSameArguments()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "src", "CurlWs.Bindings", "Interop", "Native.Variadic.cs"));
        MatchCollection choices = Choice().Matches(source);
        Assert.All(choices, choice =>
        {
            Assert.Equal(choice.Groups["short"].Value.Replace("_off_t", "", StringComparison.Ordinal), choice.Groups["padded"].Value);
            Assert.Equal(choice.Groups["first"].Value, choice.Groups["first2"].Value);
            Assert.Equal(choice.Groups["second"].Value, choice.Groups["second2"].Value);
        });
        Assert.Equal(
            Imports().Where(import => HasThreeArgumentsOfVariadic(import.Method)).Select(import => import.Method.Name).Order(),
            choices.Select(choice => choice.Groups["short"].Value).Order());
        output.WriteLine($"{choices.Count} choices");
    }

    [Fact]
    public void OtherFunctions_AndCallbacks_HaveNoSmallArgumentsBesideEachOtherOnTheStack()
    {
        MethodInfo[] callbacks = [.. typeof(LibCurl).Assembly.GetTypes().SelectMany(type => type.GetMethods(Everything))
            .Where(method => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>() is not null)];
        MethodInfo[] methods = [.. Imports().Select(import => import.Method).Where(method => !IsPadded(method)), .. callbacks];
        Assert.All(methods, method =>
        {
            int[] onTheStack = [.. method.GetParameters().Skip(RegistersForArguments).Select(parameter => SizeOf(parameter.ParameterType))];
            Assert.DoesNotContain(onTheStack.Zip(onTheStack.Skip(1)), pair => pair.First < 8 && pair.Second < 8);
            if (onTheStack.Length > 0) { output.WriteLine($"{method}: {string.Join(", ", onTheStack)} bytes on the stack"); }
        });
        output.WriteLine($"{methods.Length - callbacks.Length} functions, {callbacks.Length} callbacks");
    }

    private static int SizeOf(Type type) => type.IsPointer ? 8 : HeaderDeclarations.SizeOf(type);

    private static IEnumerable<string> OptionShapes(string function) =>
        Enum.GetNames<OptionKind>().Where(kind => kind != nameof(OptionKind.Unknown)).Select(kind => $"{function}_{kind}");

    private static IEnumerable<string> MultiShapes() => Enum.GetValues<CURLMoption>()
        .Where(option => option != CURLMoption.CURLMOPT_LASTENTRY)
        .Select(option => ((int)option / 10000) switch { 0 => "Long", 1 => "Object", 2 => "Function", 3 => "OffT", _ => $"{option}" })
        .Append("OffT").Distinct().Select(kind => $"multi_setopt_{kind}");

    private static IEnumerable<string> ShareShapes() => Enum.GetNames<CURLSHoption>()
        .Where(option => option is not ("CURLSHOPT_NONE" or "CURLSHOPT_LAST"))
        .Select(option =>
            option.EndsWith("FUNC", StringComparison.Ordinal) ? "Function" : option == "CURLSHOPT_USERDATA" ? "Object" : "Long")
        .Distinct().Select(kind => $"share_setopt_{kind}");

    private static IEnumerable<string> InfoShapes() => Enum.GetValues<CURLINFO>().Select(info => (int)info & LibCurl.CURLINFO_TYPEMASK)
        .Where(type => type != 0).Distinct()
        .Select(type => type switch
        {
            LibCurl.CURLINFO_STRING => "String",
            LibCurl.CURLINFO_LONG => "Long",
            LibCurl.CURLINFO_DOUBLE => "Double",
            LibCurl.CURLINFO_SLIST => "Slist",
            LibCurl.CURLINFO_SOCKET => "Socket",
            LibCurl.CURLINFO_OFF_T => "OffT",
            _ => $"{type:x}",
        }).Select(kind => $"getinfo_{kind}");

    private static IEnumerable<(string Entry, MethodInfo Method)> Imports() => typeof(LibCurl).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Everything))
        .Select(method => (method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint ?? "", method))
        .Where(import => import.Item1.StartsWith("curl_", StringComparison.Ordinal));

    private static bool IsPadded(MethodInfo method) => method.Name.EndsWith("_apple", StringComparison.Ordinal);

    private static bool HasThreeArgumentsOfVariadic(MethodInfo method) =>
        !IsPadded(method) && Imports().Any(import => IsPadded(import.Method)
            && import.Entry == method.GetCustomAttribute<DllImportAttribute>()!.EntryPoint);

    [GeneratedRegex(@"\b(curl_\w+)\([^()"";]*\.\.\.\)")]
    private static partial Regex Variadic();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^_(\w+):", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"=> s_appleArm64\s+\? (?<padded>\w+)_apple\((?<first>\w+), (?<second>\w+), 0, 0, 0, 0, 0, 0, (?:\(nint\))?value\)" +
        @"\s+: (?<short>\w+)\((?<first2>\w+), (?<second2>\w+), value\);")]
    private static partial Regex Choice();
}
