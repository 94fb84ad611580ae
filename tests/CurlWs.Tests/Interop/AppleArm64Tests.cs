using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Interop;

/// <summary>
/// Apple arm64 passes variadic arguments on the stack. That the padded form of Native.Variadic.cs puts the value where va_arg reads it
/// is shown by what a compiler for that system makes of native/probe/apple-arm64.
/// </summary>
public sealed class AppleArm64Tests(ITestOutputHelper output)
{
    [Fact]
    public async Task VaArg_AfterTwoNamedArguments_ReadsTheFirstStackSlot()
    {
        string[] callee = await AppleArm64Code.FunctionAsync("callee.c", "variadic_callee", output);
        Assert.Equal("x", AppleArm64Code.LoadOfFirstStackSlot(callee));
        Assert.DoesNotContain(callee, line => Regex.IsMatch(line, @"\bx2\b"));
    }

    [Fact]
    public async Task PaddedCall_NinthArgument_IsStoredInTheFirstStackSlot()
    {
        string[] caller = await AppleArm64Code.FunctionAsync("caller.c", "call_padded", output);
        Assert.Equal("[sp]", SlotOf("x3", caller));
        foreach (string padding in (string[])["x2", "x3", "x4", "x5", "x6", "x7"])
        {
            Assert.Contains(caller, line => Regex.IsMatch(line, $@"^mov\s+[xw]{padding[1]}, (#0|[xw]zr)"));
        }
    }

    [Fact]
    public async Task PlainCall_ThirdArgument_IsInARegisterThatVaArgNeverReads()
    {
        string[] caller = await AppleArm64Code.FunctionAsync("caller.c", "call_plain", output);
        Assert.Contains(caller, line => Regex.IsMatch(line, @"^mov\s+x2, x3\b"));
        Assert.Null(SlotOf("x3", caller));
    }

    /// <summary>Where a function stores an argument on its stack, also by way of another register.</summary>
    private static string? SlotOf(string argument, string[] lines)
    {
        HashSet<string> holders = [argument];
        foreach (string line in lines.TakeWhile(line => !line.StartsWith("blr", StringComparison.Ordinal)))
        {
            if (Regex.Match(line, @"^mov\s+(x\d+), (x\d+)\b") is { Success: true } move)
            {
                if (holders.Contains(move.Groups[2].Value)) { holders.Add(move.Groups[1].Value); }
                else { holders.Remove(move.Groups[1].Value); }
            }
            else if (
                Regex.Match(line, @"^str\s+(x\d+), (\[sp[^\]]*\])$") is { Success: true } store && holders.Contains(store.Groups[1].Value))
            {
                return store.Groups[2].Value;
            }
        }

        return null;
    }
}
