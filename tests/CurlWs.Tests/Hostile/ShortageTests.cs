using System;
using System.Globalization;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;

using CurlWs.TestServers;
using CurlWs.Tests.Faults;
using CurlWs.Tests.Interop;
using CurlWs.Tests.WebSockets;

using Xunit;

namespace CurlWs.Tests.Hostile;

/// <summary>Memory and descriptors of a whole process, which is one of its own.</summary>
public sealed class ShortageTests
{
    private const int Descriptors = 160;

    /// <summary>A server that sends as fast as it can does not decide how much memory the client takes.</summary>
    [Theory]
    [InlineData(CurlFraming.Auto, 1000)]
    [InlineData(CurlFraming.Libcurl, 1000)]
    [InlineData(CurlFraming.Libcurl, 1024 * 1024)]
    public async Task Receive_ServerFasterThanTheClient_MemoryStaysSmall(CurlFraming framing, int size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process's memory is read from /proc.");
        const long Total = 1024L * 1024 * 1024;
        byte[] message = Wire.Binary(new byte[size]);
        byte[] piece = Wire.Concat([.. Enumerable.Repeat(message, Math.Max(1, 1024 * 1024 / message.Length))]);
        int inPiece = piece.Length / message.Length * size;
        long pieces = Total / inPiece;
        await ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                for (long i = 0; i < pieces; i++)
                {
                    await c.Stream.WriteAsync(piece);
                }

                await c.WriteAsync(Wire.Close(1000));
                await c.WaitForEofAsync();
            },
            async server =>
            {
                LoaderProbe run = await LoaderProbe.RunLongAsync("receive", server.WsUri.ToString(), framing.ToString());
                Assert.Equal(0, run.ExitCode);
                long[] numbers = [.. run.Output.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
                Assert.Equal(pieces * inPiece, numbers[0]);

                // A sixteenth of what was sent: the runtime itself takes some.
                Assert.InRange(numbers[1] * 1024, 0, Total / 16);
            });
    }

    /// <summary>What the application has set stays; what it has not set is bounded where libcurl decodes.</summary>
    [Theory]
    [InlineData(0, ReceiveBound.Bytes)]
    [InlineData(500_000, 500_000)]
    [InlineData(50_000, 50_000)]
    public Task ReceiveBuffer_ChosenByTheApplication_Stays(int chosen, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells whether a size was chosen.");
        return ScriptedServer.RunAsync(
            async c =>
            {
                await c.AcceptUpgradeAsync();
                await c.WaitForEofAsync();
            },
            async server =>
            {
                Socket? observed = null;
                using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Libcurl, o => o.Configure = easy =>
                    easy.SocketCreatedCallback = descriptor =>
                    {
                        observed = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
                        if (chosen > 0)
                        {
                            observed.ReceiveBufferSize = chosen;
                        }

                        return CurlSocketResult.Connect;
                    });

                // The kernel doubles what it is asked for: socket(7).
                Assert.Equal(2 * expected, observed!.ReceiveBufferSize);
                observed.Dispose();
            });
    }

    /// <summary>Each step that needs a descriptor once finds none: the operation fails with the cause, and the next one works.</summary>
    [Fact]
    public async Task Session_WithSoManyFreeDescriptors_FailsWithTheCauseAndTheNextOneWorks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The number of descriptors is limited as Linux does it.");
        using EchoServer server = new();
        LoaderProbe run = await LoaderProbe.RunWithDescriptorsAsync(Descriptors, "exhausted", server.Uri.ToString());
        string[] lines = run.Output.Split('\n');
        Assert.True(run.ExitCode == 0 && lines[0] == "ok" && lines.Length > 2, run.Output);
        Assert.All(lines[1..], line => Assert.EndsWith("; then: ok", line, StringComparison.Ordinal));

        // How many a session needs is not the same each time: the runtime itself takes one now and then.
        string[] failed = [.. lines[1..].Where(line => !line.Contains(": ok; then", StringComparison.Ordinal))];
        Assert.NotEmpty(failed);
        Assert.All(failed, line => Assert.Contains("WebSocketException: ", line, StringComparison.Ordinal));
        Assert.All(failed, line => Assert.Contains(" <- ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("TimeoutException", run.Output, StringComparison.Ordinal);
        Assert.StartsWith(": ok", lines[^1][lines[^1].IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>A plug-in that uses the library goes away with it.</summary>
    [Fact]
    public async Task Library_InACollectibleLoadContext_IsUnloadedOnceItsThreadsHaveEnded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The threads' lives are shortened on Linux.");
        using EchoServer server = new();
        LoaderProbe run = await LoaderProbe.RunLongAsync("unload", server.Uri.ToString());
        Assert.Equal("unloaded", run.Output);
    }
}
