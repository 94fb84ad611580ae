using System;
using CurlWs.Benchmarks;

// "client KIND" is what the driver starts as its child; everything else is the driver. build/bench.sh builds and calls it.
try
{
    return args is ["client", string kind]
        ? await ClientProcess.RunAsync(kind).ConfigureAwait(false)
        : await Benchmark.RunAsync(BenchmarkOptions.Parse(args)).ConfigureAwait(false);
}
catch (BenchmarkException e)
{
    await Console.Error.WriteLineAsync($"bench: {e.Message}").ConfigureAwait(false);
    return 1;
}
