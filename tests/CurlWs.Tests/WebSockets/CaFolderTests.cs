using System;
using System.IO;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>A folder of roots counts for nothing only where the file beside it has all of them, and only as long as that is so.</summary>
public sealed class CaFolderTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curlws-ca-folder-");
    private DateTime _written = DateTime.UtcNow.AddHours(-1);

    private string Bundle => Path.Combine(_folder.FullName, "bundle.pem");

    private string Hashed => Path.Combine(_folder.FullName, "hashed");

    public CaFolderTests()
    {
        Directory.CreateDirectory(Hashed);
        WriteBundle(_certificates.Ca.CertificatePem + "\n" + _certificates.OtherCa.CertificatePem);
        Write("0123abcd.0", "words before it\n" + _certificates.Ca.CertificatePem);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

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

        string foreign = _certificates.Client.CertificatePem;
        Write(name, content switch
        {
            "foreign" => foreign,
            "revoked ones" => foreign.Replace("CERTIFICATE", "X509 CRL", StringComparison.Ordinal),
            "trusted for something" => _certificates.Ca.CertificatePem.Replace("CERTIFICATE", "TRUSTED CERTIFICATE", StringComparison.Ordinal),
            "known and foreign" => _certificates.Ca.CertificatePem + "\n" + foreign,
            "nothing readable" => "nothing",
            _ => null,
        });
        Assert.False(folder.AddsNothing());
        File.Delete(Path.Combine(Hashed, name));
        Touch(Hashed);
        Assert.True(folder.AddsNothing());
    }

    [Fact]
    public void AddsNothing_FileWrittenAnew_IsLookedAtAgain()
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.True(folder.AddsNothing());
        WriteBundle(_certificates.OtherCa.CertificatePem);
        Assert.False(folder.AddsNothing());
        WriteBundle(_certificates.Ca.CertificatePem);
        Assert.True(folder.AddsNothing());
        File.Delete(Bundle);
        Assert.False(folder.AddsNothing());
    }

    [Fact]
    public void AddsNothing_FilesThatOpenSslDoesNotLookFor_CountForNothing()
    {
        Write("other.pem", _certificates.Client.CertificatePem);
        Write("0123abc.0", _certificates.Client.CertificatePem);
        Assert.True(new CaFolder(Hashed + Path.PathSeparator + Path.Combine(Hashed, "missing"), Bundle).AddsNothing());
    }

    private void WriteBundle(string pem)
    {
        File.WriteAllText(Bundle, pem);
        Touch(Bundle);
    }

    private void Write(string name, string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(Hashed, name), content);
        }

        Touch(Hashed);
    }

    /// <summary>Each time as if it were a minute later.</summary>
    private void Touch(string path) => File.SetLastWriteTimeUtc(path, _written = _written.AddMinutes(1));
}
