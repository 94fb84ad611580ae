using System;

namespace CurlWs.Fuzz;

/// <summary>Something that must hold for any bytes does not hold for these.</summary>
internal sealed class FuzzFailedException(string message) : Exception(message);
