// Shows why run-tests-elsewhere.sh gives each test class a process of its own under Wine: it should print 5 lines, and Wine 8.0 stands
// still after the first. Nothing of ours is in it. dotnet publish wine-exceptions.cs -r win-x64 --self-contained -p:PublishAot=false
using System;
using System.Reflection;

MethodInfo method = typeof(Thrower).GetMethod(nameof(Thrower.Throw))!;
for (int i = 1; i <= 5; i++)
{
    try
    {
        method.Invoke(null, null);
    }
    catch (TargetInvocationException)
    {
        Console.WriteLine($"exception {i} came through reflection");
    }
}

internal static class Thrower
{
    public static void Throw() => throw new InvalidOperationException();
}
