using System;

namespace CurlWs.Fuzz;

/// <summary>A part of the library that is given bytes, and what must hold for it whatever they are. One thread at a time.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>Gives it the bytes. The same bytes do the same each time, whatever was run before.</summary>
    /// <exception cref="FuzzFailedException">What must hold does not. Any other exception is as bad.</exception>
    internal abstract void Run(ReadOnlySpan<byte> input);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Fails unless something holds.</summary>
    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FuzzFailedException(otherwise);
        }
    }
}
