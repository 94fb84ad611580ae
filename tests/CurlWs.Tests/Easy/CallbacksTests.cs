using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

public sealed class CallbacksTests
{
    public static TheoryData<string, Action<CurlEasy>> Throwing => new()
    {
        { "write", easy => easy.WriteCallback = _ => throw new TimeZoneNotFoundException() },
        { "header", easy => easy.HeaderCallback = _ => throw new TimeZoneNotFoundException() },
        { "progress", easy => easy.ProgressCallback = _ => throw new TimeZoneNotFoundException() },
        { "trace", easy => easy.TraceCallback = (_, _) => throw new TimeZoneNotFoundException() },
        { "socket", easy => easy.SocketCreatedCallback = _ => throw new TimeZoneNotFoundException() },
        { "open", easy => easy.OpenSocketCallback = _ => throw new TimeZoneNotFoundException() },
        { "request", easy => easy.PreRequestCallback = (_, _) => throw new TimeZoneNotFoundException() },
        { "resolver", easy => easy.ResolverStartCallback = () => throw new TimeZoneNotFoundException() },
        { "read", easy => { easy.Options.Upload = true; easy.ReadCallback = _ => throw new TimeZoneNotFoundException(); } },
        { "IProgress", easy => easy.ReportProgress(new Listener(_ => throw new TimeZoneNotFoundException())) },
    };

