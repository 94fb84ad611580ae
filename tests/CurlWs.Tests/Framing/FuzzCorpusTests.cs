using System;
using System.IO;
using System.Linq;

using CurlWs.Fuzz;

using Xunit;

namespace CurlWs.Tests.Framing;

/// <summary>
/// The inputs that fuzzing found worth keeping (<c>build/fuzz.sh</c>): each takes branches that no other takes, and what must hold for any
/// input holds for it.
/// </summary>
public sealed class FuzzCorpusTests
{
    public static TheoryData<string> Names { get; } = [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_EachInputOfItsCorpus_HoldsWhatItPromises(string name)
    {
        Assert.SkipWhen(
            name is "compressed" or "decoder" && !OperatingSystem.IsLinux(),
            "A Unix domain socket hands bytes over at once on Linux only.");
        using FuzzTarget target = FuzzTargets.All[name]();
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CurlWs.Fuzz", "corpus", name));
        Assert.NotEmpty(files);
        Assert.All(files, file => target.Run(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Corpus_EachFolder_IsThatOfATarget()
    {
        string corpus = Path.Combine(Repository.Root, "tests", "CurlWs.Fuzz", "corpus");
        Assert.Equal(FuzzTargets.All.Keys.Order(), Directory.GetDirectories(corpus).Select(Path.GetFileName).Order());
        long size = Directory.GetFiles(corpus, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.InRange(size, 1, 200_000);
    }
}
