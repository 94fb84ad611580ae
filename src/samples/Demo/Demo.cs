using System;
using System.Diagnostics;
using System.Threading;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

/// <summary>The main job: everything that a WebSocket does, once, against one server after the other.</summary>
internal sealed class Demo(Report report, TimeSpan patience, CancellationToken cancellation)
{
    private const int LongMessage = 10 << 20;
    private const int FrameSize = 64 << 10;

    // The edges of the three ways in which a frame can say its length, and one message that no socket buffer holds at once.
    private static readonly int[] s_sizes = [0, 1, 125, 126, 65535, 65536, 1 << 20];

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _messages;
    private long _bytes;

    /// <summary>Runs all of it over one connection.</summary>
    /// <param name="url">The server.</param>
    /// <param name="caFile">The CA to trust; null for the system's.</param>
    public void Run(Uri url, string? caFile)
    {
        bool tls = url.Scheme == "wss";
        report.Connecting(
            url,
            !tls ? null
            : caFile is not null ? "the CA that this run has made"
            : OperatingSystem.IsLinux() ? "the system's CAs, or SSL_CERT_FILE"
            : "the system's CAs");
        using Session session = new(url, caFile, patience, cancellation);
        report.Upgraded(session.Connect());
        if (session.Hello("hello, this is libcurl in .NET") is { } greeting)
        {
            report.Greeting(greeting);
        }

        report.MessagesHead();
        foreach (int size in s_sizes)
        {
            TimeSpan text = Echo(session, Payloads.Text(size), CURLWS_TEXT);
            TimeSpan binary = Echo(session, Payloads.Binary(size), CURLWS_BINARY);
            report.Messages(size, text, binary);
        }

        byte[] message = Payloads.Binary(LongMessage);
        TimeSpan time = report.Long(
            LongMessage,
            $"one message of {Units.Size(LongMessage)}, in frames of {FrameSize >> 10} KiB",
            progress => Echo(session, message, CURLWS_BINARY, FrameSize, progress));
        report.LongDone(LongMessage, time);

        report.Ping(session.Ping("are you there?"));

        CloseFrame goodbye = new(1000, "the demo is over");
        report.Closed(goodbye, session.Close(goodbye));
    }

    /// <summary>Sums up.</summary>
    public void Finish() => report.Success(_messages, _bytes, _clock.Elapsed);

    private TimeSpan Echo(Session session, byte[] message, int type, int frameSize = int.MaxValue, Action<long, long>? progress = null)
    {
        TimeSpan time = session.Echo(message, type, frameSize, progress);
        _messages++;
        _bytes += message.Length;
        return time;
    }
}
