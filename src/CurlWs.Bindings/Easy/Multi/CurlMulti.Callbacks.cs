using System;

using CurlWs.Interop;

namespace CurlWs;

// Driving by an event loop of the app's own.
public sealed unsafe partial class CurlMulti
{
    /// <summary>
    /// Receives which socket the application is to watch, and for what. Set this and <see cref="TimerCallback"/> before <see cref="Add"/>;
    /// call <see cref="HandleSocket"/> when something happens on a socket. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html">CURLMOPT_SOCKETFUNCTION(3)</see>.
    /// </summary>
    /// <remarks>Called within calls on this object, on their thread. What it throws surfaces from that call, and all transfers are aborted
    /// then: libcurl gives the multi handle up.</remarks>
    /// <exception cref="InvalidOperationException"><see cref="PerformAsync"/> has transfers under way.</exception>
    public Action<nint, CurlSocketInterest>? SocketCallback
    {
        get => WhileAlive(field);
        set
        {
            GuardManual();
            curl_socket_callback? native = value is null ? null : (_, socket, what, _, _) =>
            {
                value(socket, (CurlSocketInterest)what);
                return 0;
            };
            CheckOption(
                LibCurl.curl_multi_setopt(Handle, CURLMoption.CURLMOPT_SOCKETFUNCTION, native), CURLMoption.CURLMOPT_SOCKETFUNCTION);
            field = value;
        }
    }

    /// <summary>
    /// Receives the time after which the application is to call <see cref="HandleTimeout"/> once; null stops the timer, and zero means as
    /// soon as this call has returned. Default none.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_TIMERFUNCTION.html">CURLMOPT_TIMERFUNCTION(3)</see>.
    /// </summary>
    /// <remarks>As for <see cref="SocketCallback"/>. Do not call <see cref="HandleTimeout"/> from within.</remarks>
    /// <exception cref="InvalidOperationException"><see cref="PerformAsync"/> has transfers under way.</exception>
    public Action<TimeSpan?>? TimerCallback
    {
        get => WhileAlive(field);
        set
        {
            GuardManual();
            curl_multi_timer_callback? native = value is null ? null : (_, milliseconds, _) =>
            {
                value(milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds));
                return 0;
            };
            CheckOption(LibCurl.curl_multi_setopt(Handle, CURLMoption.CURLMOPT_TIMERFUNCTION, native), CURLMoption.CURLMOPT_TIMERFUNCTION);
            field = value;
        }
    }

    /// <summary>
    /// Receives the events that <see cref="EnableNotification"/> switched on, with the object that the event is about; null where it is
    /// about none, or about a handle that was added under C's names. Default none. Since libcurl 8.17.
    /// <see href="https://curl.se/libcurl/c/CURLMOPT_NOTIFYFUNCTION.html">CURLMOPT_NOTIFYFUNCTION(3)</see>.
    /// </summary>
    /// <remarks>Called within calls on this object, on their thread. What it throws surfaces from that call; the transfers go on.</remarks>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PerformAsync"/> has transfers under way.</exception>
    public Action<CurlMultiNotification, CurlEasy?>? NotifyCallback
    {
        get => WhileAlive(field);
        set
        {
            GuardManual();
            curl_notify_callback? native = value is null
                ? null
                : (_, notification, easy, _) => value((CurlMultiNotification)notification, Added(easy));
            CheckOption(
                LibCurl.curl_multi_setopt(Handle, CURLMoption.CURLMOPT_NOTIFYFUNCTION, native), CURLMoption.CURLMOPT_NOTIFYFUNCTION);
            field = value;
        }
    }

    /// <summary>
    /// The time after which libcurl wants <see cref="HandleTimeout"/> or <see cref="Perform"/> at the latest; null for no limit of its own.
    /// <see href="https://curl.se/libcurl/c/curl_multi_timeout.html">curl_multi_timeout(3)</see>.
    /// </summary>
    public TimeSpan? NextTimeout
    {
        get
        {
            GuardManual();
            CurlErrors.Check(LibCurl.curl_multi_timeout(Handle, out long milliseconds), "curl_multi_timeout");
            return milliseconds < 0 ? null : TimeSpan.FromMilliseconds(milliseconds);
        }
    }

    /// <summary>
    /// Tells libcurl what has happened on a socket, and does what that makes possible.
    /// <see href="https://curl.se/libcurl/c/curl_multi_socket_action.html">curl_multi_socket_action(3)</see>.
    /// </summary>
    /// <param name="socket">The socket, as <see cref="SocketCallback"/> was given it.</param>
    /// <param name="events">What has happened.</param>
    /// <returns>How many transfers are still running.</returns>
    /// <exception cref="CurlException">A callback had failed earlier.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PerformAsync"/> has transfers under way, or another thread is in a
    /// call.</exception>
    public int HandleSocket(nint socket, CurlSocketEvents events)
    {
        GuardManual();
        CurlErrors.Check(LibCurl.curl_multi_socket_action(Handle, socket, (int)events, out int running), "curl_multi_socket_action");
        return running;
    }

    /// <summary>Tells libcurl that the time of <see cref="TimerCallback"/> is over; also what starts the transfers.</summary>
    /// <inheritdoc cref="HandleSocket"/>
    public int HandleTimeout() => HandleSocket(LibCurl.CURL_SOCKET_TIMEOUT, CurlSocketEvents.None);

    /// <summary>
    /// Switches an event of <see cref="NotifyCallback"/> on; all are off at first. Since libcurl 8.17.
    /// <see href="https://curl.se/libcurl/c/curl_multi_notify_enable.html">curl_multi_notify_enable(3)</see>.
    /// </summary>
    /// <param name="notification">What.</param>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl is older.</exception>
    public void EnableNotification(CurlMultiNotification notification)
    {
        GuardManual();
        CurlErrors.Check(LibCurl.curl_multi_notify_enable(Handle, (uint)notification), "curl_multi_notify_enable");
    }

    /// <summary>
    /// Undoes <see cref="EnableNotification"/>.
    /// <see href="https://curl.se/libcurl/c/curl_multi_notify_disable.html">curl_multi_notify_disable(3)</see>.
    /// </summary>
    /// <inheritdoc cref="EnableNotification"/>
    public void DisableNotification(CurlMultiNotification notification)
    {
        GuardManual();
        CurlErrors.Check(LibCurl.curl_multi_notify_disable(Handle, (uint)notification), "curl_multi_notify_disable");
    }
}
