using System;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>What <c>error.type</c> says of a failure: few different words, and none of them anybody's data.</summary>
internal static class ErrorType
{
    internal static string Of(Exception failure) => failure switch
    {
        WebSocketException { InnerException: CurlUpgradeRefusedException { StatusCode: not HttpStatusCode.SwitchingProtocols } refused } =>
            ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture),
        WebSocketException { InnerException: CurlException inner } => inner.Code.ToString(),
        WebSocketException { InnerException: TimeoutException } => "timeout",
        WebSocketException socket => socket.WebSocketErrorCode.ToString(),
        CurlException own => own.Code.ToString(),
        _ => failure.GetType().FullName ?? failure.GetType().Name,
    };
}
