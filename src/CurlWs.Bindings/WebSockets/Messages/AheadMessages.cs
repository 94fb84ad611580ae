using System.Collections.Generic;

namespace CurlWs;

/// <summary>The messages that an enumeration has read ahead and not taken, for whoever receives next. From any thread.</summary>
/// <param name="limit">How many bytes an enumeration may read ahead.</param>
internal sealed class AheadMessages(long limit)
{
    private readonly object _lock = new();
    private readonly LinkedList<CurlWebSocketMessage> _messages = new();

    internal long Limit => limit;

    /// <summary>The one that is being received, if it comes from here: under the reader's turn.</summary>
    internal CurlWebSocketMessage? Whole { get; set; }

    /// <summary>They come before all others again.</summary>
    internal void PutBack(Queue<CurlWebSocketMessage> messages)
    {
        lock (_lock)
        {
            for (LinkedListNode<CurlWebSocketMessage>? last = null; messages.TryDequeue(out CurlWebSocketMessage? message);)
            {
                last = last is null ? _messages.AddFirst(message) : _messages.AddAfter(last, message);
            }
        }
    }

    /// <summary>The next one, which is given away; null when there is none.</summary>
    internal CurlWebSocketMessage? Take()
    {
        lock (_lock)
        {
            CurlWebSocketMessage? first = _messages.First?.Value;
            if (first is not null)
            {
                _messages.RemoveFirst();
            }

            return first;
        }
    }
}
