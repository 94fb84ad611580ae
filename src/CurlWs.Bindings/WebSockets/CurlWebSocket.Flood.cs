using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs;

// What a server may send without end: no loop over it goes on without looking at its token, its limit and its clock. Under the receive turn.
public sealed partial class CurlWebSocket
{
    // So many chunks are taken before a loop gives way: some microseconds of control frames, at most a few milliseconds of data.
    private const int MostAtOnce = 256;

    // Far above what a server sends that waits for each answer, far below what a flood does.
    private const int DefaultMaxControlInARow = 1024 * 1024;
    private static readonly TimeSpan s_controlWindow = TimeSpan.FromSeconds(30);

    private int _controlInARow;
    private long _controlSince;

    // The last look ended because it had taken enough, not because nothing was there: look again, do not wait for the socket.
    private bool _moreWaits;

    /// <summary>How many pings and pongs that nobody asked for may come in a row within the window.</summary>
    internal int MaxControlInARow { get; set; } = DefaultMaxControlInARow;

    /// <summary>After a bounded amount of work, when there is more: lets the token, the caller's thread and others have their turn.</summary>
    private static async ValueTask GiveWayAsync(bool blocks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!blocks)
        {
            // To the pool, and not to a context of the caller's.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>A control frame that carries nothing for the application, and answers nothing that this side has asked.</summary>
    /// <exception cref="FramingException">Too many came in a row.</exception>
    private void CountControl()
    {
        if (_controlInARow++ == 0)
        {
            _controlSince = Stopwatch.GetTimestamp();
        }
        else if (_controlInARow > MaxControlInARow)
        {
            if (Stopwatch.GetElapsedTime(_controlSince) < s_controlWindow)
            {
                throw new FramingException(
                    WebSocketCloseStatus.PolicyViolation, $"The server sent more than {MaxControlInARow} pings and pongs in a row, and no data between them.");
            }

            _controlInARow = 0;
        }
    }
}
