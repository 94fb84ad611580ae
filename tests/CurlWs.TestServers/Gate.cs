using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>Lets a test and a script wait for each other: closed at first, open for good once somebody opens it.</summary>
/// <remarks>All members may be used from any thread.</remarks>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it has been opened.</summary>
    public bool IsOpen => _open.Task.IsCompleted;

    /// <summary>Ends when it is open, without a deadline: for a wait of several things, of which one may never come.</summary>
    public Task Opened => _open.Task;

    /// <summary>Opens it; a second time does nothing.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Waits until it is open.</summary>
    /// <param name="within">The time; <see cref="Deadline.Default"/> when left out.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    /// <returns>A task that ends when the gate is open.</returns>
    /// <exception cref="TimeoutException">Nobody opened it in time.</exception>
    public Task WaitAsync(TimeSpan? within = null, [CallerMemberName] string caller = "")
    {
        return Deadline.Within(_open.Task, within, $"a gate to open in {caller}");
    }
}
