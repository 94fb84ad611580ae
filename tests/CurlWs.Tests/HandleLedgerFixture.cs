using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Interop;
using Xunit;

[assembly: AssemblyFixture(typeof(CurlWs.Tests.HandleLedgerFixture))]

namespace CurlWs.Tests;

/// <summary>Fails the run if a native handle was left to a finaliser: somewhere a cleanup is missing.</summary>
public sealed class HandleLedgerFixture : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>After the last test. What is thrown here is a failure of the whole run.</summary>
    public ValueTask DisposeAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        IReadOnlyDictionary<string, int> left = HandleLedger.Finalized;
        return left.Count == 0
            ? ValueTask.CompletedTask
            : throw new InvalidOperationException(
                "Native handles were left to a finaliser: " + string.Join(", ", left.Select(pair => $"{pair.Value} {pair.Key}")));
    }
}
