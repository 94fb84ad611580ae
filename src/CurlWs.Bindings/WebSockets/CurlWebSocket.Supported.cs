using System.Diagnostics.CodeAnalysis;

namespace CurlWs;

public sealed partial class CurlWebSocket
{
    /// <summary>
    /// Whether this process can connect: a libcurl is there, can be loaded, is new enough, speaks <c>ws</c> and exports what is needed.
    /// Never throws, and sends nothing. <see cref="UnsupportedReason"/> says why not.
    /// </summary>
    /// <remarks>
    /// <para>Loads libcurl, if there is one: call <see cref="CurlLibrary.Use(string)"/> before. A yes is final. A no for want of a loadable
    /// file is looked into anew each time, so that another file can be named and tried. From any thread.</para>
    /// <para>True does not mean that every option is built in: <c>wss</c> needs <see cref="CurlLibraryInfo.SupportsWss"/>, managed framing
    /// and compression libcurl 8.21.</para>
    /// </remarks>
    [MemberNotNullWhen(false, nameof(UnsupportedReason))]
    public static bool IsSupported => UnsupportedReason is null;

    /// <summary>
    /// The reason why <see cref="IsSupported"/> is false, with the file that was looked at and the remedy; null where it is true. Never
    /// throws. The text is that of the exception which
    /// <see cref="ConnectAsync(System.Uri, CurlWebSocketOptions?, System.Threading.CancellationToken)"/> would throw.
    /// </summary>
    public static string? UnsupportedReason => Connector.UnsupportedReason();

    /// <summary>
    /// Tells that the machine's network has changed: what earlier connections have left for later ones is forgotten. Those are the TLS
    /// sessions (<see cref="CurlWebSocketOptions.AllowTlsResume"/>), by which a server would know the machine again; addresses are looked
    /// up by every connect anyhow. From any thread, once for each change, with every libcurl.
    /// </summary>
    /// <remarks>
    /// Connections that stand go on; whether their peer can still be reached a ping tells (<see cref="PingAsync"/>). What the application
    /// shares itself (<see cref="CurlWebSocketOptions.Share"/>) stays. For transfers in a multi handle of the application's see
    /// <see cref="CurlMulti.NotifyNetworkChanged"/>.
    /// </remarks>
    public static void NotifyNetworkChanged() => TlsSessionLease.Forget();
}
