using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;
using CurlWs.Tests.Easy;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>Roots are parsed once for all connects that have the same, and anew when their file was written.</summary>
/// <remarks>A file that is blanked out, with length and time as they were, shows whether it is read: the connect fails.</remarks>
[Collection(nameof(StressAlone))]
public sealed class CachedRootsTests : IDisposable
{
    private readonly RootsFolder _folder = new();
    private readonly TestCertificates _certificates;

    private string Roots => _folder.PathOf("roots.pem");

    public CachedRootsTests() => _certificates = _folder.Certificates;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CurlFraming.Auto)]
    [InlineData(CurlFraming.Libcurl)]
    public async Task Connect_OneAfterTheOther_ReadsTheFileOnce(CurlFraming framing)
    {
        WindowsFacts.RequireOpenSsl();
        await using ScriptedServer server = Start();
        await using ScriptedServer elsewhere = Start();
        Write(_certificates.CaFile);
        await TransportClient.EchoAsync(server.WsUri, Trust, framing);
        BlankOut();
        for (int i = 0; i < 3; i++)
        {
            await TransportClient.EchoAsync(server.WsUri, Trust, framing);

            // What is kept are the roots, wherever the connection led.
            await TransportClient.EchoAsync(elsewhere.WsUri, Trust, framing);
        }

        await TransportClient.FailsAsync(server.WsUri, o => o.CaFile = LinkTo(Roots), CurlErrorCode.BadCaFile);
    }

    /// <summary>
    /// libcurl caches nothing where there is a folder: it is not named where the file's roots do, whatever others it has.
    /// </summary>
    [Theory]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Libcurl, false)]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Libcurl, true)]
    public async Task Connect_FolderBesideTheFile_ReadsTheFileOnce(CurlFraming framing, bool hasOthers)
    {
        WindowsFacts.RequireOpenSsl();
        await using ScriptedServer server = Start();
        Write(_certificates.CaFile);
        string folder = MakeFolder(hasOthers ? _certificates.OtherCa.CertificateFile : _certificates.CaFile);
        CaRoots machine = CaRoots.Find(new CaRootsSources
        {
            Variable = name => name == "SSL_CERT_FILE" ? Roots : name == "SSL_CERT_DIR" ? folder : null,
            DefaultFile = null,
            DefaultFolder = null,
        });
        Assert.NotNull(machine.Folder);
        Action<CurlWebSocketOptions> trust = o => o.MachineRoots = machine;
        await TransportClient.EchoAsync(server.WsUri, trust, framing);
        BlankOut();
        await TransportClient.EchoAsync(server.WsUri, trust, framing);
        await TransportClient.EchoAsync(server.WsUri, trust, framing);
    }

    [Theory]
    [InlineData(CurlFraming.Auto, false)]
    [InlineData(CurlFraming.Auto, true)]
    [InlineData(CurlFraming.Libcurl, false)]
    [InlineData(CurlFraming.Libcurl, true)]
    public async Task Connect_FileWrittenAnew_IsReadAtOnce(CurlFraming framing, bool besideAnOpenOne)
    {
        WindowsFacts.RequireOpenSsl();
        await using ScriptedServer server = Start();
        Write(_certificates.CaFile);
        string link = LinkTo(Roots);
        Action<CurlWebSocketOptions> trust = o => (o.CaFile, o.AllowTlsResume) = (link, false);
        using CurlWebSocket? open = besideAnOpenOne ? await Connections.ConnectAsync(server.WsUri, framing, trust) : null;
        for (int i = 0; i < 2; i++)
        {
            await TransportClient.EchoAsync(server.WsUri, trust, framing);
            Write(_certificates.OtherCa.CertificateFile);
            await FailsAsync(server.WsUri, trust, framing);
            Write(_certificates.CaFile);
        }

        await TransportClient.EchoAsync(server.WsUri, trust, framing);
    }

    /// <summary>Within the tick of a clock a file may be written twice, with the same length and time.</summary>
    [Fact]
    public async Task Connect_FileOfTheLastMoments_IsReadEachTime()
    {
        WindowsFacts.RequireOpenSsl();
        await using ScriptedServer server = Start();
        File.Copy(_certificates.CaFile, Roots);
        DateTime written = default;
        await RootsFolder.WhileNewAsync(Roots, () =>
        {
            written = File.GetLastWriteTimeUtc(Roots);
            return TransportClient.EchoAsync(server.WsUri, Trust);
        });
        BlankOut();
        File.SetLastWriteTimeUtc(Roots, written);
        await TransportClient.FailsAsync(server.WsUri, o => (o.CaFile, o.AllowTlsResume) = (Roots, false), CurlErrorCode.BadCaFile);
    }

    [Fact]
    public async Task Connect_Refused_LeavesNeitherAConnectionNorAMultiHandle()
    {
        WindowsFacts.RequireOpenSsl();
        int connections = 0;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(
            async c =>
            {
                if (Interlocked.Increment(ref connections) > 1)
                {
                    await Scripts.EchoAsync(c);
                    return;
                }

                await c.RespondAsync(503);
                await c.WaitForEofAsync();
                ended.SetResult();
            },
            new ScriptedServerOptions { Certificate = _certificates.Server });
        Write(_certificates.CaFile);
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(
            () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, Trust));
        await Deadline.Within(ended.Task);
        BlankOut();
        await TransportClient.FailsAsync(server.WsUri, Trust, CurlErrorCode.BadCaFile);
    }

    [Fact]
    public void Place_LastOneLeaves_IsKeptForTheSameRootsOnlyAndBounded()
    {
        Dictionary<int, ConnectionMulti> kept = [];
        foreach (int i in Enumerable.Range(0, 2 * ConnectionMulti.MostKept))
        {
            Write(_certificates.CaFile);
            CachedRoots roots = RootsNow();
            ConnectionMulti first = JoinAndLeave(roots);
            Assert.Same(first, JoinAndLeave(RootsNow()));
            Assert.NotSame(first, JoinAndLeave(null));
            Assert.NotSame(first, JoinAndLeave(roots with { OriginDetails = CurlTlsOptions.NoPartialChain }));
            Assert.Same(first, JoinAndLeave(roots, new MultiKey(new Uri("wss://one.test/"), new Dictionary<CURLoption, object?>(), roots)));
            Assert.InRange(ConnectionMulti.Kept, 2, ConnectionMulti.MostKept);
            Assert.DoesNotContain(first, kept.Values);
            kept[i] = first;
        }
    }

    /// <summary>Nobody follows where a connect has failed: nobody knows what of it is still under way.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Place_ConnectHasFailed_IsNotPassedOn(bool shared)
    {
        Write(_certificates.CaFile);
        CachedRoots roots = RootsNow();
        MultiKey? key = shared ? new MultiKey(new Uri("wss://failed.test/"), new Dictionary<CURLoption, object?>(), roots) : null;
        ConnectionMulti failed = JoinAndLeave(roots, key, static place => place.Failed());
        ConnectionMulti next = JoinAndLeave(roots, key);
        Assert.NotSame(failed, next);
        Assert.Same(next, JoinAndLeave(roots, key));
    }

    /// <summary>Where libcurl parses them anew each time, or changes of the file do not show, nothing is kept.</summary>
    [Theory]
    [InlineData(CURLoption.CURLOPT_CAPATH)]
    [InlineData(CURLoption.CURLOPT_CAINFO_BLOB)]
    [InlineData(CURLoption.CURLOPT_CRLFILE)]
    [InlineData(CURLoption.CURLOPT_SSL_VERIFYPEER)]
    [InlineData(CURLoption.CURLOPT_SSL_OPTIONS)]
    public void Of_NotCachedByLibcurl_IsNone(CURLoption option)
    {
        Assert.SkipWhen(CurlLibrary.DefaultCaPath is not null, "This libcurl always has a folder.");
        Write(_certificates.CaFile);
        Dictionary<CURLoption, object?> values = new() { [CURLoption.CURLOPT_CAINFO] = Roots };
        Assert.NotNull(CachedRoots.Of(new Uri("wss://one.test/"), values));
        Assert.True(CachedRoots.Of(new Uri("ws://one.test/"), values)!.IsNone);
        values[option] = option switch
        {
            CURLoption.CURLOPT_SSL_VERIFYPEER => false,
            CURLoption.CURLOPT_SSL_OPTIONS => CurlTlsOptions.NativeCa,
            _ => "value",
        };
        Assert.Null(CachedRoots.Of(new Uri("wss://one.test/"), values));
    }

    private static ConnectionMulti JoinAndLeave(CachedRoots? roots, MultiKey? key = null, Action<ConnectionMulti.Place>? meanwhile = null)
    {
        using CURL curl = LibCurl.curl_easy_init()!;
        using ConnectionMulti.Place place = ConnectionMulti.Join(curl, key, roots);
        meanwhile?.Invoke(place);
        return place.Multi;
    }

    private CachedRoots RootsNow() =>
        CachedRoots.Of(new Uri("wss://one.test/"), new Dictionary<CURLoption, object?> { [CURLoption.CURLOPT_CAINFO] = Roots })!;

    private static async Task FailsAsync(Uri uri, Action<CurlWebSocketOptions> configure, CurlFraming framing)
    {
        System.Net.WebSockets.WebSocketException failure = await Connections.FailsAsync(
            () => Connections.ConnectAsync(uri, framing, configure), System.Net.WebSockets.WebSocketError.Faulted);
        Assert.Equal(CurlErrorCode.PeerFailedVerification, Assert.IsType<CurlException>(failure.InnerException).Code);
    }

    private void Trust(CurlWebSocketOptions options) => options.CaFile = Roots;

    private ScriptedServer Start() =>
        ScriptedServer.Start(Scripts.EchoAsync, new ScriptedServerOptions { Certificate = _certificates.Server });

    private void Write(string content)
    {
        File.Copy(content, Roots, overwrite: true);
        _folder.Touch(Roots);
    }

    private void BlankOut()
    {
        File.WriteAllText(Roots, new string('\n', (int)new FileInfo(Roots).Length));
        _folder.TouchBack(Roots);
    }

    private string MakeFolder(string content)
    {
        string folder = Directory.CreateDirectory(_folder.Hashed).FullName;
        File.Copy(content, Path.Combine(folder, "0123abcd.0"), overwrite: true);
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-1));
        return folder;
    }

    private string LinkTo(string file)
    {
        string link = _folder.PathOf("link.pem");
        File.CreateSymbolicLink(link, file);
        return link;
    }
}
