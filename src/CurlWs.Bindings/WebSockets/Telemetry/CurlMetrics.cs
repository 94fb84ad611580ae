using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CurlWs;

/// <summary>The instruments of one meter, and the servers that its connections lead to. From any thread.</summary>
/// <remarks>The table of them is in the guide "In production"; a test compares it with what is made here.</remarks>
internal sealed class CurlMetrics
{
    private static readonly ConditionalWeakTable<IMeterFactory, CurlMetrics> s_ofFactories = [];

    private readonly Dictionary<(string? Address, int? Port), Server> _servers = [];
    private readonly ObservableUpDownCounter<long> _openConnections;

    internal CurlMetrics(Meter meter)
    {
        _openConnections = meter.CreateObservableUpDownCounter(
            "curlws.client.open_connections", ObserveOpen, "{connection}", "Connections that are open.");
        meter.CreateObservableUpDownCounter(
            "curlws.client.send.buffered", ObserveBuffered, "By", "Bytes of messages that wait to be sent.");
        ConnectDuration = Seconds(
            meter, "curlws.client.connect.duration", "How long connects take, up to the server's answer to the upgrade.", Bounds.Connect);
        ConnectionDuration = Seconds(
            meter, "curlws.client.connection.duration", "How long connections are open, recorded at their end.", Bounds.Connection);
        Messages = meter.CreateCounter<long>(
            "curlws.client.messages", "{message}", "Whole text and binary messages.");
        Frames = meter.CreateCounter<long>(
            "curlws.client.frames", "{frame}", "Frames, as they are on the wire.");
        Io = meter.CreateCounter<long>(
            "curlws.client.io", "By", "Bytes of messages, as the application has them: not compressed, without headers.");
        CompressionRatio = meter.CreateHistogram<double>(
            "curlws.client.compression.ratio", "1", "Bytes of a compressed message divided by what they are on the wire.");
        PingDuration = Seconds(meter, "curlws.client.ping.duration", "Round trips of pings, keep-alive's among them.", Bounds.Connect);
        SendWaitDuration = Seconds(
            meter, "curlws.client.send.wait.duration", "How long sends wait for a connection that takes no more.", Bounds.Connect);
        SendDropped = meter.CreateCounter<long>(
            "curlws.client.send.dropped", "{message}", "Messages that were not sent, because there was no room or a newer one came.");
        Closes = meter.CreateCounter<long>(
            "curlws.client.closes", "{connection}", "Connections that have ended, by close code.");
        KeepAliveFailures = meter.CreateCounter<long>(
            "curlws.client.keep_alive.failures", "{connection}", "Connections that were given up because the server was silent.");
    }

    /// <summary>The instruments of the process, for connections that no meter factory was given for.</summary>
    internal static CurlMetrics Default { get; } = new(PlugIn.EndsWithIt(
        new Meter(CurlTelemetry.MeterName, typeof(CurlMetrics).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version)));

    internal Histogram<double> ConnectDuration { get; }

    internal Histogram<double> ConnectionDuration { get; }

    internal Counter<long> Messages { get; }

    internal Counter<long> Frames { get; }

    internal Counter<long> Io { get; }

    internal Histogram<double> CompressionRatio { get; }

    internal Histogram<double> PingDuration { get; }

    internal Histogram<double> SendWaitDuration { get; }

    internal Counter<long> SendDropped { get; }

    internal Counter<long> Closes { get; }

    internal Counter<long> KeepAliveFailures { get; }

    /// <summary>Whether anybody wants to know of each message and frame.</summary>
    internal bool CountsTraffic => Messages.Enabled || Frames.Enabled || Io.Enabled;

    /// <summary>The instruments of an application's factory, made once for each; or those of the process.</summary>
    internal static CurlMetrics Of(IMeterFactory? factory) => factory is null
        ? Default
        : s_ofFactories.GetValue(factory, static f => new CurlMetrics(f.Create(new MeterOptions(CurlTelemetry.MeterName))));

    /// <summary>The server, for one more user; see <see cref="Server.Leave"/>.</summary>
    internal Server Enter(string? address, int? port)
    {
        lock (_servers)
        {
            if (!_servers.TryGetValue((address, port), out Server? server))
            {
                _servers.Add((address, port), server = new Server(this, address, port));
            }

            server.Users++;
            return server;
        }
    }

    private void Leave(Server server)
    {
        lock (_servers)
        {
            // Whoever looks on is told of the zero first.
            if (--server.Users == 0 && !_openConnections.Enabled)
            {
                _servers.Remove((server.Address, server.Port));
            }
        }
    }

    private List<Measurement<long>> ObserveOpen()
    {
        lock (_servers)
        {
            List<Measurement<long>> open = [];
            foreach (Server server in _servers.Values)
            {
                open.Add(new Measurement<long>(server.Open, server.Tags()));
                if (server.Users == 0)
                {
                    // A dictionary lets the entry that is looked at be removed.
                    _servers.Remove((server.Address, server.Port));
                }
            }

            return open;
        }
    }

    private List<Measurement<long>> ObserveBuffered()
    {
        lock (_servers)
        {
            List<Measurement<long>> waiting = [];
            foreach (Server server in _servers.Values)
            {
                waiting.Add(new Measurement<long>(server.Waiting, server.Tags()));
            }

            return waiting;
        }
    }

    private static Histogram<double> Seconds(Meter meter, string name, string description, double[] bounds)
    {
#if NET9_0_OR_GREATER
        return meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
#else
        _ = bounds;
        return meter.CreateHistogram<double>(name, "s", description);
#endif
    }

    /// <summary>
    /// One server of one meter, for all of its connections: the tags that each measurement of theirs has, made once, so that measuring
    /// allocates nothing.
    /// </summary>
    internal sealed class Server(CurlMetrics metrics, string? address, int? port)
    {
        private readonly object? _port = port;
        private long _open;
        private long _waiting;

        internal CurlMetrics Metrics => metrics;

        internal string? Address => address;

        internal int? Port => port;

        /// <summary>Who may still measure with it. Under the meter's lock.</summary>
        internal int Users { get; set; }

        internal long Open => Volatile.Read(ref _open);

        internal long Waiting => Volatile.Read(ref _waiting);

        internal void Opened() => Interlocked.Increment(ref _open);

        internal void Closed() => Interlocked.Decrement(ref _open);

        /// <summary>So many bytes more wait to be sent.</summary>
        internal void Wait(long bytes) => Interlocked.Add(ref _waiting, bytes);

        /// <summary>The user that has entered has measured all it had to.</summary>
        internal void Leave() => metrics.Leave(this);

        internal TagList Tags()
        {
            TagList tags = default;
            if (address is not null)
            {
                tags.Add(TagNames.ServerAddress, address);
            }

            if (_port is not null)
            {
                tags.Add(TagNames.ServerPort, _port);
            }

            tags.Add(TagNames.ProtocolName, TagNames.Protocol);
            return tags;
        }
    }

    /// <summary>Where the buckets of times end, in seconds: a connect takes milliseconds to a minute, a connection may last days.</summary>
    private static class Bounds
    {
        internal static readonly double[] Connect = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
        internal static readonly double[] Connection = [0.1, 1, 10, 60, 300, 900, 3600, 14400, 86400];
    }
}
