#pragma warning disable xUnit1051, CA2025, CA2012 // A deadline is on every wait; pending waits are what is tested.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// Every public method of every public type, as the compiled assembly has them: null where none is allowed, and disposed objects.
/// </summary>
public sealed class BadInputTests
{
    private static readonly NullabilityInfoContext s_nullability = new();

    // Options cannot be made without one.
    private static readonly CurlEasy s_owner = new();

    // What may be asked of a disposed object, because it is about the object and not about the native handle.
    private static readonly string[] s_harmless =
        ["get_Handle", "get_Options", "get_IsBorrowed", "get_IsConnected", "get_FrameBytesLeft", "Dispose"];

    /// <summary>A method and the position of an argument that must not be null.</summary>
    public static TheoryData<string, int> NullArguments
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (MethodBase method in PublicMethods().Where(IsCallable))
            {
                foreach (ParameterInfo parameter in method.GetParameters().Where(MustNotBeNull))
                {
                    data.Add(Name(method), parameter.Position);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> DisposableMembers =>
        [.. PublicMethods().Where(m => !m.IsStatic && !m.IsConstructor && IsCallable(m))
            .Where(m => CanMake(m.DeclaringType!) && !s_harmless.Contains(m.Name) && !IsSetting(m))
            .Select(Name)];

    [Theory]
    [MemberData(nameof(NullArguments))]
    public async Task Method_NullArgument_IsRefusedByItsName(string method, int position)
    {
        MethodBase target = Find(method);
        object? instance = target.IsStatic || target.IsConstructor ? null : Make(target.DeclaringType!);
        Assert.SkipWhen(
            !target.IsStatic && !target.IsConstructor && instance is null,
            $"{target.DeclaringType} has no public constructor without arguments.");
        object?[] arguments = Arguments(target);
        try
        {
            (arguments[position] as IDisposable)?.Dispose();
            arguments[position] = null;
            Exception? failure = await RunAsync(target, instance, arguments);
            ArgumentException refusal = Assert.IsAssignableFrom<ArgumentException>(failure);
            Assert.Equal(target.GetParameters()[position].Name, refusal.ParamName);
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
            DisposeAll(arguments);
        }
    }

    [Theory]
    [MemberData(nameof(DisposableMembers))]
    public async Task Member_Disposed_ThrowsObjectDisposed(string method)
    {
        MethodBase target = Find(method);
        object instance = Make(target.DeclaringType!)!;
        object?[] arguments = Arguments(target);
        ((IDisposable)instance).Dispose();
        ((IDisposable)instance).Dispose();
        try
        {
            Assert.IsType<ObjectDisposedException>(await RunAsync(target, instance, arguments));
        }
        finally
        {
            DisposeAll(arguments);
        }
    }

    [Fact]
    public void SpanMethods_Disposed_ThrowObjectDisposed()
    {
        CurlEasy easy = new();
        easy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => easy.TryReceive(new byte[1], out _));
        Assert.Throws<ObjectDisposedException>(() => easy.TryPeek(out _));
        Assert.Throws<ObjectDisposedException>(() => easy.TrySend("x"u8, WebSocketFrameKind.Text, out _));
        Assert.Throws<ObjectDisposedException>(() => easy.TrySendRaw("x"u8, out _));
        Assert.Throws<ObjectDisposedException>(() => easy.TryReceiveRaw(new byte[1], out _));
        Assert.Throws<ObjectDisposedException>(() => easy.TryBeginFrame(WebSocketFrameKind.Text, 1));
    }

    [Fact]
    public void TryReceive_EmptyBuffer_PointsToTryPeek()
    {
        using CurlEasy easy = new();
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => easy.TryReceive([], out _));
        Assert.Contains("TryPeek", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WebSocketFrameKind.None)]
    [InlineData(WebSocketFrameKind.Continues)]
    [InlineData(WebSocketFrameKind.Text | WebSocketFrameKind.Binary)]
    [InlineData(WebSocketFrameKind.Text | WebSocketFrameKind.Ping)]
    [InlineData(WebSocketFrameKind.Ping | WebSocketFrameKind.Continues)]
    [InlineData(WebSocketFrameKind.Close | WebSocketFrameKind.Continues)]
    [InlineData((WebSocketFrameKind)32)]
    [InlineData((WebSocketFrameKind)(-1))]
    [InlineData(WebSocketFrameKind.Text | (WebSocketFrameKind)1024)]
    public void Send_KindThatIsNoFrame_AreRefusedBeforeLibcurl(WebSocketFrameKind kind)
    {
        using CurlEasy easy = new();
        Assert.Equal("kind", Assert.Throws<ArgumentException>(() => easy.TrySend("x"u8, kind, out _)).ParamName);
        Assert.Equal("kind", Assert.Throws<ArgumentException>(() => easy.TryBeginFrame(kind, 1)).ParamName);
    }

