using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CurlWs.Tests.Architecture;

/// <summary>What hands out memory, or keeps the caller's beyond the call, says in its documentation whose it is and until when.</summary>
public sealed partial class OwnershipTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly XmlDocumentation s_documentation = new();

    [Fact]
    public void MembersWithMemory_SayWhoseItIs()
    {
        string[] ids = [.. typeof(CurlEasy).Assembly.GetExportedTypes().Where(type => type.Namespace == "CurlWs").SelectMany(Holders)];
        Assert.InRange(ids.Length, 25, 200);
        string[] silent = [.. ids.Where(id => !Owner().IsMatch(s_documentation.AllOf(id)))];
        Assert.True(silent.Length == 0, string.Join('\n', silent.Select(id => $"{id}: {s_documentation.AllOf(id)}")));
    }

    [Theory]
    [InlineData("The bytes of all its frames. The message owns them.", true)]
    [InlineData("The bytes of all its frames.", false)]
    [InlineData("The bytes; libcurl's, and valid until the callback returns.", true)]
    [InlineData("A PEM file in memory. Its own format.", false)]
    public void Rule_OfAnOwner_IsMet(string text, bool says) => Assert.Equal(says, Owner().IsMatch(text));

    /// <summary>
    /// Properties of memory; asynchronous methods that take some; delegates that are given some. Spans of a method that is done when it
    /// returns cannot be kept by either side.
    /// </summary>
    private static IEnumerable<string> Holders(Type type)
    {
        string name = type.FullName!.Split('`')[0];
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return type.GetMethod("Invoke")!.GetParameters().Any(p => IsMemory(p.ParameterType)) ? ["T:" + name] : [];
        }

        return type.GetProperties(Own).Where(property => IsMemory(property.PropertyType)).Select(property => $"P:{name}.{property.Name}")
            .Concat(from method in type.GetMethods(Own)
                    where !method.IsSpecialName && IsLater(method.ReturnType)
                    where method.GetParameters().Any(p => IsMemory(p.ParameterType))
                    from id in s_documentation.Ids
                    where id.StartsWith($"M:{name}.{method.Name}(", StringComparison.Ordinal) && MemoryParameter().IsMatch(id)
                    where s_documentation.AllOf(id).Length > 0 // Those of base types are documented there.
                    select id).Distinct();
    }

    private static bool IsMemory(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(byte[])
            || (bare.IsGenericType && bare.GetGenericTypeDefinition() is { } shape
                && (shape == typeof(Memory<>) || shape == typeof(ReadOnlyMemory<>)
                    || shape == typeof(Span<>) || shape == typeof(ReadOnlySpan<>)));
    }

    private static bool IsLater(Type type) => type.Name.StartsWith("Task", StringComparison.Ordinal)
        || type.Name.StartsWith("ValueTask", StringComparison.Ordinal) || type.Name.StartsWith("IAsync", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\b(owns|cop(y|ied|ies)|keeps?|kept|borrow(s|ed)|until|caller's|good|valid|(may|must not) change)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Owner();

    [GeneratedRegex(@"Memory\{|Span\{|Byte\[\]")]
    private static partial Regex MemoryParameter();
}
