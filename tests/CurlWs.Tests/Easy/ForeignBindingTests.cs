using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using ForeignBinding;
using Xunit;
using CURLoption = ForeignBinding.CURLoption;

namespace CurlWs.Tests.Easy;

/// <summary>Another binding makes and configures a handle; it becomes a WebSocket here, and goes on doing HTTP there.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Who disposes what is what these tests are about.")]
public sealed class ForeignBindingTests : IAsyncLifetime
{
    private readonly StringBuilder _body = new();
    private readonly CurlNative.DataHandler _write;
    private EmbeddedServer _server = null!;

    static ForeignBindingTests() => CurlLibrary.Redirect(typeof(CurlNative).Assembly);

    public ForeignBindingTests() => _write = (data, size, count, _) =>
    {
        _body.Append(Marshal.PtrToStringUTF8(data, (int)(size * count)));
        return size * count;
    };

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Redirect_ForeignImportOfLibcurl_UsesOurLibrary() =>
        Assert.Contains(CurlLibrary.Version.ToString(), CurlNative.Version(), StringComparison.Ordinal);

    [Fact]
    public async Task Borrow_ForeignHandle_HttpBeforeAndAfterTheWebSocket()
    {
        using SafeEasyHandle foreign = NewHandle();
        Http(foreign);
        using (CurlEasy easy = CurlEasy.Borrow(foreign))
        {
            Assert.True(easy.IsBorrowed);
            easy.Options.Uri = _server.WsUri;
            await easy.ConnectAsync(Deadline.Token());
            await EchoAsync(easy);
        }

        Assert.False(foreign.IsClosed);
        Http(foreign);
    }

    [Fact]
    public async Task Borrow_UrlAndTlsSetByTheOwner_ConnectsWithThem()
    {
        using SafeEasyHandle foreign = NewHandle();
        CurlNative.Easy.SetOpt(foreign, CURLoption.URL, _server.WssUri.AbsoluteUri);
        CurlNative.Easy.SetOpt(foreign, CURLoption.CAINFO, _server.CaFile);
        using (CurlEasy easy = CurlEasy.Borrow(foreign.DangerousGetHandle()))
        {
            await easy.ConnectAsync(Deadline.Token());
            await EchoAsync(easy);
        }

        Http(foreign);
    }

    [Fact]
    public async Task Borrow_OwnersHttpUrl_IsRefusedInsteadOfHanging()
    {
        using SafeEasyHandle foreign = NewHandle();
        CurlNative.Easy.SetOpt(foreign, CURLoption.URL, _server.HttpUri.AbsoluteUri);
        using (CurlEasy easy = CurlEasy.Borrow(foreign))
        {
            CurlException e = await Assert.ThrowsAsync<CurlException>(() => easy.ConnectAsync(Deadline.Token()));
            Assert.Equal(CurlErrorCode.UnsupportedProtocol, e.Code);
        }

        // What the failed attempt had set is gone as well.
        Http(foreign);
    }

    [Fact]
    public async Task Adopt_ForeignHandle_WebSocketHereAndFreedHereOnly()
    {
        SafeEasyHandle foreign = NewHandle();
        Http(foreign);
        int freed = SafeEasyHandle.Freed;
        nint raw = foreign.DangerousGetHandle();
        CurlEasy easy = CurlEasy.Adopt(foreign);
        Assert.True(foreign.IsClosed);
        foreign.Dispose();
        Assert.Equal(freed, SafeEasyHandle.Freed);

        easy.Options.Uri = _server.WsUri;
        await easy.ConnectAsync(Deadline.Token());
        await EchoAsync(easy);
        Assert.Same(easy.Handle, CURL.Find(raw));
        easy.Dispose();
        Assert.Null(CURL.Find(raw));
        GC.KeepAlive(_write);
    }

    [Fact]
    public async Task Adopt_HandleThatItsBindingLeaks_IsFreedOnDispose()
    {
        SafeEasyHandle leaky = CurlNative.Easy.Init(ownsHandle: false);
        using CurlEasy easy = CurlEasy.Adopt(leaky.DangerousGetHandle());
        easy.Options.Uri = _server.WsUri;
        await easy.ConnectAsync(Deadline.Token());
        await EchoAsync(easy);
        Assert.False(easy.IsBorrowed);
    }

