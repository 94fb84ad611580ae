using System.Collections.Generic;
using System.Diagnostics;

namespace CurlWs;

/// <summary>Makes and ends the activities: one for a connect, one for the life of a connection.</summary>
internal static class CurlActivities
{
    internal const string Connect = "CurlWs.Connect";
    internal const string Connection = "CurlWs.Connection";

    private static readonly ActivitySource s_source = PlugIn.EndsWithIt(new ActivitySource(CurlTelemetry.ActivitySourceName));

    /// <summary>Begins the activity of a connect, below the caller's own; null while nobody listens.</summary>
    internal static Activity? StartConnect(long id, string? address, int? port)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity? activity = s_source.StartActivity(Connect, ActivityKind.Client, parentContext: default, Tags(id, address, port));
        if (activity is not null)
        {
            activity.DisplayName = "connect " + Name(address, port);
        }

        return activity;
    }

    /// <summary>
    /// Makes the activity of a connection: the root of a trace of its own, because it may last much longer than whatever has connected,
    /// linked to the connect.
    /// </summary>
    internal static Activity? ForConnection(long id, string? address, int? port, ActivityContext connect)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity? caller = Activity.Current;
        try
        {
            // A parent that is not named is the current one.
            Activity.Current = null;
            Activity? activity = s_source.CreateActivity(
                Connection,
                ActivityKind.Client,
                parentContext: default,
                Tags(id, address, port),
                connect == default ? null : [new ActivityLink(connect)]);
            if (activity is not null)
            {
                activity.DisplayName = "connection " + Name(address, port);
            }

            return activity;
        }
        finally
        {
            Activity.Current = caller;
        }
    }

    /// <summary>Begins it without making it the caller's current one, which what the caller does next would be part of.</summary>
    internal static void StartDetached(Activity? activity)
    {
        if (activity is null)
        {
            return;
        }

        Activity? caller = Activity.Current;
        try
        {
            Activity.Current = null;
            activity.Start();
        }
        finally
        {
            Activity.Current = caller;
        }
    }

    internal static void StopConnection(Activity? activity, int closeCode, string? errorType, string? message)
    {
        if (activity is null)
        {
            return;
        }

        Activity? caller = Activity.Current;
        try
        {
            activity.SetTag(TagNames.CloseCode, closeCode);
            Fail(activity, errorType, message);
            activity.Stop();
        }
        finally
        {
            Activity.Current = caller;
        }
    }

    internal static void Fail(Activity activity, string? errorType, string? message)
    {
        if (errorType is not null)
        {
            activity.SetTag(TagNames.ErrorType, errorType);
            activity.SetStatus(ActivityStatusCode.Error, message);
        }
    }

    private static string Name(string? address, int? port) => port is { } number ? $"{address}:{number}" : address ?? string.Empty;

    private static List<KeyValuePair<string, object?>> Tags(long id, string? address, int? port)
    {
        List<KeyValuePair<string, object?>> tags =
        [
            new(TagNames.ConnectionId, id),
            new(TagNames.ProtocolName, TagNames.Protocol),
        ];
        if (address is not null)
        {
            tags.Add(new(TagNames.ServerAddress, address));
        }

        if (port is not null)
        {
            tags.Add(new(TagNames.ServerPort, port));
        }

        return tags;
    }
}
