using System;
using System.Collections.Generic;
using Xunit;

namespace CurlWs.Tests.Easy;

public sealed class OptionsBadInputTests
{
    public static TheoryData<string, Action<CurlEasyOptions>> Wrong => new()
    {
        { "HttpHeaders", options => options.HttpHeaders = ["A: b\r\nSecret: s3cret"] },
        { "HttpHeaders", options => options.HttpHeaders = [string.Empty] },
        { "HttpHeaders", options => options.HttpHeaders = [null!] },
        { "UserAgent", options => options.UserAgent = "s3cret\n" },
        { "Password", options => options.Password = "s3cret\0x" },
        { "BearerToken", options => options.BearerToken = "s3cret\r" },
        { "BearerToken", options => options.BearerToken = string.Empty },
        { "CaFile", options => options.CaFile = string.Empty },
        { "UnixSocketPath", options => options.UnixSocketPath = string.Empty },
        { "Interface", options => options.Interface = string.Empty },
        { "CaBlob", options => options.CaBlob = ReadOnlyMemory<byte>.Empty },
        { "Protocols", options => options.Protocols = ["s3cret,http"] },
        { "Tls12Ciphers", options => options.Tls12Ciphers = ["s3cret:b"] },
        { "Port", options => options.Port = 65_536 },
        { "Port", options => options.Port = -1 },
        { "LocalPort", options => options.LocalPort = -1 },
        { "ConnectTimeout", options => options.ConnectTimeout = TimeSpan.FromTicks(-1) },
        { "Timeout", options => options.Timeout = TimeSpan.MaxValue },
        { "TcpKeepIdle", options => options.TcpKeepIdle = TimeSpan.FromSeconds(-1) },
        { "DnsCacheTimeout", options => options.DnsCacheTimeout = TimeSpan.FromSeconds(-2) },
        { "BufferSize", options => options.BufferSize = 1 },
        { "line", options => options.AddCookie("ALL") },
        { "line", options => options.AddCookie("s3cret\n") },
        { "value", options => options.Set(CurlOptions.UserNameAndPassword, "s3cret\0") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Value_ThatLibcurlWouldMisread_IsRefusedByName(string property, Action<CurlEasyOptions> set)
    {
        using CurlEasy easy = new();
        ArgumentException thrown = Assert.ThrowsAny<ArgumentException>(() => set(easy.Options));
        Assert.Equal(property, thrown.ParamName);
        Assert.DoesNotContain("s3cret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_ThatLibcurlRefuses_IsNotInTheText()
    {
        using CurlEasy easy = new();
        CurlException thrown = Assert.Throws<CurlException>(() => easy.Options.Password = new string('s', 9_000_000));
        Assert.Equal(CurlErrorCode.BadFunctionArgument, thrown.Code);
        Assert.True(thrown.ToString().Length < 4_000);
        Assert.Null(easy.Options.Password);
    }

    [Fact]
    public void Keys_HaveTheTypeOfTheirOption()
    {
        Assert.IsType<CurlOption<string>>(CurlOptions.Uri);
        Assert.IsType<CurlOption<long>>(CurlOptions.TcpNoDelay);
        Assert.IsType<CurlOption<IReadOnlyList<string>>>(CurlOptions.HttpHeaders);
        Assert.IsType<CurlOption<ReadOnlyMemory<byte>>>(CurlOptions.CaBlob);
        Assert.Null(typeof(CurlOptions).GetProperty("WriteFunction"));
        Assert.Null(typeof(CurlOptions).GetProperty("WriteData"));
    }

    [Fact]
    public void Set_ByKey_IsSeenByTheGuards()
    {
        using CurlEasy easy = new();
        easy.Options.Set(CurlOptions.Uri, "http://127.0.0.1/");
        easy.Options.Set(CurlOptions.ForbidReuse, 1);
        easy.Options.Set(CurlOptions.ConnectOnly, 2);
        easy.Options.Set(CurlOptions.TimeoutSeconds, 3);
        easy.Options.Set(CurlOptions.HttpHeaders, ["A: b"]);
        Assert.Equal(new Uri("http://127.0.0.1/"), easy.Options.Uri);
        Assert.True(easy.Options.ForbidReuse);
        Assert.Equal(CurlConnectOnly.WebSocket, easy.Options.ConnectOnly);
        Assert.Equal(TimeSpan.FromSeconds(3), easy.Options.Timeout);
        Assert.Throws<InvalidOperationException>(easy.Perform);
        easy.Options.Set(CurlOptions.Uri, null);
        Assert.Null(easy.Options.Uri);
        object data = new();
        easy.Options.Set(CurlOptions.Private, data);
        Assert.Same(data, easy.GetInfo(CurlInfos.Private));
    }
}