    [Fact]
    public async Task Borrow_HandleInItsOwnersMulti_IsRefusedThereAndWorksAfterRemoval()
    {
        using SafeEasyHandle foreign = NewHandle();
        nint multi = CurlNative.Multi.Init();
        HttpInMulti(multi, foreign);

        Assert.Equal(0, CurlNative.Multi.AddHandle(multi, foreign));
        using (CurlEasy easy = CurlEasy.Borrow(foreign))
        {
            easy.Options.Uri = _server.WsUri;
            InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => easy.ConnectAsync(Deadline.Token()));
            Assert.Contains("Remove it there first", e.Message, StringComparison.Ordinal);
            Assert.Equal(0, CurlNative.Multi.RemoveHandle(multi, foreign));
            await easy.ConnectAsync(Deadline.Token());
            await EchoAsync(easy);
        }

        HttpInMulti(multi, foreign);
        Assert.Equal(0, CurlNative.Multi.Cleanup(multi));
    }

    [Fact]
    public async Task Borrow_UpgradedInItsOwnersMulti_ExchangesFramesAndStaysThere()
    {
        using SafeEasyHandle foreign = NewHandle();
        nint multi = CurlNative.Multi.Init();
        CurlNative.Easy.SetOpt(foreign, CURLoption.URL, _server.WsUri.AbsoluteUri);
        CurlNative.Easy.SetOpt(foreign, CURLoption.CONNECT_ONLY, 2);
        CurlNative.Multi.AddHandle(multi, foreign);
        Assert.Equal(0, CurlNative.Multi.PerformAll(multi));
        Assert.Equal(101, CurlNative.Easy.ResponseCode(foreign));
        using (CurlEasy easy = CurlEasy.Borrow(foreign))
        {
            await EchoAsync(easy);
        }

        using (CurlEasy again = CurlEasy.Borrow(foreign))
        {
            await EchoAsync(again);
        }

        CurlNative.Multi.RemoveHandle(multi, foreign);
        CurlNative.Easy.SetOpt(foreign, CURLoption.CONNECT_ONLY, 0);
        HttpInMulti(multi, foreign);
        Assert.Equal(0, CurlNative.Multi.Cleanup(multi));
    }

    [Fact]
    public void Borrow_OwnersErrorBufferAndCallbacks_AreLeftAlone()
    {
        using SafeEasyHandle foreign = NewHandle();
        nint buffer = Marshal.AllocHGlobal(256);
        Marshal.WriteByte(buffer, 0);
        CurlNative.Easy.SetOpt(foreign, CURLoption.ERRORBUFFER, buffer);
        CurlNative.Easy.SetOpt(foreign, CURLoption.URL, "http://127.0.0.1:1/");
        using (CurlEasy easy = CurlEasy.Borrow(foreign))
        {
            CurlException e = Assert.Throws<CurlException>(easy.Perform);
            Assert.Equal(CurlErrorCode.CouldNotConnect, e.Code);
        }

        Assert.NotEqual(string.Empty, Marshal.PtrToStringUTF8(buffer));
        Http(foreign);
        CurlNative.Easy.SetOpt(foreign, CURLoption.ERRORBUFFER, IntPtr.Zero);
        Marshal.FreeHGlobal(buffer);
    }

    private SafeEasyHandle NewHandle()
    {
        CurlNative.Init();
        SafeEasyHandle handle = CurlNative.Easy.Init();
        CurlNative.Easy.SetOpt(handle, CURLoption.WRITEFUNCTION, _write);
        return handle;
    }

    private void Http(SafeEasyHandle handle)
    {
        _body.Clear();
        CurlNative.Easy.SetOpt(handle, CURLoption.URL, _server.HttpUri.AbsoluteUri);
        Assert.Equal(0, CurlNative.Easy.Perform(handle));
        Assert.Equal("plain HTTP from the embedded server\n", _body.ToString());
    }

    private void HttpInMulti(nint multi, SafeEasyHandle handle)
    {
        _body.Clear();
        CurlNative.Easy.SetOpt(handle, CURLoption.URL, _server.HttpUri.AbsoluteUri);
        CurlNative.Multi.AddHandle(multi, handle);
        Assert.Equal(0, CurlNative.Multi.PerformAll(multi));
        CurlNative.Multi.RemoveHandle(multi, handle);
        Assert.Equal("plain HTTP from the embedded server\n", _body.ToString());
    }

    private static async Task EchoAsync(CurlEasy easy)
    {
        Assert.True(easy.TrySend("hello"u8, WebSocketFrameKind.Text, out int sent));
        Assert.Equal(5, sent);
        byte[] buffer = new byte[100];
        WebSocketFrame frame;
        CancellationToken deadline = Deadline.Token();
        while (!easy.TryReceive(buffer, out frame))
        {
            await easy.WaitToReceiveAsync(deadline);
        }

        Assert.Equal(WebSocketOpcode.Text, frame.Opcode);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, frame.Count));
    }
}
