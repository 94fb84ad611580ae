using System;

using CurlWs.Interop;

namespace CurlWs;

// Everything is read here, in one call on the handle: no other thread changes anything in between.
public sealed partial class CurlEasyInfo
{
    internal CurlEasyInfo(CURL handle)
    {
        using Call call = Call.On(handle);
        InfoReader read = new(handle);
        ResponseCode = (int)(read.Number(CurlInfos.ResponseCode) ?? 0);
        ProxyStatusCode = read.ProxyStatusCode();
        EffectiveUri = read.Address(CurlInfos.EffectiveUri) is { } effective ? SafeText.WithoutUser(effective) : null;
        EffectiveMethod = read.Text(CurlInfos.EffectiveMethod);
        RedirectUri = read.Address(CurlInfos.RedirectUri);
        RedirectCount = (int)(read.Number(CurlInfos.RedirectCount) ?? 0);
        HttpVersion = read.HttpVersion();
        Scheme = read.Text(CurlInfos.Scheme)?.ToLowerInvariant();
        ContentType = read.Text(CurlInfos.ContentType);
        ContentLength = read.NotNegative(CurlInfos.ContentLength);
        RetryAfter = read.Number(CurlInfos.RetryAfter) is > 0 and long seconds ? TimeSpan.FromSeconds(seconds) : null;
        Referer = read.Text(CurlInfos.Referer);
        Cookies = read.List(CurlInfos.Cookies);
        HttpAuthAvailable = (CurlAuth)(read.Number(CurlInfos.HttpAuthAvailable) ?? 0);
        ProxyAuthAvailable = (CurlAuth)(read.Number(CurlInfos.ProxyAuthAvailable) ?? 0);
        DownloadedBytes = read.Number(CurlInfos.DownloadedBytes) ?? 0;
        UploadedBytes = read.Number(CurlInfos.UploadedBytes) ?? 0;
        DownloadBytesPerSecond = read.Number(CurlInfos.DownloadBytesPerSecond) ?? 0;
        UploadBytesPerSecond = read.Number(CurlInfos.UploadBytesPerSecond) ?? 0;
        HeaderBytes = read.Number(CurlInfos.HeaderBytes) ?? 0;
        RequestBytes = read.Number(CurlInfos.RequestBytes) ?? 0;

        PrimaryEndPoint = read.EndPoint(CurlInfos.PrimaryIp, CurlInfos.PrimaryPort);
        LocalEndPoint = read.EndPoint(CurlInfos.LocalIp, CurlInfos.LocalPort);
        ConnectionId = read.NotNegative(CurlInfos.ConnectionId);
        TransferId = read.NotNegative(CurlInfos.TransferId);
        ConnectCount = (int)(read.Number(CurlInfos.ConnectCount) ?? 0);
        OsError = (int)(read.Number(CurlInfos.OsError) ?? 0);
        UsedProxy = read.Number(CurlInfos.UsedProxy) is { } used ? used != 0 : null;
        ProxyError = (CurlProxyErrorCode)(read.Number(CurlInfos.ProxyError) ?? 0);
        TlsVerifyResult = read.Number(CurlInfos.TlsVerifyResult) ?? 0;
        ProxyTlsVerifyResult = read.Number(CurlInfos.ProxyTlsVerifyResult) ?? 0;
        DefaultCaFile = read.Text(CurlInfos.DefaultCaFile);
        DefaultCaPath = read.Text(CurlInfos.DefaultCaPath);
        TlsEngines = read.List(CurlInfos.TlsEngines);
        CertificateChain = read.Certificates();

        NameLookupTime = read.Time(CurlInfos.NameLookupTime) ?? TimeSpan.Zero;
        ConnectTime = read.Time(CurlInfos.ConnectTime) ?? TimeSpan.Zero;
        TlsHandshakeTime = read.Time(CurlInfos.TlsHandshakeTime) ?? TimeSpan.Zero;
        PreTransferTime = read.Time(CurlInfos.PreTransferTime) ?? TimeSpan.Zero;
        PostTransferTime = read.Time(CurlInfos.PostTransferTime);
        StartTransferTime = read.Time(CurlInfos.StartTransferTime) ?? TimeSpan.Zero;
        TotalTime = read.Time(CurlInfos.TotalTime) ?? TimeSpan.Zero;
        RedirectTime = read.Time(CurlInfos.RedirectTime) ?? TimeSpan.Zero;
        QueueTime = read.Time(CurlInfos.QueueTime);
    }
}
