using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.Tests.Architecture;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What libcurl tells of a transfer: all of it at once, and key by key.</summary>
public sealed partial class InfoTests
{
    private static readonly PropertyInfo[] s_properties = typeof(CurlEasyInfo).GetProperties();

    [Fact]
    public void Info_BeforeATransfer_HasEveryProperty()
    {
        using CurlEasy easy = new();
        Assert.Empty(easy.GetHeaders());
        CurlEasyInfo info = easy.GetInfo();
        Assert.Null(info.PrimaryEndPoint);
        Assert.Null(info.ConnectionId);
        Assert.Null(info.HttpVersion);
        Assert.Null(info.ProxyStatusCode);
        Assert.Null(info.RedirectUri);
        Assert.Equal(0, info.ResponseCode);
        Assert.Empty(info.Cookies);
    }

    [Fact]
    public async Task Info_AfterDisposal_HasWhatWasReadBefore_AndNoGetterThrows()
    {
        await ScriptedServer.RunAsync(
            async connection => await connection.RespondAsync(302, [("Location", "/next"), ("Set-Cookie", "c=1")]),
            server => Task.Run(() =>
            {
                CurlEasyInfo info;
                using (CurlEasy easy = OptionsExchange.New(server))
                {
                    easy.Options.CookieFile = string.Empty;
                    easy.Perform();
                    info = easy.GetInfo();
                    easy.Options.Uri = new Uri("http://elsewhere.example/");
                    easy.Reset();
                    Assert.Equal(0, easy.GetInfo().ResponseCode);
                    easy.Dispose();
                    Assert.Throws<ObjectDisposedException>(easy.GetInfo);
                }

                object?[] once = [.. s_properties.Select(property => property.GetValue(info))];
                Assert.Equal(once, s_properties.Select(property => property.GetValue(info)));
                Assert.Equal(302, info.ResponseCode);
                Assert.Equal(new Uri(server.HttpUri, "/next"), info.RedirectUri);
                Assert.Equal(server.HttpUri.Authority, info.EffectiveUri?.Authority);
                Assert.Single(info.Cookies);
            }));
    }

    /// <summary>Whoever logs the address must not log a password (CVE-2026-94266 is libcurl's way to one that was in no address).</summary>
    [Theory]
    [InlineData("me:s3cret@", false)]
    [InlineData("", true)]
    public async Task EffectiveUri_UserAndPassword_AreNotInIt(string user, bool byOptions)
    {
        await ScriptedServer.RunAsync(
            async connection =>
            {
                await connection.RespondAsync(302, [("Location", "/next")]);
                await connection.ReadRequestAsync();
                await connection.RespondAsync(200);
            },
            server => Task.Run(() =>
            {
                using CurlEasy easy = OptionsExchange.New(server);
                easy.Options.Uri = new Uri($"http://{user}{server.HttpUri.Authority}/");
                (easy.Options.UserName, easy.Options.Password) = byOptions ? ("me", "s3cret") : (null, null);
                easy.Options.FollowLocation = true;
                easy.Perform();
                Assert.Equal(new Uri(server.HttpUri, "/next"), easy.GetInfo().EffectiveUri);
                Assert.Equal(string.Empty, easy.GetInfo().EffectiveUri?.UserInfo);
            }));
    }

    [Fact]
    public void Info_Lists_AreReadOnlyAndBuiltOnce()
    {
        using CurlEasy easy = new();
        CurlEasyInfo info = easy.GetInfo();
        PropertyInfo[] lists = [.. s_properties.Where(property => property.PropertyType.IsGenericType
            && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))];
        Assert.Equal(3, lists.Length);
        Assert.All(lists, list => Assert.True(((IList)list.GetValue(info)!).IsReadOnly, list.Name));
        Assert.All(lists, list => Assert.Same(list.GetValue(info), list.GetValue(info)));
    }

    /// <summary>What the oldest libcurl that works here may not know can be null, and is null where it is not known.</summary>
    [Theory]
    [InlineData(nameof(CurlEasyInfo.ConnectionId), "8.2.0")]
    [InlineData(nameof(CurlEasyInfo.TransferId), "8.2.0")]
    [InlineData(nameof(CurlEasyInfo.QueueTime), "8.6.0")]
    [InlineData(nameof(CurlEasyInfo.UsedProxy), "8.7.0")]
    [InlineData(nameof(CurlEasyInfo.PostTransferTime), "8.10.0")]
    public void Info_NewerThanHeaders_MayBeNull(string name, string since)
    {
        PropertyInfo property = typeof(CurlEasyInfo).GetProperty(name)!;
        Assert.NotNull(Nullable.GetUnderlyingType(property.PropertyType));
        using CurlEasy easy = new();
        if (name is not (nameof(CurlEasyInfo.ConnectionId) or nameof(CurlEasyInfo.TransferId)))
        {
            Assert.Equal(CurlLibrary.Version >= new Version(since), property.GetValue(easy.GetInfo()) is not null);
        }
    }

    [Fact]
    public void Infos_KeyThatNoLibcurlKnows_IsNull()
    {
        using CurlEasy easy = new();
        Assert.Null(easy.Infos.Number(new CurlInfo<long>(CURLINFO.CURLINFO_LASTONE + 0x200000 + 900)));
        Assert.Null(easy.Infos.Text(new CurlInfo<string>(CURLINFO.CURLINFO_LASTONE + 0x100000 + 900)));
        Assert.Empty(easy.Infos.List(CurlInfos.Cookies));
    }

    /// <summary>Some 45 questions are too many for a path that is counted: the library asks for what it needs.</summary>
    [Fact]
    public void Library_OwnCode_ReadsNoWholeInfo()
    {
        string[] readers =
        [
            .. SourceFile.All("Interop", "Easy", "WebSockets")
                .Where(file => file.Name != "CurlLibrary.cs" && WholeInfo().IsMatch(file.Code)).Select(file => file.Name),
        ];
        Assert.Equal(["CurlEasy.Info.cs"], readers);
        Assert.Matches(WholeInfo(), "long status = easy.GetInfo().ResponseCode;");
        Assert.DoesNotMatch(WholeInfo(), "long status = easy.GetInfo(CurlInfos.ResponseCode); _ = CurlLibrary.GetInfo();");
    }

    [Fact]
    public void GetInfo_EveryKey_IsAnswered()
    {
        using CurlEasy easy = new();
        MethodInfo get =
            typeof(CurlEasy).GetMethods().Single(method => method is { Name: nameof(CurlEasy.GetInfo), IsGenericMethod: true });
        foreach (PropertyInfo key in typeof(CurlInfos).GetProperties())
        {
            try
            {
                get.MakeGenericMethod(key.PropertyType.GenericTypeArguments[0]).Invoke(easy, [key.GetValue(null)]);
            }
            catch (TargetInvocationException e) when (e.InnerException is CurlException { Code: CurlErrorCode.UnknownOption })
            {
                Assert.True(CurlLibrary.Version < new Version(8, 22), $"{key.Name} is unknown to libcurl {CurlLibrary.Version}");
            }
        }
    }

    [GeneratedRegex(@"(?<!CurlLibrary\.)\bGetInfo\(\)|\bnew CurlEasyInfo\b|\bCurlEasyInfo \w+ = new\b")]
    private static partial Regex WholeInfo();
}
