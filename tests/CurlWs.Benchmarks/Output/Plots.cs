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
    private const int Width = 760;
    private const int Height = 420;

    private static readonly Dictionary<string, (string Label, Color Color)> s_looks = new()
    {
        ["managed"] = ("CurlWebSocket, managed", Color.FromHex("#0072b2")),
        ["libcurl"] = ("CurlWebSocket, libcurl", Color.FromHex("#56b4e9")),
        ["interop"] = ("curl_ws_* from C#", Color.FromHex("#009e73")),
        ["c"] = ("curl_ws_* from C", Color.FromHex("#d55e00")),
        ["clientwebsocket"] = ("ClientWebSocket", Color.FromHex("#cc79a7")),
        ["websocket.client"] = ("Websocket.Client", Color.FromHex("#e69f00")),
        ["ws"] = ("ws (Node)", Color.FromHex("#777777")),
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

        WriteBars(folder, run, "echo-64-ws", "Echo of 64 B, ws", "microseconds", "echo 64 B, ws", 1e3, ["p50", "p99"]);
        WriteBars(folder, run, "echo-64-wss", "Echo of 64 B, wss", "microseconds", "echo 64 B, wss", 1e3, ["p50", "p99"]);
        WriteBars(folder, run, "idle-ws", "Memory of an idle connection, ws", "KiB", "idle 500 connections, ws", 1024, ["bytes"]);
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

        using Plot plot = Begin($"{kind}, {(tls ? "wss" : "ws")}", "MB/s");
        foreach ((string client, (string label, Color color)) in s_looks)
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
            line.LineWidth = client == "managed" ? 3 : 1.5f;
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. cases.Select(static c => Math.Log2(c.Case.Size))], [.. cases.Select(static c => BenchmarkCase.SizeText(c.Case.Size))]);
        plot.Axes.Left.TickGenerator = new NumericManual([0, 1, 2, 3, 4], ["1", "10", "100", "1,000", "10,000"]);
        plot.XLabel("message");
        plot.ShowLegend(Alignment.LowerRight);
        Save(plot, folder, $"{kind}-{(tls ? "wss" : "ws")}");
    }

    private static void WriteBars(
        string folder, RunResult run, string file, string title, string unit, string name, double divisor, string[] metrics)
    {
        if (run.ByName.GetValueOrDefault(name) is not { } result)
        {
            return;
        }

        using Plot plot = Begin(title, unit);
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
                bar.Bars[0].Label = value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
            }

            ticks.Add(new Tick((i * (metrics.Length + 1)) + ((metrics.Length - 1) / 2.0), Wrapped(s_looks[clients[i]].Label)));
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual([.. ticks]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 11;
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
        Path.Combine(folder, file + ".svg"), Regex.Replace(plot.GetSvgXml(Width, Height), "font-family=\"([^\"]*)\"", "font-family=\"$1, sans-serif\""));

    private static Plot Begin(string title, string unit)
    {
        Plot plot = new();
        plot.Font.Set("DejaVu Sans");
        plot.Title(title);
        plot.YLabel(unit);
        plot.Axes.Title.Label.FontSize = 15;
        return plot;
    }
}