    [Theory]
    [MemberData(nameof(Throwing))]
    public async Task Handler_Throws_ComesOutOfPerform(string name, Action<CurlEasy> configure)
    {
        _ = name;
        await using ScriptedServer server = Answering();
        using CurlEasy easy = OptionsExchange.New(server);
        easy.Options.Uri = new Uri($"http://localhost:{server.Port}/");
        easy.Options.IpResolve = CurlIpResolve.V4;
        easy.Options.HttpHeaders = ["Expect:"];
        configure(easy);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Task.Run(easy.Perform));
        server.Abort();
    }

    [Theory]
    [MemberData(nameof(Throwing))]
    public async Task Handler_OfDuplicate_FailsTheDuplicateOnly(string name, Action<CurlEasy> configure)
    {
        _ = name;
        await using ScriptedServer server = Answering();
        using CurlEasy easy = OptionsExchange.New(server);
        easy.Options.Uri = new Uri($"http://localhost:{server.Port}/");
        easy.Options.IpResolve = CurlIpResolve.V4;
        easy.Options.HttpHeaders = ["Expect:"];
        configure(easy);
        using CurlEasy copy = easy.Duplicate();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Task.Run(copy.Perform));
        server.Abort();
    }

    [Fact]
    public async Task Handlers_OfATransfer_SeeAllOfIt()
    {
        using MemoryStream body = new();
        List<string> lines = [];
        List<CurlTraceKind> kinds = [];
        CurlProgress last = default;
        IPEndPoint? remote = null;
        int sockets = 0;
        byte[] upload = Encoding.ASCII.GetBytes("uploaded");
        int sent = 0;
        string? received = null;
        await OptionsExchange.RunAsync(
            (server, easy) =>
            {
                easy.WriteTo(body);
                easy.HeaderCallback = line =>
                {
                    lines.Add(Encoding.ASCII.GetString(line));
                    return true;
                };
                easy.TraceCallback = (kind, _) => kinds.Add(kind);
                easy.ReportProgress(new Listener(state => last = state));
                easy.SocketCreatedCallback = socket =>
                {
                    sockets += socket > 0 ? 1 : 0;
                    return CurlSocketResult.Connect;
                };
                easy.PreRequestCallback = (there, _) =>
                {
                    remote = there;
                    return there!.Port == server.Port;
                };
                easy.Options.Upload = true;
                easy.Options.InFileSize = upload.Length;
                easy.Options.HttpHeaders = ["Expect:"];
                easy.ReadCallback = buffer =>
                {
                    int count = Math.Min(3, upload.Length - sent);
                    upload.AsSpan(sent, count).CopyTo(buffer);
                    sent += count;
                    return CurlReadResult.Bytes(count);
                };
            },
            async connection =>
            {
                received = Encoding.ASCII.GetString(await connection.ReadBytesAsync(8));
                await connection.RespondAsync(200, [("X-A", "b")], "hello");
            });
        Assert.Equal("hello", Encoding.ASCII.GetString(body.ToArray()));
        Assert.Equal("uploaded", received);
        Assert.Contains("X-A: b\r\n", lines);
        Assert.Contains(CurlTraceKind.HeaderOut, kinds);
        Assert.Contains(CurlTraceKind.DataIn, kinds);
        Assert.Equal(5, last.Downloaded);
        Assert.Equal(8, last.Uploaded);
        Assert.Equal(1, sockets);
        Assert.NotNull(remote);
    }

    [Fact]
    public async Task Abort_AsAValue_IsLibcurlsCode()
    {
        await using ScriptedServer server = Answering();
        using CurlEasy easy = OptionsExchange.New(server);
        easy.WriteCallback = _ => CurlWriteResult.Abort;
        CurlException thrown = await Assert.ThrowsAsync<CurlException>(() => Task.Run(easy.Perform));
        Assert.Equal(CurlErrorCode.WriteError, thrown.Code);
    }

    [Fact]
    public async Task Read_MoreThanTheRoom_IsRefused()
    {
        await using ScriptedServer server = Answering();
        using CurlEasy easy = OptionsExchange.New(server);
        easy.Options.Upload = true;
        easy.Options.HttpHeaders = ["Expect:"];
        easy.ReadCallback = buffer => CurlReadResult.Bytes(buffer.Length + 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(easy.Perform));
        server.Abort();
    }

    [Fact]
    public async Task Handler_SetToNull_IsNotCalled()
    {
        bool called = false;
        await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.HeaderCallback = _ => called = true;
            easy.TraceCallback = (_, _) => called = true;
            easy.ProgressCallback = _ => called = true;
            easy.PreRequestCallback = (_, _) => called = true;
            easy.HeaderCallback = null;
            easy.TraceCallback = null;
            easy.ProgressCallback = null;
            easy.PreRequestCallback = null;
        });
        Assert.False(called);
    }

    [Fact]
    public async Task Handler_NullOnABorrowedHandle_LeavesWhatItsOwnerSet()
    {
        int progress = 0, trace = 0;
        await OptionsExchange.RunAsync((_, easy) =>
        {
            SetByCName(easy.Handle, () => progress++, () => trace++);
            using CurlEasy borrowed = CurlEasy.Borrow(easy.Handle);
            borrowed.ProgressCallback = null;
            borrowed.TraceCallback = null;
        });
        Assert.True(progress > 0 && trace > 0, $"{progress} calls for progress, {trace} for the trace");
    }

    [Fact]
    public async Task TraceCallback_VerboseBackToItsDefault_GoesOn()
    {
        bool called = false;
        await OptionsExchange.RunAsync((_, easy) =>
        {
            easy.TraceCallback = (_, _) => called = true;
            easy.Options.Verbose = null;
        });
        Assert.True(called);
    }

    private static unsafe void SetByCName(CURL curl, Action progress, Action trace)
    {
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_NOPROGRESS, 0);
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_XFERINFOFUNCTION, (_, _, _, _, _) =>
        {
            progress();
            return 0;
        });
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_VERBOSE, 1);
        LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_DEBUGFUNCTION, (curl_debug_callback)((_, _, _, _, _) =>
        {
            trace();
            return 0;
        }));
    }

    private static ScriptedServer Answering() => ScriptedServer.Start(async connection =>
    {
        try
        {
            await connection.RespondAsync(200, body: "hello");
        }
        catch (IOException)
        {
            // The client's handler ended it before the request was complete.
        }
    });

    private sealed class Listener(Action<CurlProgress> report) : IProgress<CurlProgress>
    {
        public void Report(CurlProgress value) => report(value);
    }
}
