using System;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>
/// What a server answered to one request: its cookies are taken, and it is the header fields of a 101, or the exception that surfaces.
/// </summary>
internal static class UpgradeAnswer
{
    /// <summary>
    /// Reads and checks a 101. What is wrong with it comes with the answer itself, as it does for another status; so does a failure that
    /// ended the connection all the same.
    /// </summary>
    /// <exception cref="WebSocketException">The answer is not right, or the connection has ended.</exception>
    internal static CurlHeaders Take(
        CurlEasy easy, ConnectRoute route, UpgradeRequest request, Handshake handshake, CurlException? failure)
    {
        CurlHeaders headers = Handshake.ReadHeaders(easy, CurlHeaderOrigin.Informational);
        StoreCookies(route, headers);
        try
        {
            handshake.Verify(headers, easy.Infos.HttpVersion());
            return failure is null ? headers : throw new WebSocketException(WebSocketError.HeaderError, Failed(route, ref failure));
        }
        catch (WebSocketException e)
        {
            const HttpStatusCode status = HttpStatusCode.SwitchingProtocols;
            throw new WebSocketException(
                e.WebSocketErrorCode,
                e.Message,
                new CurlUpgradeRefusedException(Facts(status, headers), failure, status, headers, redirect: null)
                {
                    Info = Info(easy, route, request),
                });
        }
    }

    /// <summary>Why there is no 101: another status, with the answer inside, or no answer at all.</summary>
    internal static WebSocketException Refusal(CurlEasy easy, ConnectRoute route, UpgradeRequest request, CurlException failure)
    {
        if (easy.IsLeftBehind)
        {
            // libcurl is still inside a call with the handle: nothing may be asked of it.
            return new WebSocketException(WebSocketError.Faulted, Failed(route, ref failure), failure);
        }

        long status = easy.GetInfo(CurlInfos.ResponseCode);
        if (failure.Code != CurlErrorCode.HttpReturnedError || status == 0)
        {
            string hint = request.Hint(failure);
            return new WebSocketException(WebSocketError.Faulted, Failed(route, ref failure) + hint, failure);
        }

        CurlHeaders headers = Handshake.ReadHeaders(easy, CurlHeaderOrigin.Header);
        StoreCookies(route, headers);
        route.CookieLines = route.Options.HasCookieEngine ? easy.Infos.List(CurlInfos.Cookies) : [];
        HttpStatusCode code = (HttpStatusCode)status;
        Uri? target = status is >= 300 and < 400 ? RedirectUri(route.Address.Uri, headers) : null;
        TimeSpan? retryAfter = RetryAfterField.Read(headers, DateTimeOffset.UtcNow);
        CurlWebSocketInfo info = Info(easy, route, request);
        string account = $"The server {SafeText.Printable(route.Address.Uri.Authority)} answered the upgrade with the status {Text(code)} "
            + "instead of 101."
            + (target is null ? string.Empty : $" It points to {SafeText.Address(target)}.")
            + new RefusalHint((int)status, headers, retryAfter, route.Options, request.LoginKind).Text(info);
        return new WebSocketException(
            WebSocketError.NotAWebSocket,
            account,
            new CurlUpgradeRefusedException(Facts(code, headers), failure, code, headers, target)
            {
                Account = account,
                RetryAfter = retryAfter,
                Info = info,
            });
    }

    private static CurlWebSocketInfo Info(CurlEasy easy, ConnectRoute route, UpgradeRequest request) =>
        new(easy, route.Address.Uri, route.Redirects, deflate: null, request.Tls);

    private static string Text(HttpStatusCode status) => (int)status is > 99 and < 600 && Enum.IsDefined(status)
        ? $"{(int)status} ({status})" : ((int)status).ToString(CultureInfo.InvariantCulture);

    /// <summary>The message of the exception inside; what happened and what to do are in that of the outer one.</summary>
    private static string Facts(HttpStatusCode status, CurlHeaders headers) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)status} with {headers.Count} header fields.");

    /// <summary>What is said around a failure, which becomes what is left to be said inside.</summary>
    private static string Failed(ConnectRoute route, ref CurlException failure)
    {
        (string words, failure) = CurlErrors.Split(failure);
        return $"Connecting to {SafeText.Address(route.Address.Uri)} failed: {words}";
    }

    private static Uri? RedirectUri(Uri uri, CurlHeaders headers)
    {
        string? location = headers.GetValues("Location") is [string first, ..] ? first : null;

        // An empty one would mean the address itself.
        return !string.IsNullOrWhiteSpace(location) && Uri.TryCreate(uri, location, out Uri? target)
            && HostName.InAscii(target) is not null ? target : null;
    }

    /// <summary>Takes the cookies of an answer into the application's container, if there is one.</summary>
    private static void StoreCookies(ConnectRoute route, CurlHeaders headers)
    {
        if (route.Options.Cookies is not { } cookies)
        {
            return;
        }

        foreach (string value in headers.GetValues("Set-Cookie"))
        {
            try
            {
                cookies.SetCookies(route.Address.HttpForm, value);
            }
            catch (CookieException)
            {
                // A cookie that is malformed, or of another domain: it is not kept, and the connection has nothing to do with it.
            }
        }
    }
}
