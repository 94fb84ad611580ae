using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Samples;
using CurlWs.TestServers;
using CurlWs.Tests.Samples;
using ForeignBinding;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Easy;

/// <summary>The guide for those who come from another binding: what it shows is compiled, and what is compiled works.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Who disposes what is what these tests are about.")]
public sealed class MigratingTests : IAsyncLifetime
{
    private const string Page = "plain HTTP from the embedded server\n";

    private EmbeddedServer _server = null!;

    private static string Text => Path.Combine(Repository.Root, "src", "CurlWs.Bindings", "MIGRATING.md");

    // 8.14.1 masks predictably: allowed here, on loopback.
    private static CurlWebSocketOptions OnLoopback => new() { AllowPredictableMasking = true };

    public async ValueTask InitializeAsync() => _server = await EmbeddedServers.StartAsync(Deadline.Token());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Guide_EachPieceOfCSharp_OccursInTheSnippets() =>
        Guide.AssertCodeOccurs(
            Text,
            Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CurlWs.Tests", "Easy"), "Migrating*Snippets.cs"),
            minimumRows: 130);

    [Fact]
    public void Guide_EachMemberOfClientWebSocket_HasItsRow()
    {
        string part = File.ReadAllText(Text).Split("\n## ").Single(
            part => part.StartsWith("From ClientWebSocket\n", StringComparison.Ordinal));
        string[][] rows =
        [
            .. part.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | ", 2)),
        ];
        string left = string.Join('\n', rows.Select(row => row[0]));

        // What is between the marks is compiled: see the test above.
        Assert.Equal([], [.. rows.Where(row => !row[1].Contains('`', StringComparison.Ordinal)).Select(row => row[0])]);
        string[] members =
        [
            .. Members(typeof(ClientWebSocket), ""),
            .. Members(typeof(ClientWebSocketOptions), "Options."),
        ];

        Assert.InRange(members.Length, 30, int.MaxValue);
        Assert.Equal([], [.. members.Where(member => !left.Contains($"`{member}`", StringComparison.Ordinal))]);
    }

    [Fact]
    public void Namespaces_OfThePackage_ShareNoName()
    {
        // Both in one file, as a port that moves up step by step has them.
        Type[] types = typeof(CurlWebSocket).Assembly.GetExportedTypes();
        HashSet<string> interop = [.. types.Where(type => type.Namespace == "CurlWs.Interop").Select(type => type.Name)];
        Assert.Equal([], [.. types.Where(type => type.Namespace == "CurlWs" && interop.Contains(type.Name))]);
        Assert.Equal([], [.. types.Where(type => !type.IsNested && typeof(LibCurl).GetMember(type.Name).Length > 0)]);
    }

    [Fact]
    public void Alias_BesideAnotherBinding_Decides()
    {
        using CURL curl = curl_easy_init()!;
        MigratingSnippets.Redirect();
        SafeEasyHandle theirs = CurlNative.Easy.Init();
        Assert.Equal(CURLcode.CURLE_OK, MigratingBesideSnippets.SetTimeout(curl, theirs));
        CurlNative.Easy.Cleanup(theirs.DangerousGetHandle());
        theirs.SetHandleAsInvalid();
    }

    [Fact]
    public async Task Easy_OptionsTransferAndInformation_Work()
    {
        MigratingSnippets.Options(
            _server.HttpsUri, _server.CaFile, await File.ReadAllBytesAsync(_server.CaFile, TestContext.Current.CancellationToken));
        Assert.Equal((200, Page), await RunAsync(() => MigratingSnippets.Download(_server.HttpUri)));
        Assert.Equal("body", await RunAsync(() => MigratingSnippets.Upload(_server.HttpUri, "body"u8.ToArray())));
        using MemoryStream body = new();
        Assert.Equal(CURLcode.CURLE_OK, await RunAsync(() => MigratingSnippets.InCsNames(_server.HttpUri.AbsoluteUri, body)));
        Assert.Equal(Page.Length, body.Length);
    }

