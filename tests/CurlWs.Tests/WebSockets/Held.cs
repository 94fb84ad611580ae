using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Tests.WebSockets;

/// <summary>How much memory for bytes an object holds: all byte arrays that can be reached through its fields.</summary>
internal static class Held
{
    // What leads to the whole process, to other connections, or away from what the object itself holds.
    private static readonly Type[] s_foreign =
        [typeof(Delegate), typeof(MemberInfo), typeof(Thread), typeof(Task), typeof(CancellationTokenSource), typeof(ExecutionContext),
            typeof(Timer), typeof(MultiDriver)];

    internal static long Bytes(params object?[] roots)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> waiting = new();
        long bytes = 0;
        Array.ForEach(roots, Add);
        while (waiting.TryPop(out object? next))
        {
            Type type = next.GetType();
            if (next is byte[] array)
            {
                bytes += array.Length;
            }
            else if (next is Array { Rank: 1 } elements && !type.GetElementType()!.IsPrimitive && !type.GetElementType()!.IsPointer)
            {
                foreach (object? element in elements)
                {
                    Add(element);
                }
            }
            else if (!type.IsArray)
            {
                foreach (FieldInfo field in FieldsOf(type))
                {
                    Add(field.GetValue(next));
                }
            }
        }

        return bytes;

        void Add(object? value)
        {
            // Boxed values are new objects each time, and hold nothing twice that matters here.
            if (value is not null and not string && !value.GetType().IsPrimitive && !s_foreign.Any(t => t.IsInstanceOfType(value))
                && seen.Add(value))
            {
                waiting.Push(value);
            }
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            foreach (FieldInfo field in
                t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsFunctionPointer
                    && !field.FieldType.IsByRefLike)
                {
                    yield return field;
                }
            }
        }
    }
}
