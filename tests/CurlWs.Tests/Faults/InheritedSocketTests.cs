using System;
using System.Diagnostics;
using System.Threading.Tasks;
using CurlWs.Tests.WebSockets;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Faults;

/// <summary>A child process that is started while connections are open inherits none of them: the server sees the end.</summary>
public sealed class InheritedSocketTests
{
    [Theory]
    [InlineData("CurlWebSocket")]
    [InlineData("CurlEasy")]
    [InlineData("CurlEasy whose handler was taken away")]
    public async Task Abort_WhileAChildRuns_ServerSeesTheEnd(string kind)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(), "The child is a shell; on Windows .NET lets children inherit nothing but their streams.");
        await using ScriptedServer server = ScriptedServer.Start(Scripts.Upgraded(c => c.WaitForEofAsync()));
        using IDisposable connection = await ConnectAsync(kind, server.WsUri);
        using Process child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            // It runs, and has whatever it has inherited.
            await child.StandardInput.WriteLineAsync("here");
            await child.StandardInput.FlushAsync();
            Assert.Equal("here", await child.StandardOutput.ReadLineAsync(Deadline.Token()));
            connection.Dispose();
            await server.DisposeAsync();
        }
        finally
        {
            child.StandardInput.Close();
            await child.WaitForExitAsync(Deadline.Token());
        }
    }

    private static async Task<IDisposable> ConnectAsync(string kind, Uri uri)
    {
        if (kind == "CurlWebSocket")
        {
            return await Connections.ConnectAsync(uri, CurlFraming.Auto);
        }

        CurlEasy easy = new();
        easy.Options.Uri = uri;
        if (kind != "CurlEasy")
        {
            easy.OpenSocketCallback = _ => -1;
            easy.OpenSocketCallback = null;
        }

        await easy.ConnectAsync(Deadline.Token());
        return easy;
    }
}
