using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using Xunit;

[assembly: AssemblyFixture(typeof(CurlWs.Tests.HandleLedgerFixture))]

namespace CurlWs.Tests;

/// <summary>Fails the run if a native handle was left to a finaliser: somewhere a cleanup is missing.</summary>
public sealed class HandleLedgerFixture : IAsyncDisposable
{
    /// <summary>After the last test.</summary>
    public ValueTask DisposeAsync()
    {
        Garbage.Collect();
        IReadOnlyDictionary<string, int> left = HandleLedger.Finalized;
        if (left.Count > 0)
        {
            // Not thrown: the test platform would report the exception once for each test of the run.
            Console.Error.WriteLine(
                "FAILED: native handles were left to a finaliser: " + string.Join(", ", left.Select(pair => $"{pair.Value} {pair.Key}")));
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Environment.ExitCode = 3;
        }

        return ValueTask.CompletedTask;
    }
}
