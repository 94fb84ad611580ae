using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What the rooms show: who uses a type of namespace CurlWs needs no other using line.</summary>
public sealed partial class RoomRulesTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The bridge to C's names, and nothing else.</summary>
    private static readonly string[] s_bridge = ["CurlEasy.Handle: CURL", "CurlMulti.Handle: CURLM", "CurlShare.Handle: CURLSH"];

    [Fact]
    public void PublicSignatures_OutsideInterop_NameNoTypeOfInterop()
    {
        Type[] types = [.. typeof(CurlEasy).Assembly.GetExportedTypes().Where(type => type.Namespace == "CurlWs")];
        Assert.True(types.Length > 60, $"The test looks at {types.Length} types.");
        string[] found = [.. types.SelectMany(CTypesOf).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(s_bridge, found);
    }

    [Theory]
    [InlineData(typeof(Action<int, CURL?>), "CURL")]
    [InlineData(typeof(CURLcode[]), "CURLcode")]
    [InlineData(typeof(Dictionary<string, List<CURLINFO>>), "CURLINFO")]
    [InlineData(typeof(CURLMSG?), "CURLMSG")]
    [InlineData(typeof(Dictionary<string, CurlErrorCode>), null)]
    public void Rule_TypeOfInterop_IsFoundInsideOfOthers(Type type, string? found) =>
        Assert.Equal(found, PartsOf(type).FirstOrDefault(IsOfInterop)?.Name);

    /// <summary>What a positional record promises in public: with these no member can be added later.</summary>
    [Fact]
    public void PublicTypes_OutsideInterop_AreNoPositionalRecords()
    {
        Type[] types = [.. typeof(CurlEasy).Assembly.GetExportedTypes().Where(type => type.Namespace == "CurlWs")];
        Assert.Empty(types.SelectMany(RecordMembersOf));
        Assert.Equal(
            ["<Clone>$", "Deconstruct", "set_Member"],
            RecordMembersOf(typeof(Positional)).Select(name => name.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> RecordMembersOf(Type type) => type.GetMembers(Declared)
        .OfType<MethodBase>()
        .Where(method => IsShown(method) && (method.Name is "<Clone>$" or "Deconstruct"
            || (method is MethodInfo { ReturnParameter: { } result }
                && result.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))))
        .Select(method => $"{type.Name} {method.Name}");

    private static IEnumerable<string> CTypesOf(Type type)
    {
        IEnumerable<(string Member, Type Type)> all = type.GetMembers(Declared).SelectMany(member => member switch
        {
            FieldInfo field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly => [(field.Name, field.FieldType)],
            PropertyInfo property when property.GetAccessors(true).Any(IsShown) => [(property.Name, property.PropertyType)],
            MethodInfo { IsSpecialName: false } method when IsShown(method) => method.GetParameters().Append(method.ReturnParameter)
                .Select(parameter => parameter.ParameterType).Concat(method.GetGenericArguments().SelectMany(Constraints))
                .Select(part => (method.Name, part)),
            ConstructorInfo made when IsShown(made) => made.GetParameters().Select(parameter => (made.Name, parameter.ParameterType)),
            EventInfo happening when IsShown(happening.AddMethod!) => [(happening.Name, happening.EventHandlerType!)],
            _ => Array.Empty<(string, Type)>(),
        }).Concat(type.GetInterfaces().Append(type.BaseType).OfType<Type>().Concat(type.GetGenericArguments().SelectMany(Constraints))
            .Select(part => ("its declaration", part)));
        return all.SelectMany(
            member => PartsOf(member.Type).Where(IsOfInterop).Select(part => $"{type.Name}.{member.Member}: {part.Name}"));
    }

    private static IEnumerable<Type> PartsOf(Type type) => type.HasElementType
        ? PartsOf(type.GetElementType()!)
        : type.GetGenericArguments().Where(part => !part.IsGenericParameter).SelectMany(PartsOf).Append(type);

    private static IEnumerable<Type> Constraints(Type type) => type.IsGenericParameter ? type.GetGenericParameterConstraints() : [];

    private static bool IsOfInterop(Type type) => type.Namespace == typeof(LibCurl).Namespace;

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    public sealed record Positional(int Member);
}
