using System;
using System.Text;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>
/// What is between libcurl's callbacks on SSH keys and those of .NET. The tested libcurl has no SSH: C's side is played here.
/// </summary>
public sealed unsafe class CallbacksSshTests
{
    [Theory]
    [InlineData(CurlSshKeyVerdict.AcceptAndAdd, curl_khstat.CURLKHSTAT_FINE_ADD_TO_FILE)]
    [InlineData(CurlSshKeyVerdict.Accept, curl_khstat.CURLKHSTAT_FINE)]
    [InlineData(CurlSshKeyVerdict.Reject, curl_khstat.CURLKHSTAT_REJECT)]
    [InlineData(CurlSshKeyVerdict.Defer, curl_khstat.CURLKHSTAT_DEFER)]
    [InlineData(CurlSshKeyVerdict.AcceptAndReplace, curl_khstat.CURLKHSTAT_FINE_REPLACE)]
    public void SshKey_VerdictOfTheCallback_IsTheNumberOfC(CurlSshKeyVerdict verdict, curl_khstat c)
    {
        using CurlEasy easy = new();
        Assert.Equal((int)c, Call(easy, (_, _, _) => verdict));
    }

    [Fact]
    public void SshKey_KeysAndMatch_ReachTheCallback()
    {
        using CurlEasy easy = new();
        string seen = "";
        Call(easy, (known, found, match) =>
        {
            seen = $"{Encoding.ASCII.GetString(known)} {Encoding.ASCII.GetString(found)} {match}";
            return CurlSshKeyVerdict.Accept;
        });
        Assert.Equal("a2V5 new Mismatch", seen);
    }

    [Fact]
    public void SshKey_CallbackThrows_Rejects()
    {
        using CurlEasy easy = new();
        Assert.Equal((int)curl_khstat.CURLKHSTAT_REJECT, Call(easy, (_, _, _) => throw new InvalidOperationException("mine")));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void SshHostKey_TypeKeyAndAnswer_ArePassedOn(bool right, int c)
    {
        using CurlEasy easy = new();
        (CurlSshKeyType, string) seen = default;
        curl_sshhostkeycallback function = easy.SshHostKeyFunction((type, key) =>
        {
            seen = (type, Encoding.ASCII.GetString(key));
            return right;
        });
        fixed (byte* key = "hostkey"u8)
        {
            Assert.Equal(c, function(null, (int)curl_khtype.CURLKHTYPE_ED25519, key, 4));
        }

        Assert.Equal((CurlSshKeyType.Ed25519, "host"), seen);
    }

    [Fact]
    public void SshHostKey_CallbackThrows_Refuses()
    {
        using CurlEasy easy = new();
        fixed (byte* key = "hostkey"u8)
        {
            Assert.Equal(1, easy.SshHostKeyFunction((_, _) => throw new InvalidOperationException("mine"))(null, 2, key, 4));
        }
    }

    // The known key as text, which libcurl marks with a length of 0; the one of the server as bytes.
    private static int Call(CurlEasy easy, CurlSshKeyCallback callback)
    {
        fixed (byte* known = "a2V5\0"u8, found = "new key"u8)
        {
            curl_khkey old = new() { key = known };
            curl_khkey shown = new() { key = found, len = 3 };
            return easy.SshKeyFunction(callback)(null, &old, &shown, curl_khmatch.CURLKHMATCH_MISMATCH, null);
        }
    }
}
