#if !NET9_0_OR_GREATER
using System.Diagnostics.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>What .NET 9 has: compilers of C# 13 and later read it by its name, on .NET 8 too.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
[SuppressMessage("Style", "IDE0130", Justification = "Compilers look for it in this namespace.")]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority { get; } = priority;
}
#endif
