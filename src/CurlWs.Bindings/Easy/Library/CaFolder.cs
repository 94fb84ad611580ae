using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace CurlWs;

/// <summary>
/// A folder of roots beside a file of roots, as <c>SSL_CERT_DIR</c> beside <c>SSL_CERT_FILE</c>. Both are trusted; but with a folder
/// libcurl caches no roots, and each connection parses and holds its own: some 5 ms and 900 KiB, where the file is a system's bundle.
/// Mostly the folder has the same certificates as the file, one by one, and then it need not be named; or some more, which few servers
/// need.
/// </summary>
/// <remarks>
/// What has not been understood is left as it is: a folder is passed over only where it has nothing but certificates. Looked at once, and
/// again when file or folder was written, or after a minute: a file of the folder that is overwritten does not show otherwise.
/// </remarks>
internal sealed class CaFolder(string folders, string file)
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMinutes(1);
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly object _lock = new();
    private FileStamp[]? _stamps;
    private long _looked;
    private CaFolderContent _content;

    /// <summary>What the folder has that the file has not.</summary>
    internal CaFolderContent Content()
    {
        lock (_lock)
        {
            if (Stamps() is not { } stamps)
            {
                return CaFolderContent.Unknown;
            }

            if (_stamps is null || !stamps.AsSpan().SequenceEqual(_stamps)
                || Environment.TickCount64 - _looked > (long)s_lookAgain.TotalMilliseconds)
            {
                // Looked at before it is read: what is written meanwhile shows the next time.
                _content = Array.TrueForAll(stamps, static stamp => stamp.IsSettled) ? Look() : CaFolderContent.Unknown;
                (_stamps, _looked) = (stamps, Environment.TickCount64);
            }

            return _content;
        }
    }

    private FileStamp[]? Stamps()
    {
        List<FileStamp> stamps = [];
        foreach (string path in Folders.Append(file))
        {
            if (!FileStamp.TryRead(path, out FileStamp stamp))
            {
                return null;
            }

            stamps.Add(stamp);
        }

        return [.. stamps];
    }

    private string[] Folders => folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private CaFolderContent Look()
    {
        try
        {
            HashSet<string?> known = [.. Certificates(file)];
            known.Remove(null);
            CaFolderContent content = CaFolderContent.NoOthers;
            foreach (string name in Folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(IsHashed))
            {
                string?[] certificates = [.. Certificates(name)];
                if (certificates.Length == 0 || Array.Exists(certificates, static certificate => certificate is null))
                {
                    return CaFolderContent.Unknown;
                }

                content = Array.TrueForAll(certificates, known.Contains) ? content : CaFolderContent.OtherRoots;
            }

            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CaFolderContent.Unknown;
        }
    }

    /// <summary>
    /// As OpenSSL finds them: eight digits of a hash, and a number; with an r before the number it is a list of revoked ones.
    /// </summary>
    private static bool IsHashed(string path)
    {
        string name = Path.GetFileName(path);
        return name.Length > 9 && name[8] == '.' && name.AsSpan(0, 8).IndexOfAnyExcept(s_digits) < 0;
    }

    /// <summary>Null for what is no plain certificate: one with words on what it is trusted for, or a list of revoked ones.</summary>
    private static IEnumerable<string?> Certificates(string path)
    {
        string text = File.ReadAllText(path);
        for (int at = 0; PemEncoding.TryFind(text.AsSpan(at), out PemFields fields);)
        {
            string part = text[at..];
            yield return part[fields.Label] == "CERTIFICATE"
                ? Convert.ToBase64String(Convert.FromBase64String(part[fields.Base64Data])) : null;
            at += fields.Location.End.Value;
        }
    }
}
