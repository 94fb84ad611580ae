using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using CurlWs.Interop;

namespace CurlWs.Tests.Interop;

/// <summary>What the assembly declares of libcurl's header.</summary>
internal static class HeaderDeclarations
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Type[] s_types =
        [.. typeof(LibCurl).Assembly.GetTypes().Where(type => type.Namespace == typeof(LibCurl).Namespace && !type.IsNested)];

    /// <summary>Every constant of LibCurl by its name: an integer, an enum value or a string.</summary>
    internal static IReadOnlyDictionary<string, object> Constants { get; } = typeof(LibCurl)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, Value: field.GetValue(null)))
        .Concat(typeof(LibCurl).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => (property.Name, Value: property.GetValue(null))))
        .ToDictionary(constant => constant.Name, constant => constant.Value!);

    /// <summary>Every public enum by its name.</summary>
    internal static IReadOnlyDictionary<string, Type> Enumerations { get; } =
        s_types.Where(type => type.IsEnum && type.IsPublic).ToDictionary(type => type.Name);

    /// <summary>Every struct with a name of libcurl's, by that name.</summary>
    internal static IReadOnlyDictionary<string, Type> Structs { get; } = s_types
        .Where(type => type.IsValueType && !type.IsEnum && type.Name.StartsWith("curl", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(type => type.Name);

    /// <summary>The entry points of every declared native function.</summary>
    internal static IReadOnlySet<string> EntryPoints { get; } = typeof(LibCurl).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(Everything | BindingFlags.DeclaredOnly))
        .Select(method => method.GetCustomAttribute<DllImportAttribute>()?.EntryPoint)
        .OfType<string>().Where(name => name.StartsWith("curl_", StringComparison.Ordinal)).ToHashSet();

    /// <summary>An integer, an enum value or a socket as 64 bits.</summary>
    internal static long Number(object value) => value switch
    {
        Enum or int or uint or long => Convert.ToInt64(value, null),
        nuint number => unchecked((long)(ulong)number),
        curl_socket_t socket => socket.Value,
        _ => throw new ArgumentException($"{value.GetType()} is not a type of a constant.", nameof(value)),
    };

    /// <summary>The size that C# gives a type.</summary>
    internal static int SizeOf(Type type) => Evaluate(il => il.Emit(OpCodes.Sizeof, type));

    /// <summary>The public fields of a struct: name, offset, type.</summary>
    internal static IEnumerable<(string Name, int Offset, Type Type)> Fields(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => (field.Name, OffsetOf(field), field.FieldType));

    private static int OffsetOf(FieldInfo field) => Evaluate(il =>
    {
        il.DeclareLocal(field.DeclaringType!);
        il.Emit(OpCodes.Ldloca_S, 0);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloca_S, 0);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I4);
    });

    // Marshal.SizeOf and Marshal.OffsetOf tell of marshalled copies; native code sees the structs themselves.
    private static int Evaluate(Action<ILGenerator> body)
    {
        var method = new DynamicMethod("Evaluate", typeof(int), [], typeof(LibCurl).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        body(il);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }
}
