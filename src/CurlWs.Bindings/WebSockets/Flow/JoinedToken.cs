using System;
using System.Threading;

namespace CurlWs;

/// <summary>One token for the two that an asynchronous enumeration may be given.</summary>
internal sealed class JoinedToken : IDisposable
{
    private readonly CancellationTokenSource? _both;

    internal JoinedToken(CancellationToken first, CancellationToken second)
    {
        _both = first.CanBeCanceled && second.CanBeCanceled && first != second
            ? CancellationTokenSource.CreateLinkedTokenSource(first, second)
            : null;
        Token = _both?.Token ?? (first.CanBeCanceled ? first : second);
    }

    internal CancellationToken Token { get; }

    public void Dispose() => _both?.Dispose();
}
