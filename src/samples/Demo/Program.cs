// The demo: which libcurl is loaded, then a whole conversation over ws:// and wss:// with a server in this process, or with any
// echo server: demo [URL] [--timeout SECONDS]. Exit code 0: all went well; 1: it did not; 2: usage; 130: Ctrl+C.
// Started with SIGINT ignored, as background jobs of a shell script are, it leaves that so: kill -INT does nothing, kill -TERM ends it.

using System;
using System.Globalization;
using System.Threading;
using CurlWs;
using CurlWs.Samples;
using static CurlWs.Interop.LibCurl;

Report report = new();
if (!TryParse(args, out Uri? url, out TimeSpan patience, out string problem))
{
    report.Usage(problem);
    return 2;
}

using CancellationTokenSource cancellation = new();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl+C ends the conversation, a second one the process.
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

try
{
    report.Library();
    CurlLibrary.RequireWebSocket();
    CurlLibraryInfo library = CurlLibrary.GetInfo();
    if (library.Version < CurlLibrary.MinimumVersion)
    {
        throw new DemoException(
            $"This is libcurl {library.Version}, and the demo needs {CurlLibrary.MinimumVersion} or later.",
            "Name a newer one in the environment variable CURLWS_LIBCURL, or unset it for the bundled one.");
    }

    curl_global_init(CURL_GLOBAL_DEFAULT);
    Demo demo = new(report, patience, cancellation.Token);
    if (url is not null)
    {
        demo.Run(url, caFile: null);
    }
    else
    {
        await using EmbeddedServer server = await EmbeddedServer.StartAsync(cancellation.Token);
        demo.Run(server.WsUri, caFile: null);
        if (library.SupportsWss)
        {
            demo.Run(server.WssUri, server.CaFile);
        }
    }

    demo.Finish();
    return 0;
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    report.Canceled();
    return 130;
}
catch (DemoException e)
{
    report.Failure(e.Problem, e.Remedy);
    return 1;
}
catch (Exception e)
{
    // The loader's messages name their remedies; whatever else comes here is said as it is, without a stack trace.
    report.Failure(e.Message.ReplaceLineEndings(" "), "");
    return 1;
}

static bool TryParse(string[] args, out Uri? url, out TimeSpan patience, out string problem)
{
    url = null;
    patience = TimeSpan.FromSeconds(15);
    problem = "";
    for (int i = 0; i < args.Length && problem.Length == 0; i++)
    {
        if (args[i] == "--timeout")
        {
            string value = ++i < args.Length ? args[i] : "nothing";
            bool good = double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 86400;
            patience = good ? TimeSpan.FromSeconds(seconds) : patience;
            problem = good ? "" : $"--timeout wants seconds, not {value}.";
        }
        else if (url is not null || !Uri.TryCreate(args[i], UriKind.Absolute, out url) || url.Scheme is not ("ws" or "wss"))
        {
            problem = url is null || url.Scheme is not ("ws" or "wss")
                ? $"{Units.Printable(args[i])} is no URL of a WebSocket."
                : "One URL is enough.";
        }
    }

    return problem.Length == 0;
}
