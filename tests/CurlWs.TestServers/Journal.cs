using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>What a server saw, in order, with a way to wait for what has not happened yet.</summary>
/// <typeparam name="T">What is noted.</typeparam>
/// <remarks>All members may be used from any thread.</remarks>
public sealed class Journal<T>
{
    private readonly List<T> _items = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Journal()
    {
    }

    /// <summary>How many there are so far.</summary>
    public int Count
    {
        get
        {
            lock (_items)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>All there are so far, as a copy.</summary>
    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_items)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>One that is there already.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <returns>The item.</returns>
    public T this[int index]
    {
        get
        {
            lock (_items)
            {
                return _items[index];
            }
        }
    }

    /// <summary>Waits until there is an item of this number, and returns it.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="within">The time; <see cref="Deadline.Default"/> when left out.</param>
    /// <returns>The item.</returns>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public Task<T> ItemAsync(int index = 0, TimeSpan? within = null)
    {
        return Deadline.Within(GrowToAsync(index), within, $"{typeof(T).Name} number {index}");
    }

    internal void Add(T item)
    {
        TaskCompletionSource grown;
        lock (_items)
        {
            _items.Add(item);
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    private async Task<T> GrowToAsync(int index)
    {
        while (true)
        {
            Task grown;
            lock (_items)
            {
                if (index < _items.Count)
                {
                    return _items[index];
                }

                grown = _grown.Task;
            }

            await grown.ConfigureAwait(false);
        }
    }
}
