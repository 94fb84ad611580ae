using System;
using System.Runtime.InteropServices;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Counts;

/// <summary>The C names; and the same calls as a C program makes them, which is what they are measured by.</summary>
internal sealed unsafe class InteropCases : IDisposable
{
    private readonly CURL _curl = curl_easy_init() ?? throw new InvalidOperationException("no handle");
    private readonly byte* _buffer = (byte*)NativeMemory.AllocZeroed(4096);

    private InteropCases(Uri uri)
    {
        curl_easy_setopt(_curl, CURLOPT_URL, uri.AbsoluteUri);
        curl_easy_setopt(_curl, CURLOPT_CONNECT_ONLY, 2L);
        Check(curl_easy_perform(_curl));
    }

    public void Dispose()
    {
        _curl.Dispose();
        NativeMemory.Free(_buffer);
    }

    internal static void Run(Peer peer, Action<string, int, Action, Action?> count)
    {
        const int Messages = 320;
        using (InteropCases sends = new(peer.At("sink")))
        {
            count("curl_ws_send of 125 B", Messages, () => Repeat(Messages, sends.Send), null);
            count("curl_ws_send of 125 B, as C", Messages, () => Repeat(Messages, sends.SendAsC), null);
        }

        using InteropCases receives = new(peer.At("feed?binary-125"));
        void Fill() => peer.Fill(Messages);
        count("curl_ws_recv of 125 B", Messages, () => Repeat(Messages, receives.Receive), Fill);
        count("curl_ws_recv of 125 B, span", Messages, () => Repeat(Messages, receives.ReceiveSpan), Fill);
        count("curl_ws_recv of 125 B, as C", Messages, () => Repeat(Messages, receives.ReceiveAsC), Fill);
    }

    private static void Repeat(int count, Action message)
    {
        for (int i = 0; i < count; i++)
        {
            message();
        }
    }

    private void Send()
    {
        nuint sent;
        Check(curl_ws_send(_curl, _buffer, 125, &sent, 0, CURLWS_BINARY));
    }

    private void Receive()
    {
        nuint received;
        curl_ws_frame* frame;
        Check(curl_ws_recv(_curl, _buffer, 4096, &received, &frame));
    }

    private void ReceiveSpan() => Check(curl_ws_recv(_curl, new Span<byte>(_buffer, 4096), out _, out _));

    private void SendAsC()
    {
        nuint sent;
        Check(AsC.Send(_curl.DangerousGetHandle(), _buffer, 125, &sent, 0, (uint)CURLWS_BINARY));
    }

    private void ReceiveAsC()
    {
        nuint received;
        curl_ws_frame* frame;
        Check(AsC.Receive(_curl.DangerousGetHandle(), _buffer, 4096, &received, &frame));
    }

    private static void Check(CURLcode code)
    {
        if (code != CURLE_OK)
        {
            throw new InvalidOperationException(curl_easy_strerror(code));
        }
    }

    /// <summary>Without the runtime's part of a call.</summary>
    private static class AsC
    {
        private static readonly nint s_library = NativeLibrary.Load(Environment.GetEnvironmentVariable("CURLWS_LIBCURL")!);

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nuint, nuint*, long, uint, CURLcode> Send =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nuint, nuint*, long, uint, CURLcode>)
            NativeLibrary.GetExport(s_library, "curl_ws_send");

        internal static readonly
            delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nuint, nuint*, curl_ws_frame**, CURLcode> Receive =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void*, nuint, nuint*, curl_ws_frame**, CURLcode>)
            NativeLibrary.GetExport(s_library, "curl_ws_recv");
    }
}
