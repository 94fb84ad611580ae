using System;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>The one limit on every wait of a test: a wait that takes longer has failed, and says what it waited for.</summary>
public static class Deadline
{
    /// <summary>How long any wait may take: 10 seconds, or as many as the environment variable <c>CURLWS_TEST_DEADLINE</c> says.</summary>
    /// <remarks>Emulated machines need more. Without end while a debugger is attached.</remarks>
    public static TimeSpan Default { get; } = Debugger.IsAttached
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromSeconds(
            double.TryParse(Environment.GetEnvironmentVariable("CURLWS_TEST_DEADLINE"), CultureInfo.InvariantCulture, out double seconds)
                ? seconds
                : 10);

    /// <summary>For a wait on others' waits: long enough that theirs end first and say what exactly was late.</summary>
    internal static TimeSpan Outer { get; } = Default == Timeout.InfiniteTimeSpan ? Default : Default * 1.5;

    /// <summary>A token that is canceled when the time is up.</summary>
    /// <param name="within">The time; <see cref="Default"/> when left out.</param>
    /// <returns>A new token, its clock already running.</returns>
    public static CancellationToken Token(TimeSpan? within = null) => new CancellationTokenSource(within ?? Default).Token;

    /// <summary>Awaits a task, but no longer than the deadline.</summary>
    /// <param name="task">What to await.</param>
    /// <param name="within">The time; <see cref="Default"/> when left out.</param>
    /// <param name="what">What the exception says was waited for; the expression itself when left out.</param>
    /// <returns>A task that ends with <paramref name="task"/>.</returns>
    /// <exception cref="TimeoutException">The time is up.</exception>
    public static async Task Within(Task task, TimeSpan? within = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(within ?? Default).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Late(what, within ?? Default);
        }
    }

    /// <summary>Awaits a task's result, but no longer than the deadline.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="task">What to await.</param>
    /// <param name="within">The time; <see cref="Default"/> when left out.</param>
    /// <param name="what">What the exception says was waited for; the expression itself when left out.</param>
    /// <returns>The result of <paramref name="task"/>.</returns>
    /// <exception cref="TimeoutException">The time is up.</exception>
    public static async Task<T> Within<T>(
        Task<T> task, TimeSpan? within = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await Within((Task)task, within, what).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Runs a wait that can be canceled, and cancels it at the deadline or when its server is stopped.</summary>
    internal static async Task<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> wait, string what, TimeSpan within, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(within);
        try
        {
            return await wait(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            // SslStream may turn a cancellation into an IOException; what happened is clear from the tokens.
            stop.ThrowIfCancellationRequested();
            throw Late(what, within, e);
        }
    }

    /// <summary>The same for a wait without a result.</summary>
    internal static Task RunAsync(Func<CancellationToken, ValueTask> wait, string what, TimeSpan within, CancellationToken stop)
    {
        return RunAsync(
            async token =>
            {
                await wait(token).ConfigureAwait(false);
                return true;
            },
            what,
            within,
            stop);
    }

    private static TimeoutException Late(string what, TimeSpan within, Exception? inner = null)
    {
        return new TimeoutException($"Not within {within.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s: {what}", inner);
    }
}
