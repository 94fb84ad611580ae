using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace CurlWs.Benchmarks;

/// <summary>The plots as SVG: throughput by message size, and bars for the rest.</summary>
internal static class Plots
{
    private const int Width = 800;
    private const int Height = 480;
    private const int AxisHeight = 66;
    private const int CaptionHeight = 40;

    // Colours of Okabe and Ito, which the colour-blind tell apart, and a mark of its own for each.
    private static readonly Dictionary<string, (string Label, Color Color, MarkerShape Mark)> s_looks = new()
    {
        ["managed"] = ("CurlWebSocket, managed", Color.FromHex("#0072b2"), MarkerShape.FilledCircle),
        ["libcurl"] = ("CurlWebSocket, libcurl", Color.FromHex("#56b4e9"), MarkerShape.FilledTriangleUp),
        ["interop"] = ("curl_ws_* from C#", Color.FromHex("#009e73"), MarkerShape.FilledSquare),
        ["c"] = ("curl_ws_* from C", Color.FromHex("#d55e00"), MarkerShape.FilledDiamond),
        ["clientwebsocket"] = ("ClientWebSocket", Color.FromHex("#cc79a7"), MarkerShape.FilledTriangleDown),
        ["websocket.client"] = ("Websocket.Client", Color.FromHex("#e69f00"), MarkerShape.OpenSquare),
        ["ws"] = ("ws (Node)", Color.FromHex("#555555"), MarkerShape.OpenCircle),
    };

    public static void Write(string folder, RunResult run)
    {
        foreach (string kind in new[] { "send", "receive" })
        {
            foreach (bool tls in new[] { false, true })
            {
                WriteThroughput(folder, run, kind, tls);
            }
        }

        WriteBars(folder, run, "echo-64-ws", "A message of 64 B there and back, ws", "microseconds", "echo 64 B, ws", 1e3, ["p50", "p99"]);
        WriteBars(
            folder, run, "echo-64-wss", "A message of 64 B there and back, wss", "microseconds", "echo 64 B, wss", 1e3, ["p50", "p99"]);
        WriteBars(folder, run, "idle-ws", "Private memory of an idle connection, ws", "KiB", "idle 500 connections, ws", 1024, ["bytes"]);
    }

    private static void WriteThroughput(string folder, RunResult run, string kind, bool tls)
    {
        CaseResult[] cases = [.. run.Cases
            .Where(c => c.Case.Kind == kind && c.Case.Tls == tls && c.Case.Batch == 1)
            .OrderBy(static c => c.Case.Size)];
        if (cases.Length < 2)
        {
            return;
        }

        string title = $"Payload {(kind == "send" ? "sent" : "received")} by one connection, {(tls ? "wss" : "ws")}";
        using Plot plot = Begin(run, title, "MB/s, logarithmic", timed: true);
        foreach ((string client, (string label, Color color, MarkerShape mark)) in s_looks)
        {
            CaseResult[] own = [.. cases.Where(c => c.Find(client, "ns") is not null)];
            if (own.Length == 0)
            {
                continue;
            }

            double[] x = [.. own.Select(static c => Math.Log2(c.Case.Size))];
            double[] y = [.. own.Select(c => Math.Log10(c.Case.Size * 1e3 / c.Find(client, "ns")!.Median))];
            ScottPlot.Plottables.Scatter line = plot.Add.Scatter(x, y, color);
            line.LegendText = label;
            line.LineWidth = client == "managed" ? 3.5f : 2;
            line.MarkerShape = mark;
            line.MarkerSize = 9;
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. cases.Select(static c => Math.Log2(c.Case.Size))], [.. cases.Select(static c => BenchmarkCase.SizeText(c.Case.Size))]);
        double[] steps =
            [.. Enumerable.Range(0, 5).SelectMany(static power => new[] { 1, 2, 5 }.Select(step => step * Math.Pow(10, power)))];
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. steps.Select(Math.Log10)], [.. steps.Select(static step => step.ToString("#,0", CultureInfo.InvariantCulture))]);
        plot.XLabel("payload of a message");
        plot.ShowLegend(Edge.Right);
        Save(plot, folder, $"{kind}-{(tls ? "wss" : "ws")}");
    }

    private static void WriteBars(
        string folder, RunResult run, string file, string title, string unit, string name, double divisor, string[] metrics)
    {
        if (run.ByName.GetValueOrDefault(name) is not { } result)
        {
            return;
        }

        using Plot plot = Begin(run, title, unit, result.Case.IsTimed);
        string[] clients = [.. s_looks.Keys.Where(c => result.Find(c, metrics[0]) is not null)];
        List<Tick> ticks = [];
        for (int i = 0; i < clients.Length; i++)
        {
            for (int j = 0; j < metrics.Length; j++)
            {
                Series series = result.Find(clients[i], metrics[j])!;
                double value = series.Median / divisor;
                ScottPlot.Plottables.BarPlot bar = plot.Add.Bar((i * (metrics.Length + 1)) + j, value);
                bar.Bars[0].FillColor = s_looks[clients[i]].Color.WithAlpha(j == 0 ? 1 : 0.5);
                bar.ValueLabelStyle.FontSize = 13;
                bar.Bars[0].Label = value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
            }

            ticks.Add(new Tick((i * (metrics.Length + 1)) + ((metrics.Length - 1) / 2.0), Wrapped(s_looks[clients[i]].Label)));
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 12;
        plot.Axes.Margins(bottom: 0, top: 0.15);
        plot.XLabel(metrics.Length > 1 ? string.Join(" (solid), ", metrics) + " (pale)" : "");
        Save(plot, folder, file);
    }

    // Before the last word, or before the capital in the middle of a long one.
    private static string Wrapped(string label) => label.Contains(' ', StringComparison.Ordinal)
        ? Regex.Replace(label, " (?=[^ ]+$)", "\n")
        : Regex.Replace(label, "(?<=[a-z.])(?=(WebSocket|Client)$)", "\n");

    // The font that was found here, and whatever the reader has.
    private static void Save(Plot plot, string folder, string file) => File.WriteAllText(
        Path.Combine(folder, file + ".svg"),
        Regex.Replace(plot.GetSvgXml(Width, Height), "font-family=\"([^\"]*)\"", "font-family=\"$1, sans-serif\""));

    private static Plot Begin(RunResult run, string title, string unit, bool timed)
    {
        Plot plot = new();
        plot.Font.Set("DejaVu Sans");
        plot.Title(title);
        plot.YLabel(unit);
        plot.Axes.Title.Label.FontSize = 17;
        plot.Axes.Left.Label.FontSize = plot.Axes.Bottom.Label.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Legend.FontSize = 13;

        // An axis without a line or ticks, for what stands under the plot.
        ScottPlot.AxisPanels.BottomAxis caption = plot.Axes.AddBottomAxis();
        caption.FrameLineStyle.Width = 0;
        caption.TickGenerator = new EmptyTickGenerator();
        caption.LabelText = string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Date:yyyy-MM-dd}, {run.Machine.Cpu}, {run.Machine.Cores} cores; "
            + $"{(timed ? $"medians of {run.Rounds} rounds" : "one measurement")}\n{run.Versions}");
        caption.LabelStyle.FontSize = 12;
        caption.MinimumSize = CaptionHeight;
        plot.Axes.Bottom.MinimumSize = AxisHeight;
        caption.LabelStyle.Bold = false;
        caption.LabelStyle.ForeColor = Color.FromHex("#444444");
        return plot;
    }
}
