using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CurlWs.Tests.WebSockets.Telemetry;

/// <summary>The objects of the heap that one object holds, and holds alone: exact, and the same in every run.</summary>
internal sealed class HeldObjects
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<object, long> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Func<object, bool> _isShared;

    /// <param name="root">Where to begin.</param>
    /// <param name="isShared">What is not only the root's: it is not counted, and nothing behind it.</param>
    internal HeldObjects(object root, Func<object, bool> isShared)
    {
        _isShared = isShared;
        Queue<object> waiting = new();
        Visit(root, waiting);
        while (waiting.TryDequeue(out object? next))
        {
            Look(next, waiting);
        }
    }

    internal long Bytes => _sizes.Values.Sum();

    public override string ToString() => string.Join('\n', _sizes.GroupBy(pair => pair.Key.GetType().ToString()).OrderBy(g => g.Key)
        .Select(group => $"{group.Sum(pair => pair.Value),6} {group.Count(),3} {group.Key}"));

    private void Visit(object? value, Queue<object> waiting)
    {
        if (value is not (null or Type or Assembly or Pointer) && !_isShared(value) && _sizes.TryAdd(value, Size(value)))
        {
            waiting.Enqueue(value);
        }
    }

    private void Look(object value, Queue<object> waiting)
    {
        if (value is Array array)
        {
            if (!value.GetType().GetElementType()!.IsPrimitive)
            {
                foreach (object? element in array)
                {
                    Follow(element, waiting);
                }
            }

            return;
        }

        for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Fields))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsEnum)
                {
                    Follow(field.GetValue(value), waiting);
                }
            }
        }
    }

    // A structure is part of whoever has it.
    private void Follow(object? value, Queue<object> waiting)
    {
        if (value is ValueType)
        {
            if (!value.GetType().IsPrimitive)
            {
                Look(value, waiting);
            }
        }
        else
        {
            Visit(value, waiting);
        }
    }

    /// <summary>What the collector takes for it: the runtime's own numbers, at the begin of the type's method table.</summary>
    private static long Size(object value)
    {
        IntPtr table = value.GetType().TypeHandle.Value;
        long parts = value switch { string text => text.Length, Array array => array.LongLength, _ => 0 };
        long bytes = Marshal.ReadInt32(table, 4) + (parts * (ushort)Marshal.ReadInt16(table, 0));
        return (bytes + IntPtr.Size - 1) / IntPtr.Size * IntPtr.Size;
    }
}
