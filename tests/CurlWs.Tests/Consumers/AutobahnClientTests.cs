using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CurlWs.Autobahn;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Consumers;

/// <summary>The client of the Autobahn test suite, against a suite that a script plays; the suite itself is not here.</summary>
public sealed class AutobahnClientTests
{
    private static readonly Dictionary<string, string> s_behaviors = new() { ["1"] = "OK", ["2"] = "INFORMATIONAL", ["3"] = "OK" };

    [Theory]
    [InlineData("auto")]
    [InlineData("libcurl")]
    public async Task Run_ThreeCases_EchoesEachAsksForVerdictsAndForTheReport(string framing)
    {
        Suite suite = new(s_behaviors);
        await using ScriptedServer server = ScriptedServer.Start(suite.AnswerAsync);

        (bool passed, string output) = await RunAsync(server, "--framing", framing, "--agent", "me & you");

        Assert.True(passed);
        Assert.Equal("id.2 INFORMATIONAL: closed with 1000\nme & you: 3 cases; 1 INFORMATIONAL, 2 OK\n", output.ReplaceLineEndings("\n"));
        const string Agent = "agent=me%20%26%20you";
        Assert.Equal(
            [
                "/getCaseCount",
                $"/runCase?case=1&{Agent}", "/getCaseInfo?case=1", $"/getCaseStatus?case=1&{Agent}",
                $"/runCase?case=2&{Agent}", "/getCaseInfo?case=2", $"/getCaseStatus?case=2&{Agent}",
                $"/runCase?case=3&{Agent}", "/getCaseInfo?case=3", $"/getCaseStatus?case=3&{Agent}",
                $"/updateReports?{Agent}",
            ],
            suite.Asked);
        Assert.All(suite.Extensions, Assert.Null);
    }

    [Theory]
    [InlineData("FAILED")]
    [InlineData("WRONG CODE")]
    [InlineData("UNCLEAN")]
    [InlineData("FAILED BY CLIENT")]
    public async Task Run_ACaseThatFailed_IsNoSuccess(string behavior)
    {
        Suite suite = new(new() { ["1"] = "OK", ["2"] = behavior });
        await using ScriptedServer server = ScriptedServer.Start(suite.AnswerAsync);

        (bool passed, string output) = await RunAsync(server, "--agent", "me");

        Assert.False(passed);
        Assert.Contains($"id.2 {behavior}: ", output, StringComparison.Ordinal);
        Assert.Equal("/updateReports?agent=me", suite.Asked[^1]);
    }

    [Fact]
    public async Task Run_ASuiteWithoutCases_IsNoSuccess()
    {
        Suite suite = new([]);
        await using ScriptedServer server = ScriptedServer.Start(suite.AnswerAsync);

        (bool passed, string output) = await RunAsync(server, "--agent", "me");

        Assert.False(passed);
        Assert.StartsWith("me: 0 cases", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunCase_ServerBreaksTheProtocol_SaysSoAndGoesOn()
    {
        await using ScriptedServer server = ScriptedServer.Start(
            Scripts.Upgraded(c => c.WriteFrameAsync(WireOpcode.Text, new byte[] { 0xff })));

        string end = await Client(server, "--agent", "me").RunCaseAsync(1);

        Assert.Contains("UTF-8", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compression_Asked_IsOffered()
    {
        Assert.SkipUnless(CurlLibrary.Version >= new Version(8, 21, 0), "Before libcurl 8.21 compression is not offered.");
        Suite suite = new([]);
        await using ScriptedServer server = ScriptedServer.Start(suite.AnswerAsync);

        await RunAsync(server, "--agent", "me", "--compression");

        Assert.All(suite.Extensions, extensions => Assert.StartsWith("permessage-deflate", extensions, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--url needs an address such as ws://127.0.0.1:9001.", "--url", "http://127.0.0.1")]
    [InlineData("--framing is auto, managed or libcurl.", "--framing", "both")]
    [InlineData("--timeout needs a positive number.", "--timeout", "0")]
    [InlineData(
        "libcurl's own framing knows no compression: leave out --compression or --framing libcurl.",
        "--compression", "--framing", "libcurl")]
    [InlineData("'--what' is no option.\n" + AutobahnOptions.Usage, "--what")]
    [InlineData("--agent needs a value.\n" + AutobahnOptions.Usage, "--agent")]
    public void Options_Wrong_SayWhatIsRight(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<AutobahnException>(() => AutobahnOptions.Parse(args)).Message);

    private static AutobahnClient Client(ScriptedServer server, params string[] args)
    {
        string url = server.WsUri.GetLeftPart(UriPartial.Authority);
        AutobahnOptions options = AutobahnOptions.Parse(["--url", url, "--timeout", "10", .. args]);
        return new AutobahnClient(options, options.Agent!);
    }

    private static async Task<(bool Passed, string Output)> RunAsync(ScriptedServer server, params string[] args)
    {
        await using StringWriter output = new();
        bool passed = await AutobahnRun.RunAsync(Client(server, args), AutobahnOptions.Parse(args).Agent!, output);
        await server.Completed;
        return (passed, output.ToString());
    }

    /// <summary>What the fuzzing server answers, as its source has it: a JSON text, or the messages of a case; then it closes.</summary>
    private sealed class Suite(Dictionary<string, string> behaviors)
    {
        public List<string> Asked { get; } = [];

        public List<string?> Extensions { get; } = [];

        public async Task AnswerAsync(ScriptedConnection connection)
        {
            RequestHead request = await connection.AcceptUpgradeAsync();
            Asked.Add(request.Target);
            Extensions.Add(request["Sec-WebSocket-Extensions"]);
            string number = request.Target.Contains('?', StringComparison.Ordinal) ? request.Target.Split("case=")[^1].Split('&')[0] : "";
            switch (request.Target.Split('?')[0])
            {
                case "/getCaseCount":
                    await connection.WriteTextAsync($"{behaviors.Count}");
                    break;
                case "/runCase":
                    await EchoesAsync(connection, number);
                    break;
                case "/getCaseInfo":
                    await connection.WriteTextAsync($$"""{"id": "id.{{number}}", "description": "what it is about"}""");
                    break;
                case "/getCaseStatus":
                    await connection.WriteTextAsync($$"""{"behavior": "{{behaviors[number]}}"}""");
                    break;
                default:
                    Assert.StartsWith("/updateReports?", request.Target, StringComparison.Ordinal);
                    break;
            }

            WireFrame answer = await connection.CloseAsync();
            Assert.Equal(1000, answer.CloseCode);
        }

        private static async Task EchoesAsync(ScriptedConnection connection, string number)
        {
            await connection.WriteFrameAsync(WireOpcode.Text, "fragm"u8.ToArray(), fin: false);
            await connection.WriteFrameAsync(WireOpcode.Continuation, "ented"u8.ToArray(), fin: true);
            Assert.Equal("fragmented", (await connection.ReadMessageAsync()).Text);
            byte[] binary = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i + number[0]))];
            await connection.WriteFrameAsync(WireOpcode.Binary, binary, fin: true);
            WireFrame echo = await connection.ReadMessageAsync();
            Assert.Equal(WireOpcode.Binary, echo.Opcode);
            Assert.Equal(binary, echo.Payload);
        }
    }
}
