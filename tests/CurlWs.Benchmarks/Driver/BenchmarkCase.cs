using System;
using System.Globalization;

namespace CurlWs.Benchmarks;

/// <summary>
/// What all clients are asked to do in turn. <paramref name="Payload"/> and <paramref name="Deflate"/> are words of the server's path,
/// <paramref name="Delay"/> is in microseconds: how long the server waits before it answers, or from one message to the next.
/// </summary>
internal sealed record BenchmarkCase(
    string Kind, bool Tls, int Size, int Connections = 1, int Batch = 1, string? Payload = null, string? Deflate = null, int Delay = 0,
    bool SystemRoots = false, bool Resumed = false)
{
    /// <summary>The most connections that are held at once, if the limit of open files allows them.</summary>
    public const int MostHeld = 10_000;

    /// <summary>Descriptors of the process itself and of the connections that it holds before.</summary>
    public const int SpareFiles = 400;

    private const int TickSeconds = 1;
    private const int BlockSeconds = 2;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{What}, {(Tls ? "wss" : "ws")}");

    /// <summary>Whether the count is how long it goes on; idle connections are counted by themselves.</summary>
    public bool IsTimed => Kind is not ("idle" or "pending");

    /// <summary>Whether most of the time nothing is there to be done: it is about waking up, in time and in processor time.</summary>
    public bool IsWaiting => Kind is "tick" or "block" || (Kind == "echo" && Delay > 0);

    /// <summary>Whether it is connections that are counted: opened, or held.</summary>
    public bool IsAboutConnections => Kind is "connect" or "connectmany" or "idle" or "pending";

    /// <summary>How many messages each connection gets, where the server's clock says when.</summary>
    public int? FixedCount => Kind switch
    {
        "tick" => TickSeconds * 1_000_000 / Delay,
        "block" => BlockSeconds * 1_000_000 / Delay,
        _ => null,
    };

    /// <summary>How often each client runs it, where the others run it so many times.</summary>
    public int RoundsOf(int rounds) => Kind switch
    {
        "idle" => 1,
        "pending" => Math.Min(3, rounds),
        "block" => Math.Min(3, rounds),
        _ => rounds,
    };

    /// <summary>How long one run goes on: a percentile of a slow answer needs some of them.</summary>
    public int MillisecondsOf(int milliseconds) => Delay >= 1000 ? 4 * milliseconds : milliseconds;

    public string Path(int count) => Kind switch
    {
        "send" or "flight" => string.Create(CultureInfo.InvariantCulture, $"/sink?count={count}"),
        "textsend" => string.Create(CultureInfo.InvariantCulture, $"/sink?count={count}&deflate={Deflate}"),
        "receive" => string.Create(CultureInfo.InvariantCulture, $"/blast?size={Size}&count={count}"),
        "textreceive" => string.Create(CultureInfo.InvariantCulture, $"/text?size={Size}&count={count}&kind={Payload}&deflate={Deflate}"),
        "tick" or "block" => string.Create(CultureInfo.InvariantCulture, $"/tick?size={Size}&count={count}&interval={Delay}"),
        "echo" when Delay > 0 => string.Create(CultureInfo.InvariantCulture, $"/echo?delay={Delay}"),
        _ => "/echo",
    };

    public static string SizeText(int size) => size switch
    {
        >= 1 << 20 => $"{size >> 20} MiB",
        >= 1 << 10 => $"{size >> 10} KiB",
        _ => $"{size} B",
    };

    private string What => Kind switch
    {
        "send" when Batch > 1 => $"send {SizeText(Size)} batched",
        "flight" => $"send {SizeText(Size)}, {Batch} under way",
        "echo" when Connections > 1 => $"echo {SizeText(Size)}, {Connections} connections",
        "echo" when Delay > 0 => $"echo {SizeText(Size)} after {DelayText}",
        "tick" => $"paced {SizeText(Size)} each {DelayText}{(Connections > 1 ? $", {Connections} connections" : "")}",
        "block" => $"paced {SizeText(Size)} each {DelayText}, {Connections} connections beside a thread that blocks",
        "connect" or "connectmany" =>
            $"connect{(Resumed ? " resumed" : "")}{(SystemRoots ? " system's roots" : "")}"
            + (Connections > 1 ? $" {Connections} at once" : ""),
        "idle" => $"idle {Connections} connections",
        "pending" => $"idle {Connections} connections, receive pending",
        "textsend" => $"send {TextOf}",
        "textreceive" => $"receive {TextOf}",
        _ => $"{Kind} {SizeText(Size)}",
    };

    private string TextOf =>
        $"{(Payload == "unicode" ? "non-ASCII text" : "JSON")} {(Size == 0 ? "200 to 800 B" : SizeText(Size))}"
        + Deflate switch { "takeover" => ", deflate", "alone" => ", deflate without takeover", _ => "" };

    private string DelayText => Delay < 1000 ? $"{Delay} us" : $"{Delay / 1000} ms";
}
