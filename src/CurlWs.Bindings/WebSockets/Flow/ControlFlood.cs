using System;
using System.Diagnostics;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>How many pings and pongs that nobody asked for come in a row. Under the receive turn.</summary>
internal struct ControlFlood(int mostInARow)
{
    // Far above what a server sends that waits for each answer, far below what a flood does.
    internal const int DefaultMostInARow = 1024 * 1024;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(30);

    private int _inARow;
    private long _since;

    internal readonly int MostInARow => mostInARow;

    /// <summary>Data has come.</summary>
    internal void Ends() => _inARow = 0;

    /// <summary>A control frame that carries nothing for the application, and answers nothing that this side has asked.</summary>
    /// <exception cref="FramingException">Too many came in a row.</exception>
    internal void Count()
    {
        if (_inARow++ == 0)
        {
            _since = Stopwatch.GetTimestamp();
        }
        else if (_inARow > mostInARow)
        {
            if (Stopwatch.GetElapsedTime(_since) < s_window)
            {
                throw new FramingException(
                    WebSocketCloseStatus.PolicyViolation,
                    $"The server sent more than {mostInARow} pings and pongs in a row, and no data between them.");
            }

            _inARow = 0;
        }
    }
}
