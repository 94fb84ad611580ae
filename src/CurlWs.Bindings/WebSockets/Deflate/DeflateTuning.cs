using System.IO.Compression;

namespace CurlWs;

/// <summary>How this side compresses, which it need not agree upon with the server.</summary>
/// <param name="Level">How much work it does.</param>
/// <param name="Threshold">Whole messages with fewer bytes are not compressed.</param>
/// <param name="Adapts">Whether it stops where it does not pay.</param>
internal readonly record struct DeflateTuning(CompressionLevel Level, int Threshold = 0, bool Adapts = false);
