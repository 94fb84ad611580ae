using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

using SharpFuzz.Common;

namespace CurlWs.Fuzz;

/// <summary>libFuzzer in this process, through the shared library that <c>build/fuzz.sh</c> makes of driver.c.</summary>
internal static unsafe partial class LibFuzzer
{
    // What libFuzzer itself ends with when a target fails.
    private const int FailedExitCode = 77;

    // As many as SharpFuzz numbers.
    private const int Branches = 64 * 1024;

    private static FuzzTarget? s_target;

    /// <summary>What is instrumented writes from its first call on, also before libFuzzer runs, or without it.</summary>
    internal static void Prepare() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Branches);

    /// <summary>Runs until libFuzzer is done, and ends the process: with 0, or 77 and a file of the input that failed.</summary>
    /// <param name="target">What is given inputs.</param>
    /// <param name="options">libFuzzer's own, and folders of inputs; the first of them gets new ones.</param>
    internal static int Run(FuzzTarget target, string[] options)
    {
        s_target = target;
        Trace.SharedMem = curlws_fuzz_counters();

        // libFuzzer starts itself again for -merge, and knows only its arguments. The signals are the runtime's.
        string[] all =
        [
            Environment.ProcessPath!, "-handle_segv=0", "-handle_bus=0", "-handle_abrt=0", "-handle_ill=0", "-handle_fpe=0",
            "-detect_leaks=0", .. options,
        ];
        byte** arguments = (byte**)NativeMemory.AllocZeroed((nuint)all.Length + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < all.Length; i++)
        {
            byte[] text = [.. Encoding.UTF8.GetBytes(all[i]), 0];
            arguments[i] = (byte*)NativeMemory.Alloc((nuint)text.Length);
            text.CopyTo(new Span<byte>(arguments[i], text.Length));
        }

        return curlws_fuzz_run(all.Length, arguments, &RunOne);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int RunOne(byte* data, nuint size)
    {
        ReadOnlySpan<byte> input = new(data, (int)size);
        try
        {
            Trace.PrevLocation = 0;
            s_target!.Run(input);
            return 0;
        }
        catch (Exception e)
        {
            // No exception may pass native code: the input is kept here, as libFuzzer would.
            string file = "crash-" + Convert.ToHexStringLower(SHA256.HashData(input))[..16];
            File.WriteAllBytes(file, input);
            Console.WriteLine($"{e}\n\nThe input that failed: {Path.GetFullPath(file)}");
            curlws_fuzz_fail(FailedExitCode);
            return 0;
        }
    }

    [LibraryImport("curlws-fuzz")]
    private static partial byte* curlws_fuzz_counters();

    [LibraryImport("curlws-fuzz")]
    private static partial void curlws_fuzz_fail(int status);

    [LibraryImport("curlws-fuzz")]
    private static partial int curlws_fuzz_run(int argc, byte** argv, delegate* unmanaged[Cdecl]<byte*, nuint, int> callback);
}
