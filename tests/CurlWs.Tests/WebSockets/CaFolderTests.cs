using System;
using System.IO;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A folder of roots counts for nothing only where the file beside it has all of them, and only as long as that is so.</summary>
public sealed class CaFolderTests : IDisposable
{
    private readonly RootsFolder _folder = new();

    private TestCertificates Certificates => _folder.Certificates;

    private string Bundle => _folder.PathOf("bundle.pem");

    private string Hashed => _folder.Hashed;

    public CaFolderTests()
    {
        Directory.CreateDirectory(Hashed);
        WriteBundle(Certificates.Ca.CertificatePem + "\n" + Certificates.OtherCa.CertificatePem);
        Write("0123abcd.0", "words before it\n" + Certificates.Ca.CertificatePem);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0123abcd.1", "foreign")]
    [InlineData("0123abcd.r0", "revoked ones")]
    [InlineData("0123abcd.1", "trusted for something")]
    [InlineData("0123abcd.1", "known and foreign")]
    [InlineData("0123abcd.1", "nothing readable")]
    [InlineData("0123abcd.1", "a link to nothing")]
    public void AddsNothing_AnythingButTheFilesOwn_IsNotSo(string name, string content)
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.True(folder.AddsNothing());
        if (content == "a link to nothing")
        {
            File.CreateSymbolicLink(Path.Combine(Hashed, name), Path.Combine(Hashed, "missing"));
        }

        string foreign = Certificates.Client.CertificatePem;
        Write(name, content switch
        {
            "foreign" => foreign,
            "revoked ones" => foreign.Replace("CERTIFICATE", "X509 CRL", StringComparison.Ordinal),
            "trusted for something" => Certificates.Ca.CertificatePem.Replace("CERTIFICATE", "TRUSTED CERTIFICATE", StringComparison.Ordinal),
            "known and foreign" => Certificates.Ca.CertificatePem + "\n" + foreign,
            "nothing readable" => "nothing",
            _ => null,
        });
        Assert.False(folder.AddsNothing());
        File.Delete(Path.Combine(Hashed, name));
        _folder.Touch(Hashed);
        Assert.True(folder.AddsNothing());
    }

    [Fact]
    public void AddsNothing_FileWrittenAnew_IsLookedAtAgain()
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.True(folder.AddsNothing());
        WriteBundle(Certificates.OtherCa.CertificatePem);
        Assert.False(folder.AddsNothing());
        WriteBundle(Certificates.Ca.CertificatePem);
        Assert.True(folder.AddsNothing());
        File.Delete(Bundle);
        Assert.False(folder.AddsNothing());
    }

    [Fact]
    public void AddsNothing_FilesThatOpenSslDoesNotLookFor_CountForNothing()
    {
        Write("other.pem", Certificates.Client.CertificatePem);
        Write("0123abc.0", Certificates.Client.CertificatePem);
        Assert.True(new CaFolder(Hashed + Path.PathSeparator + Path.Combine(Hashed, "missing"), Bundle).AddsNothing());
    }

    private void WriteBundle(string pem)
    {
        File.WriteAllText(Bundle, pem);
        _folder.Touch(Bundle);
    }

    private void Write(string name, string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(Hashed, name), content);
        }

        _folder.Touch(Hashed);
    }
}