    [Theory]
    [InlineData(WebSocketFrameKind.Ping)]
    [InlineData(WebSocketFrameKind.Pong)]
    [InlineData(WebSocketFrameKind.Close)]
    public void Send_ControlFrameTooLong_IsRefusedBeforeLibcurl(WebSocketFrameKind kind)
    {
        using CurlEasy easy = new();
        Assert.Throws<ArgumentException>(() => easy.TrySend(new byte[126], kind, out _));
        Assert.Throws<ArgumentException>(() => easy.TryBeginFrame(kind, 126));
    }

    [Fact]
    public void Lengths_Negative_AreRefused()
    {
        using CurlEasy easy = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => easy.TryBeginFrame(WebSocketFrameKind.Text, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => easy.StartFrame(WebSocketFrameKind.Text, -1));
    }

    [Fact]
    public void StartFrame_OutsideATransfer_Throws()
    {
        using CurlEasy easy = new();
        Assert.True(Record.Exception(() => easy.StartFrame(WebSocketFrameKind.Text, 1)) is CurlException or PlatformNotSupportedException);
        Assert.Null(easy.Meta);
    }

    [Fact]
    public async Task Connect_WithoutUrl_Throws()
    {
        using CurlEasy easy = new();
        CurlException failure = await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal(CurlErrorCode.MalformedUri, failure.Code);
    }

    [Fact]
    public void Dispose_FromManyThreads_FreesOnce()
    {
        for (int round = 0; round < 200; round++)
        {
            CurlEasy easy = new();
            Parallel.For(0, 4, _ => easy.Dispose());
        }
    }

    private static IEnumerable<MethodBase> PublicMethods()
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return typeof(CurlEasy).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == "CurlWs" && !type.IsEnum && !typeof(Delegate).IsAssignableFrom(type))
            .Where(type => (!type.IsAbstract || type.IsSealed) && !IsRecord(type))
            .SelectMany(type => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            .Where(method => !method.IsGenericMethodDefinition && !method.DeclaringType!.IsValueType);
    }

    // Reflection cannot pass spans and pointers; those methods are called above.
    private static bool IsCallable(MethodBase method) =>
        method.GetParameters().All(p => !p.ParameterType.IsByRefLike && !p.ParameterType.IsPointer && !p.ParameterType.IsFunctionPointer
            && !(p.ParameterType.IsByRef && p.ParameterType.GetElementType()!.IsByRefLike))
        && method.Name is not ("Equals" or "op_Equality" or "op_Inequality");

    private static bool MustNotBeNull(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsValueType || parameter.ParameterType.IsByRef
            || typeof(Exception).IsAssignableFrom(parameter.Member.DeclaringType))
        {
            return false;
        }

        lock (s_nullability)
        {
            return s_nullability.Create(parameter).WriteState == NullabilityState.NotNull;
        }
    }

    private static string Name(MethodBase method) =>
        $"{method.DeclaringType!.FullName}.{method.Name}"
            + $"({string.Join(",", method.GetParameters().Select(p => p.ParameterType.ToString()))})";

    private static MethodBase Find(string name) => PublicMethods().Single(method => Name(method) == name);

    // The getter of something that was set: it answers from the object's own notes.
    private static bool IsSetting(MethodBase method) =>
        method.Name.StartsWith("get_", StringComparison.Ordinal)
            && method.DeclaringType!.GetProperty(method.Name[4..])?.SetMethod is not null;

    // Records are data: what is in them is checked by whoever takes them.
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool CanMake(Type type) => typeof(IDisposable).IsAssignableFrom(type) && type.GetConstructor([]) is not null;

    private static object? Make(Type type) =>
        type.GetConstructor([]) is not null ? Activator.CreateInstance(type)
        : type == typeof(CurlEasyOptions) ? s_owner.Options
        : null;

    private static object?[] Arguments(MethodBase method) => [.. method.GetParameters().Select(p => Value(p.ParameterType))];

    private static object? Value(Type type) =>
        type == typeof(string) ? "x"
        : type == typeof(CancellationToken) ? Deadline.Token()
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsByRef || type.IsAbstract || type.GetConstructor([]) is null ? null
        : Activator.CreateInstance(type);

    private static void DisposeAll(object?[] arguments)
    {
        foreach (IDisposable argument in arguments.OfType<IDisposable>())
        {
            argument.Dispose();
        }
    }

    private static async Task<Exception?> RunAsync(MethodBase method, object? instance, object?[] arguments)
    {
        try
        {
            object? result = method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(instance, arguments);
            switch (result)
            {
                case Task task:
                    await Deadline.Within(task);
                    break;
                case ValueTask task:
                    await Deadline.Within(task.AsTask());
                    break;
            }

            return null;
        }
        catch (TargetInvocationException e)
        {
            return e.InnerException;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
