using System;
using System.IO;

namespace CurlWs;

/// <summary>Callbacks of a <see cref="CurlEasy"/> that hand on what arrives to types of .NET.</summary>
public static class CurlEasyExtensions
{
    /// <summary>
    /// Reports the progress of the transfer, about once a second and more often while data flows. Sets
    /// <see cref="CurlEasy.ProgressCallback"/>: a callback of your own can report as well.
    /// </summary>
    /// <param name="easy">The transfer.</param>
    /// <param name="progress">Receiver, called on the thread that drives the transfer. What it throws ends the transfer.</param>
    /// <exception cref="ObjectDisposedException">The transfer's object was disposed.</exception>
    public static void ReportProgress(this CurlEasy easy, IProgress<CurlProgress> progress)
    {
        ArgumentNullException.ThrowIfNull(easy);
        ArgumentNullException.ThrowIfNull(progress);
        easy.ProgressCallback = state =>
        {
            progress.Report(state);
            return true;
        };
    }

    /// <summary>
    /// Writes the body to a stream. Sets <see cref="CurlEasy.WriteCallback"/>. The stream stays open, and is the caller's.
    /// </summary>
    /// <param name="easy">The transfer.</param>
    /// <param name="stream">Stream to write to, on the thread that drives the transfer. What it throws ends the transfer.</param>
    /// <exception cref="ObjectDisposedException">The transfer's object was disposed.</exception>
    public static void WriteTo(this CurlEasy easy, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(easy);
        ArgumentNullException.ThrowIfNull(stream);
        easy.WriteCallback = data =>
        {
            stream.Write(data);
            return CurlWriteResult.Continue;
        };
    }
}
