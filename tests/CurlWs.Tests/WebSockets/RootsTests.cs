using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>
/// A private root in each place where roots are looked for: the connect works, and without it the error says where was looked.
/// </summary>
public sealed class RootsTests : IDisposable
{
    private readonly RootsFolder _folder = new();
    private readonly TestCertificates _certificates;

    private string Hashed => _folder.Hashed;

    private string OtherHashed => _folder.PathOf("other-hashed");

    private string Missing => _folder.PathOf("missing");

    public RootsTests()
    {
        _certificates = _folder.Certificates;
        File.Copy(_certificates.CaFile, Path.Combine(Directory.CreateDirectory(Hashed).FullName, HashOf("CurlWs test CA") + ".0"));
        File.Copy(
            _certificates.OtherCa.CertificateFile,
            Path.Combine(Directory.CreateDirectory(OtherHashed).FullName, HashOf("CurlWs foreign test CA") + ".0"));
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Places =>
        ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CERT_FILE missing, SSL_CERT_DIR", "well-known file", "second well-known file",
            "well-known folder", ".NET's store"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Roots_InEachPlace_AreTrusted(string place)
    {
        await using ScriptedServer server = Start();
        CaRoots right = CaRoots.Find(Sources(place, _certificates.CaFile, Hashed, _certificates.Ca.CertificatePem));
        await TransportClient.EchoAsync(server.WsUri, o => o.MachineRoots = right);
        CaRoots wrong = CaRoots.Find(
            Sources(place, _certificates.OtherCa.CertificateFile, OtherHashed, _certificates.OtherCa.CertificatePem));
        string message = (await TransportClient.FailsAsync(
            server.WsUri, o => o.MachineRoots = wrong, CurlErrorCode.PeerFailedVerification)).Message;
        Assert.Contains($"Roots looked at: {wrong.LookedAt}.", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Roots_OfAnHttpsProxy_AreTheSame(string place)
    {
        WindowsFacts.RequireOpenSsl();
        await using HttpProxyServer proxy = HttpProxyServer.Start(new HttpProxyOptions { Certificate = _certificates.Server });
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        CaRoots right = CaRoots.Find(Sources(place, _certificates.CaFile, Hashed, _certificates.Ca.CertificatePem));
        await TransportClient.EchoAsync(server.WsUri, o => (o.Proxy, o.MachineRoots) = (proxy.Uri, right));
    }

    [Fact]
    public async Task Roots_OfTheCaller_WinOverAllOthers()
    {
        await using ScriptedServer server = Start();
        CaRoots wrong = CaRoots.Find(Sources("SSL_CERT_FILE", _certificates.OtherCa.CertificateFile, OtherHashed, string.Empty));
        await TransportClient.EchoAsync(server.WsUri, o => (o.MachineRoots, o.CaFile) = (wrong, _certificates.CaFile));
        await TransportClient.EchoAsync(server.WsUri, o => (o.MachineRoots, o.CaPath) = (wrong, Hashed));
    }

    /// <summary>
    /// As .NET reads both. The folder's are held back from the first request where it has others than the file, until one is needed.
    /// </summary>
    [Fact]
    public async Task Roots_OfFileAndFolder_AreAllTrusted()
    {
        await using ScriptedServer server = Start();
        string both = _folder.PathOf("both.pem");
        File.WriteAllText(both, _certificates.OtherCa.CertificatePem + "\n" + _certificates.Ca.CertificatePem);
        foreach ((string file, string folder, bool others, bool needed) in new[]
        {
            (_certificates.OtherCa.CertificateFile, Hashed, true, true), (_certificates.CaFile, OtherHashed, true, false),
            (both, Hashed, false, false), (both, OtherHashed + Path.PathSeparator + Hashed + Path.PathSeparator + Missing, false, false),
        })
        {
            foreach (string path in new[] { file, Hashed, OtherHashed })
            {
                RootsFolder.SetTime(path, DateTime.UtcNow.AddHours(-1));
            }

            CaRoots roots = CaRoots.Find(Sources("SSL_CERT_FILE, SSL_CERT_DIR", file, folder, string.Empty));
            Assert.Equal((file, folder), (roots.File, roots.Folder));
            CaRoots first = roots.Needed(out bool heldBack);
            Assert.Equal((file, null, roots.LookedAt, others), (first.File, first.Folder, first.LookedAt, heldBack));
            for (int i = 0; i < 2; i++)
            {
                await TransportClient.EchoAsync(server.WsUri, o => o.MachineRoots = roots);
                Assert.Equal(needed ? roots : first, roots.Needed(out heldBack));
                Assert.Equal(others && !needed, heldBack);
            }
        }
    }

    [Fact]
    public void Find_LibcurlHasItsOwn_LeavesThemUnlessTheEnvironmentSaysElse()
    {
        CaRootsSources sources =
            Sources("well-known file", _certificates.CaFile, Hashed, "x") with { DefaultFile = _certificates.OtherCa.CertificateFile };
        CaRoots own = CaRoots.Find(sources);
        Assert.Equal((null, null, null, false), (own.File, own.Folder, own.Blob, own.SystemStore));
        Assert.Equal($"libcurl's own {_certificates.OtherCa.CertificateFile}", own.LookedAt);
        Assert.Equal(_certificates.CaFile, CaRoots.Find(sources with { Variable = _ => _certificates.CaFile }).File);
    }

    /// <summary>Built for another distribution: what is in libcurl names places that this machine does not have.</summary>
    [Theory]
    [InlineData("well-known file")]
    [InlineData("well-known folder")]
    [InlineData(".NET's store")]
    [InlineData("SSL_CERT_DIR")]
    public async Task Roots_OfLibcurlAreMissing_TheNextSourceIsTrusted(string place)
    {
        await using ScriptedServer server = Start();
        CaRoots right = CaRoots.Find(
            Sources(place, _certificates.CaFile, Hashed, _certificates.Ca.CertificatePem) with
            {
                DefaultFile = Missing,
                DefaultFolder = Missing,
            });
        await TransportClient.EchoAsync(server.WsUri, o => o.MachineRoots = right);
        string looked = place == "SSL_CERT_DIR"
            ? string.Empty
            : $"libcurl's own {Missing} (nothing there); libcurl's own {Missing} (nothing there); ";
        Assert.StartsWith(looked, right.LookedAt, StringComparison.Ordinal);

        // Where libcurl would refuse its own missing file, it has another.
        Assert.Equal(place is not ".NET's store", right.File is not null);
    }

    [Fact]
    public async Task Roots_OfLibcurlAreAFolder_IsTrustedWithoutTheMissingFile()
    {
        await using ScriptedServer server = Start();
        foreach (string file in Directory.GetFiles(OtherHashed))
        {
            File.Copy(file, Path.Combine(Hashed, Path.GetFileName(file)));
        }

        CaRoots roots = CaRoots.Find(
            Sources("nowhere", Missing, Missing, string.Empty) with { DefaultFile = Missing, DefaultFolder = Hashed });
        Assert.Equal((Hashed, Hashed), (roots.Folder, Path.GetDirectoryName(roots.File)));
        await TransportClient.FailsAsync(server.WsUri, o => (o.CaFile, o.CaPath) = (Missing, Hashed), CurlErrorCode.BadCaFile);
        await TransportClient.EchoAsync(server.WsUri, o => o.MachineRoots = roots);
        roots = CaRoots.Find(
            Sources("nowhere", Missing, Missing, string.Empty) with { DefaultFile = _certificates.CaFile, DefaultFolder = Missing });
        Assert.Equal((null, null, null), (roots.File, roots.Folder, roots.Blob));
    }

    [Theory]
    [InlineData("OpenSSL/3.5.7", true, true)]
    [InlineData("Schannel", true, false)]
    [InlineData("(OpenSSL/3.5.7) Schannel", true, false)]
    [InlineData("SecureTransport", false, false)]
    public void Find_SystemStore_IsTurnedOnOnlyWhereTlsIsNotTheSystems(string backend, bool system, bool expected)
    {
        CaRoots roots = CaRoots.Find(
            Sources("well-known file", _certificates.CaFile, Hashed, "x") with { TlsBackend = backend, SystemStore = system });
        Assert.Equal((expected, null, "the system's store"), (roots.SystemStore, roots.File, roots.LookedAt));
    }

    [Fact]
    public void Find_Schannel_TakesNoFolder()
    {
        CaRoots roots = CaRoots.Find(Sources("SSL_CERT_DIR", _certificates.CaFile, Hashed, "x") with { TlsBackend = "Schannel" });
        Assert.Null(roots.Folder);
    }

    [Fact]
    public void Find_Nothing_SaysWhereItLooked()
    {
        CaRoots roots = CaRoots.Find(Sources("nowhere", Missing, Missing, string.Empty));
        Assert.Equal((null, null, null), (roots.File, roots.Folder, roots.Blob));
        Assert.Equal($"{Missing} (nothing there); {Missing} (nothing there); .NET's root store (nothing there)", roots.LookedAt);
        Assert.Contains("no TLS", CaRoots.Find(new CaRootsSources { TlsBackend = string.Empty }).LookedAt, StringComparison.Ordinal);
    }

    [Fact]
    public void StorePem_OfThisMachine_IsPemOrEmpty()
    {
        string pem = new CaRootsSources().StorePem();
        Assert.True(pem.Length == 0 || pem.StartsWith("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal));
    }

    [Fact]
    public void TrustMachineRoots_PlainHandle_HasWhatTheMachineHas()
    {
        using CurlEasy easy = new();
        easy.Options.TrustMachineRoots();
        Assert.Equal((CaRoots.Machine.File, CaRoots.Machine.Folder), (easy.Options.CaFile, easy.Options.CaPath));
        Assert.Equal((CaRoots.Machine.File, CaRoots.Machine.Folder), (easy.Options.ProxyCaFile, easy.Options.ProxyCaPath));
    }

    private CaRootsSources Sources(string place, string file, string folder, string pem)
    {
        Dictionary<string, string> variables = place switch
        {
            "SSL_CERT_FILE" => new() { ["SSL_CERT_FILE"] = file },
            "SSL_CERT_DIR" => new() { ["SSL_CERT_DIR"] = Missing + Path.PathSeparator + folder },
            "SSL_CERT_FILE, SSL_CERT_DIR" => new() { ["SSL_CERT_FILE"] = file, ["SSL_CERT_DIR"] = folder },
            "SSL_CERT_FILE missing, SSL_CERT_DIR" => new() { ["SSL_CERT_FILE"] = Missing, ["SSL_CERT_DIR"] = folder },
            _ => [],
        };
        return new CaRootsSources
        {
            Variable = name => variables.GetValueOrDefault(name),
            Files = place switch
            {
                "well-known file" => [file],
                "second well-known file" => [Missing, file],
                _ => [Missing],
            },
            Folders = [place == "well-known folder" ? folder : Missing],
            StorePem = () => place == ".NET's store" ? pem : string.Empty,
            SystemStore = false,
            DefaultFile = null,
            DefaultFolder = null,
            TlsBackend = "OpenSSL",
        };
    }

    private ScriptedServer Start()
    {
        WindowsFacts.RequireOpenSsl();
        return ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Certificate = _certificates.Server });
    }

    /// <summary>
    /// OpenSSL's name for the file of a certificate whose subject is one common name: a hash of the subject in its canonical form.
    /// </summary>
    private static string HashOf(string commonName)
    {
        byte[] name = Encoding.ASCII.GetBytes(commonName.ToLowerInvariant());
        byte[] attribute = [0x06, 3, 0x55, 0x04, 0x03, 0x0C, (byte)name.Length, .. name];
        byte[] canonical = [0x31, (byte)(attribute.Length + 2), 0x30, (byte)attribute.Length, .. attribute];
#pragma warning disable CA5350 // OpenSSL's choice.
        return BitConverter.ToUInt32(SHA1.HashData(canonical)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
#pragma warning restore CA5350
    }
}
