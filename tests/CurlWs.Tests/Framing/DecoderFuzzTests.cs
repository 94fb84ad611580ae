using System;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>Both decoders against random and changed streams in every chop: the frames and the errors that the rules say.</summary>
/// <remarks>
/// Both are compared with one reader of the same bytes, and so with each other; it knows libcurl's two differences. A failure names its
/// seed:
/// <c>CURLWS_FUZZ_SEED</c> begins with it. <c>CURLWS_FUZZ_ROUNDS</c> is the factor of a longer run.
/// </remarks>
public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public Task ManagedDecoder_AnyStreamInAnyChop_DoesWhatTheRulesSay()
    {
        Assert.SkipWhen(CurlLibrary.Version < new Version(8, 21, 0), "The loaded libcurl is too old for this library's own decoder.");
        return RunAsync(managed: true, rounds: 6000);
    }

    [Fact]
    public Task LibcurlDecoder_TheSameStreams_DoesWhatTheRulesSay() => RunAsync(managed: false, rounds: 1500);

    private async Task RunAsync(bool managed, int rounds)
    {
        int streams = 0;
        int failed = 0;
        long bytes = 0;
        await using DecoderRig rig = new(managed);
        foreach (int seed in Fuzz.Seeds(rounds))
        {
            Random random = new(seed);
            byte[] stream = FuzzStream.Make(random);
            Transcript expected = ReferenceDecoder.Read(stream, asLibcurl: !managed);
            string actual = await rig.PlayAsync(stream, random, expected);
            Assert.True(
                actual == expected.ToString(),
                $"CURLWS_FUZZ_SEED={seed}, a stream of {stream.Length} bytes: "
                    + $"{Convert.ToHexString(stream.AsSpan(0, Math.Min(stream.Length, 400)))}\n"
                + $"is:\n{actual}\nexpected:\n{expected}");
            streams++;
            bytes += stream.Length;
            failed += expected.Failed ? 1 : 0;
        }

        output.WriteLine($"{streams} streams, {bytes} bytes, {failed} with an error, {rig.Connections} connections");

        // The streams are worth something only if many are right and many are wrong.
        Assert.InRange(failed, streams / 5, streams * 4 / 5);
    }
}
