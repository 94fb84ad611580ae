using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A folder for files and folders of roots, and the certificates to put there; deleted on dispose.</summary>
internal sealed class RootsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curlws-roots-");
    private DateTime _written = DateTime.UtcNow.AddHours(-1);

    internal TestCertificates Certificates { get; } = new();

    /// <summary>A folder in it, for certificates named by their hash.</summary>
    internal string Hashed => PathOf("hashed");

    public void Dispose()
    {
        Certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    internal string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>As if it had been written now, where now is each time a minute later, and long ago.</summary>
    internal void Touch(string path) => SetTime(path, _written = _written.AddMinutes(1));

    /// <summary>As if it had not been written.</summary>
    internal void TouchBack(string path) => SetTime(path, _written);

    /// <summary>Of a file or of a folder, which Windows tells apart.</summary>
    internal static void SetTime(string path, DateTime written)
    {
        if (Directory.Exists(path))
        {
            Directory.SetLastWriteTimeUtc(path, written);
        }
        else
        {
            File.SetLastWriteTimeUtc(path, written);
        }
    }

    /// <summary>
    /// Does something with a file that has been written just now: again, until that has not taken so long that it was old.
    /// </summary>
    internal static async Task WhileNewAsync(string path, Func<Task> act)
    {
        CancellationToken late = Deadline.Token();
        DateTime written;
        do
        {
            Assert.SkipWhen(late.IsCancellationRequested, "This machine is so slow that no file is new.");
            written = DateTime.UtcNow;
            SetTime(path, written);
            await act();
        }
        while (DateTime.UtcNow - written > TimeSpan.FromSeconds(1));
    }
}
