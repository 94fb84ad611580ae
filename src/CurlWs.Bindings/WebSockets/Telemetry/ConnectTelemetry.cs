using System;
using System.Diagnostics;
using System.Net;

namespace CurlWs;

/// <summary>What one connect tells whoever listens: that it begins, libcurl's phases, redirects, its end. One call at a time.</summary>
internal sealed class ConnectTelemetry
{
    private readonly CurlMetrics _metrics;
    private readonly Activity? _activity;
    private readonly Activity? _caller;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string? _socket;
    private DateTimeOffset _requestStarted;
    private string? _address;
    private int? _port;

    /// <summary>The connect begins. In an asynchronous method: what it does is part of the activity that begins here.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="options">The connect's own.</param>
    internal ConnectTelemetry(Uri uri, CurlWebSocketOptions options)
    {
        _metrics = CurlMetrics.Of(options.MeterFactory);
        _socket = options.UnixSocketPath ?? options.AbstractUnixSocket;
        SetServer(uri);
        _caller = Activity.Current;
        _activity = CurlActivities.StartConnect(Id, _address, _port);
        _activity?.SetTag(TagNames.UrlScheme, uri.Scheme);
        _activity?.SetTag(TagNames.UrlFull, SafeText.Address(uri));
        if (CurlEventSource.Log.IsEnabled())
        {
            CurlEventSource.Log.ConnectStart(Id, SafeText.Address(uri));
        }
    }

    /// <summary>The number of the connection that may come of it.</summary>
    internal long Id { get; } = ConnectionTelemetry.NextId();

    /// <summary>A request is about to begin: the first, or that of a redirect.</summary>
    internal void RequestStarts(Uri uri)
    {
        SetServer(uri);
        _requestStarted = _activity is null ? default : DateTimeOffset.UtcNow;
    }

    /// <summary>The request has had its answer, or has failed: what libcurl has timed of it.</summary>
    internal void RequestEnded(InfoReader infos)
    {
        if (_activity is not { IsAllDataRequested: true } activity)
        {
            return;
        }

        // libcurl's times count from the beginning of the request; one that was not reached is zero.
        AddPhase("dns", infos.Time(CurlInfos.NameLookupTime) ?? default);
        AddPhase("tcp", infos.Time(CurlInfos.ConnectTime) ?? default);
        TimeSpan tls = infos.Time(CurlInfos.TlsHandshakeTime) ?? default, request = infos.Time(CurlInfos.PreTransferTime) ?? default;
        HttpStatusCode? proxy = infos.ProxyStatusCode();
        if (proxy is not null && tls == TimeSpan.Zero)
        {
            AddPhase("proxy", request);
        }

        AddPhase("tls", tls);
        AddPhase("request", request);
        AddPhase("upgrade", infos.Time(CurlInfos.StartTransferTime) ?? default);
        if (infos.EndPoint(CurlInfos.PrimaryIp, CurlInfos.PrimaryPort) is { } peer)
        {
            activity.SetTag(TagNames.PeerAddress, peer.Address.ToString());
            activity.SetTag(TagNames.PeerPort, peer.Port);
        }

        if (proxy is { } proxyStatus)
        {
            activity.SetTag(TagNames.ProxyStatusCode, (int)proxyStatus);
        }

        if (infos.Number(CurlInfos.ResponseCode) is > 0 and long status)
        {
            activity.SetTag(TagNames.StatusCode, (int)status);
        }
    }

    /// <summary>The server has pointed elsewhere, and the connect goes on there.</summary>
    internal void Redirected(HttpStatusCode status, Uri target)
    {
        if (_activity is { IsAllDataRequested: true })
        {
            string address = SafeText.Address(target);
            _activity.AddEvent(new ActivityEvent(
                "redirect", tags: new() { { TagNames.StatusCode, (int)status }, { TagNames.UrlFull, address } }));
            _activity.SetTag(TagNames.UrlFull, address);
        }

        if (CurlEventSource.Log.IsEnabled())
        {
            CurlEventSource.Log.Redirected(Id, (int)status, SafeText.Address(target));
        }
    }

    /// <summary>Gives a carrier the fields that tell the server which trace this is part of.</summary>
    internal void InjectTraceContext(Action<string, string> add)
    {
        // Without an activity of its own, because nobody listens or it is not sampled, the caller's is what the server continues.
        if ((_activity ?? _caller) is { } activity)
        {
            DistributedContextPropagator.Current.Inject(
                activity, add, static (carrier, name, value) => ((Action<string, string>)carrier!)(name, value));
        }
    }

    /// <summary>There is a connection: what it tells from now on.</summary>
    internal ConnectionTelemetry Connected() => new(Id, _metrics, _address, _port, _activity?.Context ?? default);

    /// <summary>The connection is in the caller's hands.</summary>
    internal void Succeeded() => End(failure: null);

    /// <summary>There is none.</summary>
    internal void Failed(Exception failure) => End(failure);

    private void End(Exception? failure)
    {
        string? errorType = failure is null ? null : ErrorType.Of(failure);
        TimeSpan taken = Stopwatch.GetElapsedTime(_started);
        if (_activity is not null)
        {
            CurlActivities.Fail(_activity, errorType, failure?.Message);
            _activity.Stop();
        }

        if (_metrics.ConnectDuration.Enabled)
        {
            TagList tags = new CurlMetrics.Server(_metrics, _address, _port).Tags();
            if (errorType is not null)
            {
                tags.Add(TagNames.ErrorType, errorType);
            }

            _metrics.ConnectDuration.Record(taken.TotalSeconds, tags);
        }

        if (CurlEventSource.Log.IsEnabled())
        {
            if (failure is not null)
            {
                CurlEventSource.Log.ConnectFailed(Id, errorType!, failure.Message);
            }

            CurlEventSource.Log.ConnectStop(Id, taken.TotalMilliseconds, errorType ?? string.Empty);
        }
    }

    private void SetServer(Uri uri) => (_address, _port) = _socket is null ? (uri.IdnHost, (int?)uri.Port) : (_socket, null);

    private void AddPhase(string name, TimeSpan reached)
    {
        if (reached > TimeSpan.Zero)
        {
            _activity!.AddEvent(new ActivityEvent(name, _requestStarted + reached));
        }
    }
}
