using System;
using System.Runtime.ExceptionServices;

namespace CurlWs;

/// <summary>
/// What a handler of an event threw, on its way out of the receive that raised it: so that it is not taken for a failure of the connection.
/// </summary>
internal sealed class HandlerFailedException(Exception cause) : Exception(null, cause)
{
    /// <summary>Throws what the handler threw, as it was.</summary>
    internal void Rethrow() => ExceptionDispatchInfo.Throw(InnerException!);
}
