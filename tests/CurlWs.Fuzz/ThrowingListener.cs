using System.Diagnostics;

namespace CurlWs.Fuzz;

/// <summary>Makes an exception of an assertion that fails.</summary>
internal sealed class ThrowingListener : TraceListener
{
    public override void Fail(string? message, string? detailMessage) =>
        throw new FuzzFailedException($"Assertion: {message} {detailMessage}");

    public override void Write(string? message)
    {
    }

    public override void WriteLine(string? message)
    {
    }
}
