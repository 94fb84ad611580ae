using System;

namespace CurlWs.Benchmarks;

/// <summary>Something that the user is told in one line.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
