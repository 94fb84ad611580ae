using System;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Tests.Samples;

/// <summary>The examples of the guide "Errors", compiled; between the marks is what stands there.</summary>
internal static class ErrorsGuide
{
    internal static async Task<string> ConnectAsync(Uri uri, CurlWebSocketOptions options, CancellationToken cancellationToken)
    {
        // <example>
        try
        {
            await using CurlWebSocket socket = await CurlWebSocket.ConnectAsync(uri, options, cancellationToken);
            return "connected";
        }
        catch (WebSocketException e) when (e.InnerException is CurlUpgradeRefusedException refused)
        {
            return refused.StatusCode == HttpStatusCode.Unauthorized ? "log in first" : $"refused with {(int)refused.StatusCode}";
        }
        catch (WebSocketException e) when (e.InnerException is CurlException failure)
        {
            return $"no connection ({failure.Code}): {failure.Detail}";
        }
        // </example>
    }

    internal static async Task<CurlWebSocket> ConnectPatientlyAsync(
        Uri uri, CurlWebSocketOptions options, TimeSpan longest, Action<string> log, CancellationToken cancellationToken)
    {
        // <example>
        options.MaxRefusalBodySize = 16 * 1024;
        try
        {
            return await CurlWebSocket.ConnectAsync(uri, options, cancellationToken);
        }
        catch (WebSocketException e) when (e.InnerException is CurlUpgradeRefusedException { RetryAfter: { } pause } && pause < longest)
        {
            await Task.Delay(pause, cancellationToken);
            return await CurlWebSocket.ConnectAsync(uri, options, cancellationToken);
        }
        catch (WebSocketException e) when (e.InnerException is CurlUpgradeRefusedException { Body: not null } refused)
        {
            log($"{e.Message} It wrote: {refused.GetBodyText()}{(refused.IsBodyTruncated ? "..." : "")}");
            throw;
        }
        // </example>
    }

    internal static string Reason(CurlWebSocket socket)
    {
        // <example>
        WebSocketCloseStatus? status = socket.CloseStatus;
        string? reason = socket.CloseStatusDescription;
        // </example>

        return $"{status} {reason}";
    }

    internal static void Describe()
    {
        // <example>
        Console.WriteLine(CurlLibrary.Describe());
        // </example>
    }
}
