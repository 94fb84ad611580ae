using System;
using System.Collections.Generic;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>A transfer with a write callback, which takes each chunk with the frame that curl_ws_meta tells.</summary>
internal sealed unsafe class FrameTransfer : IDisposable
{
    internal FrameTransfer(ScriptedServer server, Action<CURL>? configure = null)
    {
        Curl = Session.NewHandle(server.WsUri.AbsoluteUri, configure, connectOnly: false);
        curl_write_callback write = Write;
        Assert.Equal(CURLE_OK, curl_easy_setopt(Curl, CURLOPT_WRITEFUNCTION, write));
        Assert.Equal(CURLE_OK, curl_easy_setopt(Curl, CURLOPT_WRITEDATA, Curl));
    }

    internal CURL Curl { get; }

    internal FrameAssembler Into { get; } = new();

    /// <summary>Looks at a chunk before it is taken; anything but null is what the callback returns instead of taking it.</summary>
    internal Func<curl_ws_frame, byte[], nuint?>? Before { get; set; }

    internal int Calls { get; private set; }

    /// <summary>Performs with the easy interface.</summary>
    internal CURLcode Perform()
    {
        CURLcode code = curl_easy_perform(Curl);
        Into.End();
        return code;
    }

    /// <summary>The frames as lines; the last line is the final code.</summary>
    internal List<string> PerformLines()
    {
        CURLcode code = Perform();
        return [.. Received.Lines(Into.Frames), code.ToString()];
    }

    public void Dispose() => curl_easy_cleanup(Curl);

    private nuint Write(byte* buffer, nuint size, nuint nitems, object? outstream)
    {
        Calls++;
        Assert.Equal((nuint)1, size);
        Assert.Same(Curl, outstream);
        Assert.True(curl_ws_meta(Curl, out curl_ws_frame meta));
        byte[] chunk = new ReadOnlySpan<byte>(buffer, (int)nitems).ToArray();
        if (Before?.Invoke(meta, chunk) is nuint instead)
        {
            return instead;
        }

        Into.Add(meta, chunk);
        return nitems;
    }
}
