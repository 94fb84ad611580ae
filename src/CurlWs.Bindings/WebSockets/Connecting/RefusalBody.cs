using System;
using System.Buffers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

/// <summary>
/// The body of a refused upgrade. libcurl itself ends a refused one with the empty line of its head, drops what it has read behind that and
/// closes the connection (<c>http_on_response</c> in its http.c). So the same request is made once more, as one of HTTP that asks for an
/// upgrade, which libcurl reads to its end.
/// </summary>
internal sealed class RefusalBody
{
    // For the whole of the second request; the connect's own limits may be less.
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(2);

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly int _most;
    private bool _isCut;

    private RefusalBody(int most) => _most = most;

    /// <summary>Asks, unless the options or the answer say not to. Whatever happens, the refusal stays what it is.</summary>
    internal static async Task AskAsync(
        CurlUpgradeRefusedException refused,
        ConnectRoute route,
        ConnectTelemetry telemetry,
        bool blocks,
        CancellationToken cancellationToken)
    {
        TimeSpan left = route.LeftNow() is { } time && time < s_mostTime ? time : s_mostTime;
        if (!IsWorthIt(refused, route.Options) || cancellationToken.IsCancellationRequested || left < TimeSpan.FromMilliseconds(1))
        {
            return;
        }

        try
        {
            // A body that is late is cut, and so is one of a connect that is cancelled meanwhile: there is an answer already.
            RefusalBody body = new(route.Options.MaxRefusalBodySize);
            await body.AskAsync(refused, route, telemetry, left, blocks, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Also what the application's Configure or a callback of its throws this time: nobody has asked for this request but us.
            CurlEventSource.Log.FailedBehind(telemetry.Id, e);
        }
    }

    /// <summary>Not where the server says to wait, and not where what counts is elsewhere.</summary>
    private static bool IsWorthIt(CurlUpgradeRefusedException refused, CurlWebSocketOptions options) =>
        options.MaxRefusalBodySize > 0 && refused.RetryAfter is null
        && (int)refused.StatusCode is >= 200 and not (>= 300 and < 400) and not 429;

    private async Task AskAsync(
        CurlUpgradeRefusedException refused,
        ConnectRoute route,
        ConnectTelemetry telemetry,
        TimeSpan left,
        bool blocks,
        CancellationToken cancellationToken)
    {
        using CurlEasy easy = new();
        UpgradeRequest request = new(easy, route, new Handshake([.. route.Options.SubProtocols], OfferOf(route.Options)), telemetry);
        request.Apply(raw: true);
        if (!ReferenceEquals(easy.Options.Uri, route.Address.Uri))
        {
            // Configure has sent the connect elsewhere, by means of its own.
            return;
        }

        Become(easy, route.Address.HttpForm, left);
        Task transfer = easy.PerformOnceAsync(blocks, left, cancellationToken);
        await transfer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!easy.IsLeftBehind && easy.GetInfo(CurlInfos.ResponseCode) == (long)refused.StatusCode)
        {
            bool isCut = _isCut || !transfer.IsCompletedSuccessfully;
            refused.SetBody(_bytes.WrittenSpan.ToArray(), isCut, IsPlain(easy) ? Charset(easy) : null);
        }
    }

    /// <summary>The request that libcurl makes of a ws address, for an http one.</summary>
    private void Become(CurlEasy easy, Uri address, TimeSpan left)
    {
        CurlEasyOptions to = easy.Options;
        to.Uri = address;
        to.Timeout = left;
        to.HttpVersion = CurlHttpVersion.Http11;
        to.HttpHeaders =
        [
            .. to.HttpHeaders ?? [], "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        ];
        CurlHeaderCallback? callers = easy.HeaderCallback;
        easy.HeaderCallback = line => AnswerBounds.StatusOf(line) != 101 && (callers?.Invoke(line) ?? true);
        easy.WriteCallback = Take;
    }

    private CurlWriteResult Take(ReadOnlySpan<byte> data)
    {
        int room = _most - _bytes.WrittenCount;
        _isCut = data.Length > room;
        _bytes.Write(_isCut ? data[..room] : data);
        return _isCut ? CurlWriteResult.Abort : CurlWriteResult.Continue;
    }

    private static DeflateOffer? OfferOf(CurlWebSocketOptions options) =>
        options.Deflate is { } deflate && CurlLibrary.RawReceives.IsThere ? new DeflateOffer(deflate) : null;

    private static bool IsPlain(CurlEasy easy)
    {
        foreach (string coding in easy.GetHeaders().GetValues("Content-Encoding", CurlHeaderOrigin.Header))
        {
            if (!coding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What Content-Type says, else UTF-8.</summary>
    private static Encoding Charset(CurlEasy easy)
    {
        const string name = "charset=";
        foreach (string part in (easy.GetInfo(CurlInfos.ContentType) ?? string.Empty).Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                try
                {
                    return Encoding.GetEncoding(part[name.Length..].Trim('"', ' '));
                }
                catch (Exception e) when (e is ArgumentException or NotSupportedException)
                {
                    // None that .NET knows, or UTF-7, which it does not want to.
                }
            }
        }

        return Encoding.UTF8;
    }
}
