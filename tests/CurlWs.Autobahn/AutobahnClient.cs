using System;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.Autobahn;

/// <summary>
/// What the Autobahn test suite's fuzzing server asks of a client: the number of cases; each case, in which the client sends every
/// message back; the verdict on it; and at the end the report.
/// </summary>
internal sealed class AutobahnClient(AutobahnOptions options, string agent)
{
    /// <summary>Asks how many cases the suite was told to run.</summary>
    public async Task<int> GetCaseCountAsync() => (await AskAsync("/getCaseCount").ConfigureAwait(false)).RootElement.GetInt32();

    /// <summary>Runs one case: sends back what comes until the server closes, or the connection has to fail.</summary>
    /// <returns>How it ended; the suite judges, not this program.</returns>
    public async Task<string> RunCaseAsync(int number)
    {
        using CancellationTokenSource limit = new(options.Timeout);
        try
        {
            string path = $"/runCase?case={Text(number)}&agent={Agent}";
            using CurlWebSocket socket = await ConnectAsync(path, limit.Token).ConfigureAwait(false);
            await foreach (CurlWebSocketMessage message in socket.ReceiveMessagesAsync(limit.Token).ConfigureAwait(false))
            {
                await socket.SendAsync(message.Payload, message.MessageType, endOfMessage: true, limit.Token).ConfigureAwait(false);
            }

            await CloseAsync(socket, limit.Token).ConfigureAwait(false);
            return $"closed with {socket.CloseStatus?.ToString("D") ?? "no code"}";
        }
        catch (WebSocketException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new AutobahnException($"Case {Text(number)} took more than {options.Timeout.TotalSeconds:0} s; --timeout allows more.");
        }
    }

    /// <summary>Asks for the name of a case, such as 6.4.1, and what the suite says about it now that it has run.</summary>
    public async Task<(string Id, string Behavior)> GetVerdictAsync(int number)
    {
        using JsonDocument info = await AskAsync($"/getCaseInfo?case={Text(number)}").ConfigureAwait(false);
        using JsonDocument status = await AskAsync($"/getCaseStatus?case={Text(number)}&agent={Agent}").ConfigureAwait(false);
        return (info.RootElement.GetProperty("id").GetString()!, status.RootElement.GetProperty("behavior").GetString()!);
    }

    /// <summary>Has the suite write its report.</summary>
    public async Task UpdateReportsAsync()
    {
        using CancellationTokenSource limit = new(options.Timeout);
        using CurlWebSocket socket = await ConnectAsync($"/updateReports?agent={Agent}", limit.Token).ConfigureAwait(false);
        if (await socket.ReceiveMessageAsync(limit.Token).ConfigureAwait(false) is { } message)
        {
            throw new AutobahnException($"The suite answered a request for its report with a message: {message}");
        }

        await CloseAsync(socket, limit.Token).ConfigureAwait(false);
    }

    private string Agent => Uri.EscapeDataString(agent);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // The suite closes first, always: so the closing handshake is finished and not cut off.
    private static Task CloseAsync(CurlWebSocket socket, CancellationToken cancellationToken) =>
        socket.CloseAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken);

    private async Task<JsonDocument> AskAsync(string pathAndQuery)
    {
        using CancellationTokenSource limit = new(options.Timeout);
        using CurlWebSocket socket = await ConnectAsync(pathAndQuery, limit.Token).ConfigureAwait(false);
        string answer = await socket.ReceiveTextAsync(limit.Token).ConfigureAwait(false) ??
            throw new AutobahnException($"The suite closed without an answer to {pathAndQuery}.");
        await CloseAsync(socket, limit.Token).ConfigureAwait(false);
        return JsonDocument.Parse(answer);
    }

    private Task<CurlWebSocket> ConnectAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        CurlWebSocketOptions socketOptions = new()
        {
            Framing = options.Framing,
            // The suite is on one's own machine: there is no proxy between that a guessed mask could harm.
            AllowPredictableMasking = options.Framing == CurlFraming.Libcurl,
            // An unsolicited pong ends a case of the suite, and those that take more than 30 seconds would get one.
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
            Deflate = options.Compression ? new WebSocketDeflateOptions() : null,
        };
        return CurlWebSocket.ConnectAsync(new Uri(options.Url, pathAndQuery), socketOptions, cancellationToken);
    }
}
