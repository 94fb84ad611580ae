using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace CurlWs.Tests.Samples;

/// <summary>Each sample against the embedded server, in each way that a user can run it: all that it prints, and its exit code.</summary>
public sealed class SampleTests
{
    public static TheoryData<SampleLaunch> Launches => [.. Enum.GetValues<SampleLaunch>()];

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task PingPong_EchoServer_PingsThreeTimesAndCloses(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("PingPong", "/echo", launch);

        run.AssertPrinted(
            """
            sent PING 1 with 'foobar'
            received a PONG with the same payload
            sent PING 2 with 'foobar'
            received a PONG with the same payload
            sent PING 3 with 'foobar'
            received a PONG with the same payload
            closed with 1000

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task Download_GreetingServer_DumpsEveryFrame(SampleLaunch launch)
    {
        StringBuilder bytes = new();
        for (int line = 0; line < 256; line += 16)
        {
            string hex = string.Concat(Enumerable.Range(line, 16).Select(value => $"{value:x2} "));
            string text = string.Concat(Enumerable.Range(line, 16).Select(value => value is >= 0x20 and < 0x7f ? (char)value : '.'));
            bytes.Append($"  {line:x4}  {hex} {text}\n");
        }

        SampleRun run = await SampleProgram.RunAsync("Download", "/greet", launch);

        run.AssertPrinted(
            $"""
            TEXT frame of 5 bytes
              0000  68 65 6c 6c 6f                                   hello
            TEXT frame of 27 bytes
              0000  74 68 69 73 20 69 73 20 74 68 65 20 65 6d 62 65  this is the embe
              0010  64 64 65 64 20 73 65 72 76 65 72                 dded server
            TEXT frame of 20 bytes
              0000  67 6f 6f 64 62 79 65 3a 20 c3 bc 20 e2 82 ac 20  goodbye: .. ...{" "}
              0010  f0 9f 91 8b                                      ....
            BINARY frame of 256 bytes
            {bytes}CLOSE frame of 14 bytes
              0000  03 e8 74 68 61 74 20 77 61 73 20 61 6c 6c        ..that was all

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task UpDown_EchoServer_SendsAndReceivesTwoMessages(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("UpDown", "/echo", launch);

        if (!SampleProgram.IsAtLeast(0x081000, launch))
        {
            Assert.Equal("curl_ws_start_frame needs libcurl 8.16.0, this is 8.14.1\n", run.Error);
            Assert.Equal("", run.Output);
            Assert.Equal(4, run.ExitCode); // CURLE_NOT_BUILT_IN
            return;
        }

        // Up and down are two directions of one connection: only the order within each is certain.
        string[] lines = [.. run.Output.Split('\n').OrderByDescending(line => line.StartsWith("up", StringComparison.Ordinal))];
        (run with { Output = string.Join('\n', lines) }).AssertPrinted(
            """
            up: message 0, 11 bytes
            up: message 1, 100000 bytes
            down: message 0, 11 bytes, TEXT
            down: message 1, 100000 bytes, BINARY
            closed with 1000

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task RecvLoop_GreetingServer_ReceivesFramesInParts(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("RecvLoop", "/greet", launch);

        run.AssertPrinted(
            """
              5 bytes at 0, 0 to come
            TEXT 'hello'
              27 bytes at 0, 0 to come
            TEXT 'this is the embedded server'
              20 bytes at 0, 0 to come
            TEXT 'goodbye: ü € 👋'
              100 bytes at 0, 156 to come
              100 bytes at 100, 56 to come
              56 bytes at 200, 0 to come
            BINARY, 256 bytes
              14 bytes at 0, 0 to come
            CLOSE 1000 'that was all'

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task SendLoop_CollectingServer_GetsEveryByte(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("SendLoop", "/collect", launch);

        Assert.Equal("", run.Error);
        Match match = Regex.Match(
            run.Output,
            """
            \A(?:\d+ of 16777216 bytes sent, waiting for the socket\n)*16777216 bytes sent
            here:  (?<here>16777216 [0-9a-f]{64})
            there: (?<there>16777216 [0-9a-f]{64})
            \z
            """.ReplaceLineEndings("\n"));
        Assert.True(match.Success, run.Output);
        Assert.Equal(match.Groups["here"].Value, match.Groups["there"].Value);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task RawMode_EchoServer_SpeaksTheProtocolByHand(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("RawMode", "/echo", launch);

        run.AssertPrinted(
            """
            sent     8196 + mask + 22 bytes
            received 8116 + 22 bytes
                     'raw and masked by hand'
            sent     82fe012c + mask + 300 bytes
            received 827e012c + 300 bytes
                     the same
            sent     8882 + mask + 2 bytes
            received 8802 + 2 bytes

            """);
    }

    [Theory]
    [MemberData(nameof(Launches))]
    public async Task Multi_EchoServer_EchoesThreeMessagesAndCloses(SampleLaunch launch)
    {
        SampleRun run = await SampleProgram.RunAsync("Multi", "/echo", launch);

        run.AssertPrinted(
            """
            connected, the server answered 101
            sent 'one', received 'one'
            sent 'two', received 'two'
            sent 'three', received 'three'
            closed with 1000

            """);
    }
}
