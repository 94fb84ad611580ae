using System;
using System.Text;
using CurlWs.Interop;
using CurlWs.Samples;
using Xunit;

namespace CurlWs.Tests.Easy;

/// <summary>One download from the embedded server, and what came of it.</summary>
internal sealed unsafe class MultiTransfer : IDisposable
{
    private readonly StringBuilder _body = new();

    internal MultiTransfer(EmbeddedServer server, bool tls)
    {
        Easy.Options.Uri = tls ? server.HttpsUri : server.HttpUri;
        LibCurl.curl_easy_setopt(Easy.Handle, LibCurl.CURLOPT_CAINFO, server.CaFile);
        curl_write_callback write = (data, size, count, _) =>
        {
            if (Throws is not null)
            {
                throw Throws;
            }

            _body.Append(Encoding.UTF8.GetString(data, (int)(size * count)));
            return size * count;
        };
        LibCurl.curl_easy_setopt(Easy.Handle, LibCurl.CURLOPT_WRITEFUNCTION, write);
    }

    internal CurlEasy Easy { get; } = new();

    /// <summary>What the write callback throws.</summary>
    internal Exception? Throws { get; set; }

    /// <summary>Whether to wait for a connection that can be shared rather than to open another.</summary>
    internal bool Waits { init => LibCurl.curl_easy_setopt(Easy.Handle, LibCurl.CURLOPT_PIPEWAIT, value ? 1L : 0L); }

    internal string Body => _body.ToString();

    internal int HttpMajor => Info(LibCurl.CURLINFO_HTTP_VERSION) switch { LibCurl.CURL_HTTP_VERSION_2_0 => 2, _ => 1 };

    internal long NewConnections => Info(LibCurl.CURLINFO_NUM_CONNECTS);

    public void Dispose() => Easy.Dispose();

    private long Info(CURLINFO info)
    {
        Assert.Equal(CURLcode.CURLE_OK, LibCurl.curl_easy_getinfo(Easy.Handle, info, out long value));
        return value;
    }
}
