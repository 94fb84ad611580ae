using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace CurlWs.Samples;

/// <summary>What a person sees. Without a terminal: the same lines, no colors, no moving bar. NO_COLOR takes the colors only.</summary>
internal sealed class Report
{
    private const int BarWidth = 32;
    private readonly IAnsiConsole _out;
    private readonly IAnsiConsole _error;
    private readonly bool _wide;

    public Report()
    {
        _out = Open(Console.Out, Console.IsOutputRedirected);
        _error = Open(Console.Error, Console.IsErrorRedirected);
        _wide = _out.Profile.Width >= 66;
    }

    public void Library()
    {
        CurlLibraryInfo info = CurlLibrary.GetInfo();
        string file = Path.GetRelativePath(Environment.CurrentDirectory, info.Path);
        Heading("libcurl");
        Field("file", file.StartsWith("..", StringComparison.Ordinal) ? info.Path : file);
        Field("version", info.Version.ToString());
        Field("TLS", info.TlsBackend.Length == 0 ? "none" : info.TlsBackend);
        Field("schemes", string.Join(' ', info.Protocols));
    }

    public void Connecting(Uri url, string? trust)
    {
        Heading(url.AbsoluteUri);
        if (trust is not null)
        {
            Field("trust", trust);
        }
    }

    /// <summary>The steps of the upgrade, as a waterfall.</summary>
    public void Upgraded(Upgrade upgrade)
    {
        Field("upgrade", $"101 after {Units.Time(upgrade.Total)}");
        (string Name, TimeSpan Time, string Color)[] steps =
        [
            ("DNS", upgrade.Dns, "blue"),
            ("TCP", upgrade.Tcp, "aqua"),
            ("TLS", upgrade.Tls ?? TimeSpan.Zero, "fuchsia"),
            ("HTTP upgrade", upgrade.Http, "green"),
        ];
        TimeSpan from = TimeSpan.Zero;
        foreach ((string name, TimeSpan time, string color) in steps.Where(step => step.Name != "TLS" || upgrade.Tls is not null))
        {
            int left = (int)Math.Min(BarWidth - 1, from / upgrade.Total * BarWidth);
            int length = Math.Clamp((int)Math.Round(time / upgrade.Total * BarWidth), 1, BarWidth - left);
            string bar = _wide ? $"   {new string(' ', left)}[{color}]{new string('\u2501', length)}[/]" : "";
            Line($"    {name,-13}{Units.Time(time),9}{bar}");
            from += time;
        }
    }

    public void Greeting(string greeting) => Field("greeting", greeting);

    public void MessagesHead()
    {
        Heading2("messages, each echoed and compared");
        string rate = _wide ? "         rate" : "";
        Line($"[dim]    {"size",-10}{"text",10}{rate}{"binary",12}{rate}[/]");
    }

    public void Messages(int size, TimeSpan text, TimeSpan binary)
    {
        string Rate(TimeSpan time) => _wide ? $"[dim]{Units.Rate(size, time),13}[/]" : "";
        Line($"    {Units.Size(size),-10}{Units.Time(text),10}{Rate(text)}{Units.Time(binary),12}{Rate(binary)}   [green]\u2713[/]");
    }

    /// <summary>Runs a long exchange with a bar for each direction, or with a line of percentages when nothing may move.</summary>
    public TimeSpan Long(int size, string title, Func<Action<long, long>, TimeSpan> exchange)
    {
        Heading2(title);
        return _out.Profile.Capabilities.Ansi && _out.Profile.Capabilities.Interactive
            ? WithBars(size, exchange)
            : WithPercentages(size, exchange);
    }

    public void LongDone(int size, TimeSpan time) =>
        Line($"    {Units.Time(time)}, {Units.Rate(size, time)} out and as much back   [green]\u2713[/]");

    public void Ping(TimeSpan roundTrip) => Field("ping", $"pong after {Units.Time(roundTrip)}");

    public void Closed(CloseFrame ours, CloseFrame theirs)
    {
        Field("close", $"sent {ours}");
        Field("", $"received {theirs}");
    }

    public void Success(int messages, long bytes, TimeSpan time)
    {
        _out.WriteLine();
        Line($"[green bold]\u2713[/] {messages} messages, {Units.Rounded(bytes)}, came back as they were sent, in {Units.Time(time)}.");
    }

    /// <summary>The last line of a run that failed: one line, however long.</summary>
    public void Failure(string problem, string remedy) =>
        Write(_error, $"[red bold]\u2717 {Markup.Escape(problem)}[/]{(remedy.Length == 0 ? "" : $" [red]{Markup.Escape(remedy)}[/]")}");

    public void Canceled() => Write(_error, "[yellow]Canceled.[/]");

    public void Usage(string problem) => Failure(
        problem,
        "Usage: demo [ws://host/path | wss://host/path] [--timeout SECONDS]. "
        + "Ctrl+C ends it; started with SIGINT ignored, only kill -TERM.");

    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        bool noColor = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Not left to Spectre alone: it turns escape codes on in pipes when it sees a CI's environment.
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = noColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (redirected)
        {
            console.Profile.Width = 1000; // a line in a file is not broken
        }

        return console;
    }

    private static void Write(IAnsiConsole console, string markup)
    {
        console.Markup(markup);
        console.WriteLine();
    }

    private static string Percent(long part, int size) => $"{part * 100 / size,3} %";

    private string Bar(long part, int size)
    {
        int width = Math.Clamp(_out.Profile.Width - 38, 8, 40);
        int full = (int)(part * width / size);
        string bar = $"[green]{new string('\u2501', full)}[/][dim]{new string('\u2500', width - full)}[/]";
        return $"{bar} {Percent(part, size)}  [dim]{Units.Rounded(part),9}[/]";
    }

    private void Heading(string text)
    {
        _out.WriteLine();
        Line($"[bold aqua]{Markup.Escape(text)}[/]");
    }

    private void Heading2(string text) => Line($"  {Markup.Escape(text)}");

    private void Field(string name, string value) => Line($"  [dim]{name,-9}[/] {Markup.Escape(value)}");

    private void Line(string markup) => Write(_out, markup);

    private TimeSpan WithBars(int size, Func<Action<long, long>, TimeSpan> exchange)
    {
        Markup Bars(long sent, long received) => new($"    {"sent",-9}{Bar(sent, size)}\n    {"received",-9}{Bar(received, size)}");

        return _out.Live(Bars(0, 0)).Start(live =>
        {
            long drawn = Stopwatch.GetTimestamp();
            return exchange((sent, received) =>
            {
                // As often as an eye can follow, and once at the end.
                if (received == size || Stopwatch.GetElapsedTime(drawn).TotalMilliseconds >= 40)
                {
                    drawn = Stopwatch.GetTimestamp();
                    live.UpdateTarget(Bars(sent, received));
                }
            });
        });
    }

    private TimeSpan WithPercentages(int size, Func<Action<long, long>, TimeSpan> exchange)
    {
        int quarter = -1;
        return exchange((bytesSent, bytesReceived) =>
        {
            int now = (int)(bytesReceived * 4 / size);
            if (now > quarter)
            {
                quarter = now;
                Line($"    sent {Percent(bytesSent, size)}   received {Percent(bytesReceived, size)}");
            }
        });
    }
}
