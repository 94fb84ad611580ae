using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

using CurlWs.Interop;
using CurlWs.TestServers;

using Xunit;

namespace CurlWs.Tests.WebSockets;

/// <summary>
/// The answer to the upgrade and what stands beside it: interim answers, a proxy's, one that ends the connection, one that is wrong.
/// </summary>
public sealed class AnswerTests
{
    private const string Hints = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nX-Which: hints\r\n";

    public static TheoryData<CurlFraming, string> Interim
    {
        get
        {
            TheoryData<CurlFraming, string> all = [];
            foreach (string fields in (string[])
            [
                "", "Sec-WebSocket-Accept: wrong\r\n", "Sec-WebSocket-Protocol: other\r\n", "Sec-WebSocket-Extensions: x\r\n",
                "A: b\r\n c\r\n",
            ])
            {
                all.Add(CurlFraming.Auto, Hints + fields + "\r\n");
                all.Add(CurlFraming.Libcurl, "HTTP/1.1 100 Continue\r\n\r\n" + Hints + "\r\n" + Hints + fields + "\r\n");
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Interim))]
    public Task Connect_InterimAnswers_FieldsAreThoseOfThe101Alone(CurlFraming framing, string interim) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r =>
            {
                r.Interim = interim;
                r.Add("X-Which", "upgrade");
            });
            await c.WriteTextAsync("hello");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
            string[] expected = ["upgrade", "connection", "sec-websocket-accept", "x-which"];
            Assert.Equal(expected, socket.HttpResponseHeaders.Select(h => h.Name.ToLowerInvariant()));
            Assert.Equal("upgrade", socket.HttpResponseHeaders[^1].Value);
            Assert.Equal(expected, socket.Easy.GetHeaders().Select(h => h.Name.ToLowerInvariant()));
            Assert.Equal(5, (await socket.ReceiveWholeAsync()).Payload.Length);
        });

    /// <summary>A 101 without fields does not borrow those of the answer before it.</summary>
    [Fact]
    public Task Connect_BareAnswerAfterHintsThatLookRight_Fails() => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r =>
            {
                r.Interim = $"HTTP/1.1 103 Early Hints\r\n{string.Concat(r.Headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n";
                r.Headers.Clear();
            });
            await c.WaitForEofAsync();
        },
        server => Connections.FailsAsync(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.Faulted));

    /// <summary>The app's own header function sees every line, whichever way it was set, and is there afterwards.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Connect_HeaderFunctionOfTheApps_SeesAllLines(bool typed) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r => r.Interim = Hints + "\r\n");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            List<string> lines = [];
            curl_write_callback own = HeaderFunction(lines);
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto, o => o.Configure = easy =>
            {
                if (typed)
                {
                    easy.HeaderCallback = line =>
                    {
                        lines.Add(Encoding.ASCII.GetString(line));
                        return true;
                    };
                }
                else
                {
                    LibCurl.curl_easy_setopt(easy.Handle, LibCurl.CURLOPT_HEADERFUNCTION, own);
                }
            });
            Assert.Equal(2, lines.Count(l => l.StartsWith("HTTP/1.1 1", StringComparison.Ordinal)));
            Assert.Contains(lines, l => l.StartsWith("Link:", StringComparison.Ordinal));
            Assert.DoesNotContain(socket.HttpResponseHeaders, h => h.Name == "Link");
            Delegate? left = socket.Easy.Handle.Function(CURLoption.CURLOPT_HEADERFUNCTION);
            Assert.True(typed ? left is not null : ReferenceEquals(own, left));
        });

    /// <summary>A C function, whose data is not known either, is left alone: then libcurl's one list is all there is.</summary>
    [Fact]
    public Task Connect_HeaderFunctionInC_IsLeftAlone() => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r => r.Interim = Hints + "\r\n");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            int before = Volatile.Read(ref s_linesInC);
            using CurlWebSocket socket = await Connections.ConnectAsync(
                server.WsUri, CurlFraming.Auto, o => o.Configure = SetHeaderFunctionInC);
            Assert.Equal(9, Volatile.Read(ref s_linesInC) - before);
            Assert.Contains(socket.HttpResponseHeaders, h => h.Name == "Link");
        });

    [Fact]
    public async Task Connect_WithoutHeaderFunctionOfTheApps_LeavesNone()
    {
        await using ScriptedServer server = ScriptedServer.Start(Scripts.EchoAsync);
        using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, CurlFraming.Auto);
        Assert.Null(socket.Easy.Handle.Function(CURLoption.CURLOPT_HEADERFUNCTION));
    }

    /// <summary>A proxy that first wants a login: its two answers have one place in libcurl's list.</summary>
    [Fact]
    public Task Connect_ProxyThatAnswersTwice_FieldsAreThoseOfItsLastAnswer() => ScriptedServer.RunAsync(
        async c =>
        {
            await c.RespondAsync(407, [("Proxy-Authenticate", "Basic realm=x"), ("X-Which", "407")]);
            await c.ReadRequestAsync();
            await c.WriteAsync("HTTP/1.1 200 Established\r\nX-Which: 200\r\n\r\n"u8.ToArray());
            await c.ReadRequestAsync();
            await c.AcceptUpgradeAsync(r => (r.Interim, r["X-Which"]) = (Hints + "\r\n", "101"));
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(new Uri("ws://made-up.test/"), CurlFraming.Auto, o =>
            {
                o.Proxy = server.HttpUri;
                o.ProxyCredentials = new NetworkCredential("me", "it");
                o.Configure = easy => easy.Options.ProxyAuth = CurlAuth.Basic | CurlAuth.Digest;
            });
            CurlHeaders headers = socket.Easy.GetHeaders();
            Assert.Equal(["200"], headers.GetValues("X-Which", CurlHeaderOrigin.Connect));
            Assert.Equal(["101"], headers.GetValues("X-Which", CurlHeaderOrigin.Informational));
            Assert.Empty(headers.GetValues("Proxy-Authenticate"));
            Assert.Equal(["101"], socket.HttpResponseHeaders.Where(h => h.Name == "X-Which").Select(h => h.Value));
        });

    /// <summary>What a proxy says of its own connection when it opens the tunnel is not said of what is in the tunnel.</summary>
    [Theory]
    [InlineData("HTTP/1.0 200 Established\r\n\r\n")]
    [InlineData("HTTP/1.1 200 Established\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 Established\r\nProxy-Connection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 Established\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 Established\r\nSec-WebSocket-Accept: wrong\r\nSec-WebSocket-Protocol: other\r\n\r\n")]
    public Task Connect_ThroughATunnelThatIsOpenedOddly_Works(string established) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(Encoding.ASCII.GetBytes(established));
            await c.ReadRequestAsync();
            await c.AcceptUpgradeAsync();
            await c.WriteTextAsync("hello");
            await c.WaitForEofAsync();
        },
        async server =>
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(
                new Uri("ws://made-up.test/"), CurlFraming.Auto, o => o.Proxy = server.HttpUri);
            Assert.Equal(3, socket.HttpResponseHeaders.Count);
            Assert.Equal(5, (await socket.ReceiveWholeAsync()).Payload.Length);
        });

    [Fact]
    public Task Connect_HintsBeforeARefusal_FieldsAreThoseOfTheRefusal() => ScriptedServer.RunAsync(
        async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(Encoding.ASCII.GetBytes(Hints + "\r\n"));
            await c.RespondAsync(403, [("X-Which", "refusal")]);
        },
        async server =>
        {
            WebSocketException e = await Connections.FailsAsync(
                () => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), WebSocketError.NotAWebSocket);
            Assert.Equal(
                ["Content-Length", "X-Which"], Assert.IsType<CurlUpgradeRefusedException>(e.InnerException).Headers.Select(h => h.Name));
        });

    public static TheoryData<CurlFraming, string, string> Closing => new()
    {
        { CurlFraming.Auto, "", "Upgrade, close" },
        { CurlFraming.Libcurl, "", "Upgrade, close" },
        { CurlFraming.Auto, "", "close, Upgrade" },
        { CurlFraming.Auto, "", "Upgrade\r\nConnection: close" },
        { CurlFraming.Auto, "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n", "Upgrade" },
        { CurlFraming.Auto, "HTTP/1.0 103 Early Hints\r\n\r\n", "Upgrade" },
        { CurlFraming.Auto, "", "Upgrade\r\nProxy-Connection: close" },
        { CurlFraming.Auto, "", "Upgrade\r\nTransfer-Encoding: gzip" },
        { CurlFraming.Auto, "", "Upgrade\r\nContent-Length: 99999999999999999999" },
        { CurlFraming.Auto, "", "Upgrade\r\nContent-Length: 0" },
    };

    /// <summary>Either the message arrives or the connect fails and says why: never a connection that is none.</summary>
    [Theory]
    [MemberData(nameof(Closing))]
    public async Task Connect_AnswerThatEndsTheConnection_SaysSoOrGoesOn(CurlFraming framing, string interim, string connection)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.AcceptUpgradeAsync(r => (r.Interim, r["Connection"]) = (interim, connection), Wire.Text("hello"));
            await c.WaitForEofAsync();
        });
        string outcome;
        try
        {
            using CurlWebSocket socket = await Connections.ConnectAsync(server.WsUri, framing);
            outcome = $"{(await socket.ReceiveWholeAsync()).Payload.Length}";
        }
        catch (WebSocketException e)
        {
            CurlUpgradeRefusedException answer = Assert.IsType<CurlUpgradeRefusedException>(e.InnerException);
            Assert.Equal(HttpStatusCode.SwitchingProtocols, answer.StatusCode);
            Assert.Contains(answer.Headers, h => h.Name == "Sec-WebSocket-Accept");
            Assert.IsType<CurlException>(answer.InnerException);
            outcome = e.Message;
        }

        string cause = interim.StartsWith("HTTP/1.0", StringComparison.Ordinal) ? "HTTP/1.0" : "Connection: close";
        Assert.True(outcome == "5" || outcome.Contains(cause, StringComparison.Ordinal), outcome);
    }

    [Theory]
    [InlineData("Connection", "close, Upgrade", CurlErrorCode.WeirdServerReply)]
    [InlineData("X-Nothing", "", null)]
    public async Task ConnectOfAHandle_AnswerThatEndsTheConnection_Fails(string field, string value, CurlErrorCode? code)
    {
        await using ScriptedServer server = ScriptedServer.Start(async c =>
        {
            await c.AcceptUpgradeAsync(r => r[field] = value);
            await c.WaitForEofAsync();
        });
        using CurlEasy easy = new();
        easy.Options.Uri = server.WsUri;
        CurlException? failure = (CurlException?)await Record.ExceptionAsync(() => easy.ConnectAsync(Deadline.Token()));
        Assert.Equal((code, code is null), (failure?.Code, easy.IsConnected));
    }

    public static TheoryData<string, WebSocketError> Wrong => new()
    {
        { "accept", WebSocketError.HeaderError },
        { "no accept", WebSocketError.Faulted },
        { "subprotocol", WebSocketError.UnsupportedProtocol },
        { "extension", WebSocketError.HeaderError },
        { "upgrade", WebSocketError.HeaderError },
        { "version", WebSocketError.Faulted },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Connect_101ThatIsNotRight_ExceptionHasStatusAndFields(string what, WebSocketError error) => ScriptedServer.RunAsync(
        async c =>
        {
            await c.AcceptUpgradeAsync(r =>
            {
                r.Interim = Hints + "\r\n";
                r.Add("X-Why", "because");
                r.Accept = what == "accept" ? "wrong" : what == "no accept" ? null : r.Accept;
                r.SubProtocol = what == "subprotocol" ? "other" : null;
                r.Extensions = what == "extension" ? "x" : null;
                r["Upgrade"] = what == "upgrade" ? "h2c" : "websocket";
                r.StatusLine = what == "version" ? "HTTP/1.0 101 Switching Protocols" : r.StatusLine;
            });
            await c.WaitForEofAsync();
        },
        async server =>
        {
            WebSocketException e = await Connections.FailsAsync(() => Connections.ConnectAsync(server.WsUri, CurlFraming.Auto), error);
            CurlUpgradeRefusedException answer = Assert.IsType<CurlUpgradeRefusedException>(e.InnerException);
            Assert.Equal(HttpStatusCode.SwitchingProtocols, answer.StatusCode);
            Assert.Contains(answer.Headers, h => h is { Name: "X-Why", Value: "because" });
            Assert.DoesNotContain(answer.Headers, h => h.Name == "Link");
            Assert.Null(answer.RedirectUri);
            Assert.DoesNotContain(answer.Message, e.Message, StringComparison.Ordinal);
        });

    private static int s_linesInC;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe nuint CountInC(byte* buffer, nuint size, nuint count, void* data)
    {
        Interlocked.Increment(ref s_linesInC);
        return data == null ? size * count : 0;
    }

    private static unsafe void SetHeaderFunctionInC(CurlEasy easy) =>
        LibCurl.curl_easy_setopt(
            easy.Handle, LibCurl.CURLOPT_HEADERFUNCTION, (void*)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, void*, nuint>)&CountInC);

    private static unsafe curl_write_callback HeaderFunction(List<string> lines) => (buffer, size, count, _) =>
    {
        lines.Add(Encoding.ASCII.GetString(buffer, (int)(size * count)));
        return size * count;
    };
}
