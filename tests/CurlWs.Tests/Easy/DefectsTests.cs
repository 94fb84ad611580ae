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

    [Theory]
    [InlineData("7.86.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|no-close-on-exec|null-arguments|d3594be653|c0df01fd94|fa3d1e7d43, #15298"
        + "|02edae54e8, #15865|d6bae1cb8f|3b23dbeec1|2aed8e179f")]
    [InlineData("8.11.1", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments|d3594be653|c0df01fd94"
        + "|fa3d1e7d43, #15298|02edae54e8, #15865")]
    [InlineData("8.14.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments"
        + "|CVE-2025-5399|d3594be653")]
    [InlineData("8.14.1", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2025-10148|#22273, #22413|#22627|#18286, #19554|#16706|no-close-on-exec|null-arguments")]
    [InlineData("8.16.0", "8ed285f06d, #22107|77e4e5b86d, #21663|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec|null-arguments")]
    [InlineData("8.20.0", "8ed285f06d, #22107|77e4e5b86d, #21663|48d314f262, #19204|CVE-2026-11586|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.21.0", "48d314f262, #19204|849317ff5c|#22273, #22413|#22627|no-close-on-exec")]
    [InlineData("8.22.0", "48d314f262, #19204|849317ff5c")]
    [InlineData("9.0.0", "48d314f262, #19204|849317ff5c")]
    public void KnownDefects_Version_AreThese(string version, string expected) =>
        Assert.Equal(s_always.Concat(expected.Split('|')), CurlLibrary.DefectsOf(Version.Parse(version)).Select(d => d.Id));

    [Theory]
    [InlineData("8.22.0", "GnuTLS/3.8.9", true)]
    [InlineData("8.22.0", "OpenSSL/3.5.7", false)]
    [InlineData("8.23.0", "GnuTLS/3.8.9", false)]
    public void KnownDefects_OfOneTlsLibrary_AreListedWithIt(string version, string tls, bool listed) =>
        Assert.Equal(listed, CurlLibrary.DefectsOf(Version.Parse(version), tls).Any(d => d.Id == "CVE-2026-107928"));

    [Fact]
    public void KnownDefects_EachRow_SaysWhatHappensAndWhatIsDone()
    {
        foreach (CurlDefect defect in CurlLibrary.DefectsOf(new Version(7, 86, 0)).Concat(CurlLibrary.DefectsOf(new Version(8, 21, 0))))
        {
            Assert.EndsWith(".", defect.Effect, StringComparison.Ordinal);
            Assert.EndsWith(".", defect.Handling, StringComparison.Ordinal);
            Assert.True(defect.FixedIn is null || defect.FixedIn > defect.FirstVersion, defect.Id);
        }
    }
}
