using System;
using System.Threading;

namespace CurlWs;

// How long things may take. Timeout.InfiniteTimeSpan means no limit; resolution: milliseconds.
public sealed partial class CurlWebSocketOptions
{
    /// <summary>
    /// Longest time for connecting and the upgrade together, over all redirects. Default 100 seconds; infinite means no limit of this
    /// library's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative and not infinite, or more than 24 days.</exception>
    public TimeSpan ConnectTimeout
    {
        get;
        set => field = Positive(value);
    } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Longest time for the server's answer to the upgrade, from the moment that the connection, with proxies and TLS, is made; for each
    /// redirect anew. Default infinite: <see cref="ConnectTimeout"/> limits the whole.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative and not infinite, or more than 24 days.</exception>
    public TimeSpan UpgradeTimeout
    {
        get;
        set => field = Positive(value);
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Longest time that <c>CloseAsync</c> waits for its close frame to get out behind other sends, and then for the server's, before the
    /// connection is cut. Default 20 seconds. Each of the two waits starts once more, and once only, if the socket is ready when its time
    /// has passed, as after the process was suspended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 24 days.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        set => field = Checked(value);
    } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Longest time for which a server that does not read may block one send, before the connection is aborted. Default infinite.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 24 days.</exception>
    public TimeSpan SendTimeout
    {
        get;
        set => field = Checked(value);
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Time between two keep-alives: a ping if <see cref="KeepAliveTimeout"/> is set, else an unsolicited pong. Default 30 seconds; zero or
    /// infinite means none. Without <see cref="KeepAliveTimeout"/>, pings of the server that came while the application did not receive are
    /// answered then; see <see cref="AnswerPingsPromptly"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 24 days.</exception>
    public TimeSpan KeepAliveInterval
    {
        get;
        set => field = Checked(value);
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest time that a keep-alive ping may stay without any sign of life, before the connection is aborted: no pong, nothing else from
    /// the server, and no reading of what is sent to it. Default infinite: never.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not infinite, or more than 24 days.</exception>
    public TimeSpan KeepAliveTimeout
    {
        get;
        set => field = Checked(value);
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Longest time that a receive may wait while nothing arrives from the server, neither data nor a pong, before the connection is
    /// aborted; the abort may come up to a quarter of this time later. Default infinite. A server that has nothing to say stays connected
    /// where <see cref="KeepAliveInterval"/> and <see cref="KeepAliveTimeout"/> are set: its pongs count.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative and not infinite, or more than 24 days.</exception>
    public TimeSpan IdleTimeout
    {
        get;
        set => field = Positive(value);
    } = Timeout.InfiniteTimeSpan;

    private static TimeSpan Checked(TimeSpan value)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.TotalMilliseconds, int.MaxValue, nameof(value));
        }

        return value;
    }

    private static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(value, TimeSpan.Zero);
        return Checked(value);
    }
}
