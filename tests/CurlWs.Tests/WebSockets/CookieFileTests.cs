using System;
using System.IO;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A cookie that a server sets, that libcurl writes to its jar, and that it cannot read again.</summary>
public sealed class CookieFileTests : IDisposable
{
    private const string Kept = "elsewhere.example\tFALSE\t/\tFALSE\t0\tkept\t1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curlws-jar-");

    private string Jar => Path.Combine(_folder.FullName, "jar");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>CVE-2026-86412 and 92386: the next connect would lose the cookies of the others, in the jar as well.</summary>
    [Fact]
    public async Task Jar_ServerHasSetALineThatLibcurlCannotRead_IsRefusedAndKeepsTheOthers()
    {
        await File.WriteAllTextAsync(Jar, Kept + "\n");
        await ConnectAsync($"big={new string('x', 4000)}; Path=/{new string('p', 980)}");
        Assert.Contains(await File.ReadAllLinesAsync(Jar), line => line.Length > 4998);
        byte[] before = await File.ReadAllBytesAsync(Jar);

        await using ScriptedServer server = ScriptedServer.Start(_ => throw new InvalidOperationException("The client has connected."));
        await TransportClient.IsRefusedAsync(server.WsUri.AbsoluteUri, o => (o.CookieFile, o.CookieJar) = (Jar, Jar), "remove the line");

        Assert.Equal(before, await File.ReadAllBytesAsync(Jar));
        Assert.Contains(Kept, await File.ReadAllTextAsync(Jar), StringComparison.Ordinal);
    }

    /// <summary>At the limit libcurl itself reads both; the line of one byte more is refused wherever it stands.</summary>
    [Theory]
    [InlineData(0, "\n", true)]
    [InlineData(1, "\n", false)]
    [InlineData(1, "", false)]
    public async Task File_LineAtTheLimit_IsReadAndOneMoreIsRefused(int more, string end, bool read)
    {
        const string Start = "127.0.0.1\tFALSE\t/\tFALSE\t0\tlong\t";
        string line = "# " + new string('c', CookieFileCheck.LongestLine - 2 + more);
        await File.WriteAllTextAsync(Jar, read ? $"{line}{end}{Start}1\n" : $"{Start}1\n{line}{end}");
        if (read)
        {
            Assert.Equal("long=1", (await ConnectAsync(null))["Cookie"]);
        }
        else
        {
            ArgumentException refused = await TransportClient.IsRefusedAsync(
                "ws://127.0.0.1:1/", o => o.CookieFile = Jar, "Line 2 of the cookie file");
            Assert.Equal(nameof(CurlEasyOptions.CookieFile), refused.ParamName);
        }
    }

    [Fact]
    public void Easy_FileThatLibcurlCannotRead_IsRefused()
    {
        File.WriteAllText(Jar, new string('c', CookieFileCheck.LongestLine + 1));
        using CurlEasy easy = new();
        Assert.Throws<ArgumentException>(() => easy.Options.CookieFile = Jar);
        easy.Options.CookieFile = Jar + ".later";
        easy.Options.ReloadCookies();
        File.Move(Jar, Jar + ".later");
        Assert.Throws<ArgumentException>(easy.Options.ReloadCookies);
        easy.Options.CookieFile = string.Empty;
    }

    private async Task<RequestHead> ConnectAsync(string? setCookie)
    {
        RequestHead? request = null;
        await ScriptedServer.RunAsync(
            async c =>
            {
                request = await c.AcceptUpgradeAsync(r =>
                {
                    if (setCookie is not null)
                    {
                        r.Add("Set-Cookie", setCookie);
                    }
                });
                await c.WaitForEofAsync();
            },
            async server =>
            {
                using CurlWebSocket socket = await Connections.ConnectAsync(
                    server.WsUri, CurlFraming.Auto, o => (o.CookieFile, o.CookieJar) = (Jar, Jar));
            });
        return request!;
    }
}
