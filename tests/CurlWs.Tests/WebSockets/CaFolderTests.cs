using System;
using System.IO;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>What a folder of roots has that the file beside it has not, and as long as that is so.</summary>
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
    public void Content_AnythingButTheFilesOwn_IsTold(string name, string content)
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.Equal(CaFolderContent.NoOthers, folder.Content());
        if (content == "a link to nothing")
        {
            string link = File.CreateSymbolicLink(Path.Combine(Hashed, name), Path.Combine(Hashed, "missing")).FullName;
            Assert.SkipWhen(new FileInfo(link).LinkTarget is null, "This system makes no symbolic links, as Wine makes none.");
        }

        string foreign = Certificates.Client.CertificatePem;
        Write(name, content switch
        {
            "foreign" => foreign,
            "revoked ones" => foreign.Replace("CERTIFICATE", "X509 CRL", StringComparison.Ordinal),
            "trusted for something" =>
                Certificates.Ca.CertificatePem.Replace("CERTIFICATE", "TRUSTED CERTIFICATE", StringComparison.Ordinal),
            "known and foreign" => Certificates.Ca.CertificatePem + "\n" + foreign,
            "nothing readable" => "nothing",
            _ => null,
        });
        Assert.Equal(
            content.Contains("foreign", StringComparison.Ordinal) ? CaFolderContent.OtherRoots : CaFolderContent.Unknown, folder.Content());
        File.Delete(Path.Combine(Hashed, name));
        _folder.Touch(Hashed);
        Assert.Equal(CaFolderContent.NoOthers, folder.Content());
    }

    [Fact]
    public void Content_FileWrittenAnew_IsLookedAtAgain()
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.Equal(CaFolderContent.NoOthers, folder.Content());
        WriteBundle(Certificates.OtherCa.CertificatePem);
        Assert.Equal(CaFolderContent.OtherRoots, folder.Content());
        WriteBundle(Certificates.Ca.CertificatePem);
        Assert.Equal(CaFolderContent.NoOthers, folder.Content());
        File.Delete(Bundle);
        Assert.Equal(CaFolderContent.Unknown, folder.Content());
    }

    [Fact]
    public void Content_FilesThatOpenSslDoesNotLookFor_CountForNothing()
    {
        Write("other.pem", Certificates.Client.CertificatePem);
        Write("0123abc.0", Certificates.Client.CertificatePem);
        Assert.Equal(
            CaFolderContent.NoOthers, new CaFolder(Hashed + Path.PathSeparator + Path.Combine(Hashed, "missing"), Bundle).Content());
    }

    [Theory]
    [InlineData("bundle")]
    [InlineData("folder")]
    public async Task Content_WrittenInTheLastMoments_IsUnknown(string what)
    {
        CaFolder folder = new(Hashed, Bundle);
        Assert.Equal(CaFolderContent.NoOthers, folder.Content());
        CaFolderContent content = default;
        await RootsFolder.WhileNewAsync(
            what == "bundle" ? Bundle : Hashed, () => Task.FromResult(content = new CaFolder(Hashed, Bundle).Content()));
        Assert.Equal(CaFolderContent.Unknown, content);
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
