using System;
using System.IO;

namespace CurlWs;

/// <summary>
/// What a file or a folder was when it was written last: while this is the same, what was read of it need not be read again.
/// </summary>
/// <param name="Path">The file itself, behind all links.</param>
/// <param name="Written">When, in ticks.</param>
/// <param name="Length">In bytes; -1 for a folder, or where there is nothing.</param>
internal readonly record struct FileStamp(string Path, long Written, long Length)
{
    // File systems write times down by the clock's ticks, or by the second: a file of the last moments may be written again unseen.
    private static readonly long s_settled = TimeSpan.FromSeconds(2).Ticks;

    /// <summary>Whether a later change would show.</summary>
    internal bool IsSettled => Math.Abs(DateTime.UtcNow.Ticks - Written) > s_settled;

    /// <summary>Looks; false where that cannot be done, and the file may have changed for all one knows.</summary>
    internal static bool TryRead(string path, out FileStamp stamp)
    {
        try
        {
            FileSystemInfo info = new FileInfo(path);
            if (info.Exists || Directory.Exists(path))
            {
                // A link stays as it is when what it leads to is replaced.
                bool link = (info.Attributes & FileAttributes.ReparsePoint) != 0;
                info = (link ? info.ResolveLinkTarget(returnFinalTarget: true) : null) ?? info;
            }

            stamp = new FileStamp(info.FullName, info.LastWriteTimeUtc.Ticks, info is FileInfo { Exists: true } file ? file.Length : -1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            stamp = default;
            return false;
        }
    }
}