    [Fact]
    public async Task Perform_NobodyListens_TheExceptionSaysSo()
    {
        using CurlEasy easy = new();
        easy.Options.Uri = new Uri("http://127.0.0.1:1/");
        Assert.StartsWith(
            "CouldNotConnect: ",
            await RunAsync(() => MigratingSnippets.Refused(easy)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task MultiAndShare_TwoDownloads_Succeed()
    {
        using CurlEasy first = Quiet();
        using CurlEasy second = Quiet();
        await MigratingSnippets.MultiAsync(first, second, Deadline.Token());
        Assert.Null(await RunAsync(() => MigratingSnippets.MultiByHand(first)));
        await Deadline.Within(Task.Run(() => MigratingSnippets.Share(first, second), TestContext.Current.CancellationToken));
        foreach (CurlEasy easy in new[] { first, second })
        {
            Assert.Equal(CURLcode.CURLE_OK, curl_easy_getinfo(easy.Handle, CURLINFO_RESPONSE_CODE, out long status));
            Assert.Equal(200, status);
        }
    }

    [Fact]
    public async Task WebSocket_EachWay_ExchangesMessages()
    {
        string text = new('x', 100);
        Assert.Equal(text, await MigratingSnippets.FramesAsync(_server.WsUri, System.Text.Encoding.UTF8.GetBytes(text), Deadline.Token()));
        Assert.Equal("text, 3, True, NormalClosure", await MigratingSnippets.WebSocketAsync(_server.WsUri, OnLoopback, Deadline.Token()));
        Assert.Equal("chat", Assert.Single(MigratingSnippets.WebSocketOptions(_server.CaFile).SubProtocols));
        await Deadline.Within(
            Task.Run(() => MigratingSnippets.Blocking(_server.WsUri, OnLoopback, new byte[100]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClientWebSocket_EachMember_DoesTheSameHere()
    {
        CurlWebSocketOptions options = MigratingClientSnippets.Connecting();
        options.AllowPredictableMasking = true;
        Assert.Equal(
            "4 32 text, SwitchingProtocols chat True, Open Closed NormalClosure done",
            await MigratingClientSnippets.TalkAsync(_server.WsUri, options, Deadline.Token()));
        Assert.Equal(
            HttpStatusCode.SwitchingProtocols, await MigratingClientSnippets.RefusedAsync(_server.WsUri, options, Deadline.Token()));
        await ScriptedServer.RunAsync(
            async server =>
            {
                await server.ReadRequestAsync();
                await server.WriteAsync("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                await server.WaitForEofAsync();
            },
            async server => Assert.Equal(
                HttpStatusCode.Unauthorized, await MigratingClientSnippets.RefusedAsync(server.WsUri, options, Deadline.Token())));
    }

    [Fact]
    public async Task Foreign_RedirectedThenBorrowedThenAdopted_Upgrades()
    {
        MigratingSnippets.Redirect();
        Assert.Contains(CurlLibrary.Path, MigratingSnippets.Library(), StringComparison.Ordinal);
        SafeEasyHandle theirs = CurlNative.Easy.Init();
        await MigratingSnippets.BorrowAsync(theirs, _server.WsUri, Deadline.Token());
        Assert.False(theirs.IsClosed);
        using CurlWebSocket socket = await MigratingSnippets.AdoptAsync(theirs, _server.WsUri, OnLoopback, Deadline.Token());
        Assert.True(theirs.IsClosed);
        await socket.PingAsync(cancellationToken: Deadline.Token());
    }

    /// <summary>The public members that a type declares, methods with their parameters' types as C# has them.</summary>
    private static IEnumerable<string> Members(Type type, string prefix)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMembers(Declared).Where(member => member is not MethodBase { IsSpecialName: true, IsConstructor: false })
            .Select(member => member switch
        {
            ConstructorInfo made => prefix + type.Name + Parameters(made),
            MethodInfo method => prefix + method.Name + Parameters(method),
            _ => prefix + member.Name,
        });
    }

    private static string Parameters(MethodBase method) =>
        $"({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))})";

    private static string Name(Type type) => type switch
    {
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ when type == typeof(byte) => "byte",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(int) => "int",
        _ when type == typeof(string) => "string",
        _ => type.Name,
    };

    private static Task<T> RunAsync<T>(Func<T> calls) => Deadline.Within(Task.Run(calls, TestContext.Current.CancellationToken));

    private unsafe CurlEasy Quiet()
    {
        CurlEasy easy = new();
        easy.Options.Uri = _server.HttpUri;
        curl_easy_setopt(easy.Handle, CURLOPT_WRITEFUNCTION, (_, size, count, _) => size * count);
        return easy;
    }
}
