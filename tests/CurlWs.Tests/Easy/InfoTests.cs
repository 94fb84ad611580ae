using System;
using System.Reflection;
using CurlWs.Interop;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>What libcurl tells of a transfer, property by property and key by key.</summary>
public sealed class InfoTests
{
    [Fact]
    public void Info_BeforeATransfer_HasEveryProperty()
    {
        using CurlEasy easy = new();
        Assert.Empty(easy.Headers);
        foreach (PropertyInfo property in typeof(CurlEasyInfo).GetProperties())
        {
            property.GetValue(easy.Info);
        }

        Assert.Null(easy.Info.PrimaryEndPoint);
        Assert.Null(easy.Info.ConnectionId);
        Assert.Null(easy.Info.HttpVersion);
    }

    [Fact]
    public void GetInfo_EveryKey_IsAnswered()
    {
        using CurlEasy easy = new();
        MethodInfo get = typeof(CurlEasy).GetMethod(nameof(CurlEasy.GetInfo))!;
        foreach (PropertyInfo key in typeof(CurlInfos).GetProperties())
        {
            try
            {
                get.MakeGenericMethod(key.PropertyType.GenericTypeArguments[0]).Invoke(easy, [key.GetValue(null)]);
            }
            catch (TargetInvocationException e) when (e.InnerException is CurlException { Code: CURLcode.CURLE_UNKNOWN_OPTION })
            {
                Assert.True(CurlLibrary.Version < new Version(8, 22), $"{key.Name} is unknown to libcurl {CurlLibrary.Version}");
            }
        }
    }
}
