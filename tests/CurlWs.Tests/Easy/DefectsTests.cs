using System;
using System.Linq;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What is known to be wrong in each version of libcurl.</summary>
public sealed class DefectsTests
{
    private static readonly string[] s_always =
    [
        "unfinished-frame", "no-flush", "no-checks", "split-ping", "resynchronizes", "endless-receive", "http-connect-only", "forbid-reuse",
        "shared-connection",
        "mixed-answers", "closed-after-101", "endless-refusal", "native-environment", "rewritten-path", "cleanup-order", "second-perform",
    ];

    // What October 2026 brought to all versions before 8.23.0, and what came in with 8.21.0.
    private const string Old = "CVE-2026-86412|CVE-2026-92386|CVE-2026-94266|CVE-2026-86414|CVE-2026-94265|CVE-2026-92392|"
        + "CVE-2026-87862|CVE-2026-87863|";
    private const string Both = "CVE-2026-86412|CVE-2026-92386|CVE-2026-94266|CVE-2026-86414|CVE-2026-86413|CVE-2026-94265|"
        + "CVE-2026-87861|CVE-2026-92392|CVE-2026-87862|CVE-2026-87863|";

    [Theory]
    [InlineData("7.86.0", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|no-close-on-exec|null-arguments|d3594be653|c0df01fd94"
        + "|fa3d1e7d43, #15298"
        + "|02edae54e8, #15865|d6bae1cb8f|3b23dbeec1|2aed8e179f")]
    [InlineData("8.11.1", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments"
        + "|d3594be653|c0df01fd94"
        + "|fa3d1e7d43, #15298|02edae54e8, #15865")]
    [InlineData("8.14.0", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments"
        + "|CVE-2025-5399|d3594be653")]
    [InlineData("8.14.1", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec"
        + "|null-arguments")]
    [InlineData("8.16.0", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec|null-arguments")]
    [InlineData("8.20.0", Old
        + "8ed285f06d, #22107|77e4e5b86d, #21663|48d314f262, #19204|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.21.0", Both
        + "48d314f262, #19204|849317ff5c|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.22.0", Both
        + "48d314f262, #19204|849317ff5c")]
    [InlineData("9.0.0", "48d314f262, #19204|849317ff5c")]
    public void KnownDefects_Version_AreThese(string version, string expected) =>
        Assert.Equal(s_always.Concat(expected.Split('|')), CurlLibrary.DefectsOf(Version.Parse(version)).Select(d => d.Id));

    [Theory]
    [InlineData("8.22.0", "GnuTLS/3.8.9", "CVE-2026-107928")]
    [InlineData("8.22.0", "Schannel", "CVE-2026-86415")]
    [InlineData("8.20.0", "Schannel", null)]
    [InlineData("8.22.0", "OpenSSL/3.5.7", null)]
    [InlineData("8.23.0", "GnuTLS/3.8.9", null)]
    public void KnownDefects_OfOneTlsLibrary_AreListedWithIt(string version, string tls, string? listed) => Assert.Equal(
        listed,
        CurlLibrary.DefectsOf(Version.Parse(version), tls).Except(CurlLibrary.DefectsOf(Version.Parse(version))).SingleOrDefault()?.Id);

    [Fact]
    public void KnownDefects_EachRow_SaysWhatHappensAndWhatIsDone()
    {
        foreach (CurlDefect defect in CurlLibrary.AllDefects)
        {
            Assert.EndsWith(".", defect.Effect, StringComparison.Ordinal);
            Assert.EndsWith(".", defect.Handling, StringComparison.Ordinal);
            Assert.True(defect.FixedIn is null || defect.FixedIn > defect.FirstVersion, defect.Id);
        }
    }
}
