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
}
