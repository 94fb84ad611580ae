using System;
using System.Collections;
using System.Collections.Generic;
using System.IO.Compression;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using CurlWs.Tests.WebSockets.Telemetry;

namespace CurlWs.Tests.WebSockets;

/// <summary>Options with a value that is not their default, and whether two values are the same.</summary>
internal static class OptionsAlong
{
    // Kept: one for each test would be left to its finaliser.
    private static readonly CurlShare s_share = new(CurlShareData.TlsSessions);

    internal static void Change(CurlWebSocketOptions options, PropertyInfo property)
    {
        switch (property.GetValue(options))
        {
            case CurlHeaderCollection fields:
                fields.Add("X-Mine", "mine");
                return;
            case IList<string> names:
                names.Add("mine");
                return;
            case long:
                property.SetValue(options, 7L);
                return;
            case int:
                property.SetValue(options, 7);
                return;
            case X509Certificate2Collection chain:
                chain.Add(Certificate());
                return;
            case bool value:
                property.SetValue(options, !value);
                return;
            case CurlFraming:
                property.SetValue(options, CurlFraming.Libcurl);
                return;
            case CurlSendQueueFullMode:
                property.SetValue(options, CurlSendQueueFullMode.DropOldest);
                return;
            case CompressionLevel:
                property.SetValue(options, CompressionLevel.Fastest);
                return;
            case CurlNetrc:
                property.SetValue(options, CurlNetrc.Optional);
                return;
            case CurlIpResolve:
                property.SetValue(options, CurlIpResolve.V6);
                return;
            default:
                property.SetValue(options, Value(property));
                return;
        }
    }

    internal static bool Same(object? one, object? other) => (one, other) switch
    {
        (string, _) => Equals(one, other),
        (IEnumerable a, IEnumerable b) => a.Cast<object>().SequenceEqual(b.Cast<object>()),
        _ => Equals(one, other),
    };

    private static object Value(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when type == typeof(string) => "mine",
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => 7L,
            _ when type == typeof(bool) => true,
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(77),
            _ when type == typeof(Uri) => new Uri("http://mine.test/"),
            _ when type == typeof(IWebProxy) => new WebProxy("http://mine.test/"),
            _ when type == typeof(NetworkCredential) || type == typeof(ICredentials) => new NetworkCredential("me", "it"),
            _ when type == typeof(CookieContainer) => new CookieContainer(),
            _ when type == typeof(IReadOnlyList<string>) => (string[])["mine"],
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1]),
            _ when type == typeof(CurlAuth) => CurlAuth.Digest,
            _ when type == typeof(CurlShare) => s_share,
            _ when type == typeof(CurlTlsVersion) => CurlTlsVersion.Tls13,
            _ when type == typeof(WebSocketDeflateOptions) => new WebSocketDeflateOptions(),
            _ when type == typeof(CurlTraceCallback) => (CurlTraceCallback)((_, _) => { }),
            _ when type == typeof(Action<CurlEasy>) => (Action<CurlEasy>)(_ => { }),
            _ when type == typeof(CurlSendBudget) => new CurlSendBudget(1),
            _ when type == typeof(Func<CurlSendQueueFullContext, CurlSendQueueFullMode>) =>
                (Func<CurlSendQueueFullContext, CurlSendQueueFullMode>)(_ => CurlSendQueueFullMode.Wait),
            _ when type == typeof(X509Certificate2) => Certificate(),
            _ when type == typeof(RemoteCertificateValidationCallback) => (RemoteCertificateValidationCallback)((_, _, _, _) => true),
            _ when type == typeof(CurlFrameTraceHandler) => (CurlFrameTraceHandler)((in CurlFrameTrace _) => { }),
            _ when type == typeof(IMeterFactory) => new MeasuredValues(),
            _ when type == typeof(X509ChainPolicy) => new X509ChainPolicy(),
            _ => throw new NotSupportedException($"Say what a {type} of {property.Name} can be here."),
        };
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create();
        return new CertificateRequest("CN=mine", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
    }
}
