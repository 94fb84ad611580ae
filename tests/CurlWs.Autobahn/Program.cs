// The client of the Autobahn test suite (https://github.com/crossbario/autobahn-testsuite): runs all cases of a fuzzing server that is
// up already, prints those that are not OK and the sums, and has the suite write its report. build/conformance.sh starts both.
// Exit code 0: no case failed; 1: one did; 2: usage, or no suite.

using System;
using System.Net.WebSockets;
using CurlWs;
using CurlWs.Autobahn;

try
{
    AutobahnOptions options = AutobahnOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(AutobahnOptions.Usage);
        return 0;
    }

    string agent = options.Agent ?? $"{options.Framing.ToString().ToLowerInvariant()}, libcurl {CurlLibrary.GetInfo().Version}";
    return await AutobahnRun.RunAsync(new AutobahnClient(options, agent), agent, Console.Out).ConfigureAwait(false) ? 0 : 1;
}
catch (Exception e) when (e is AutobahnException or WebSocketException)
{
    await Console.Error.WriteLineAsync($"autobahn: {e.Message}").ConfigureAwait(false);
    return 2;
}
