using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace CurlWs.Samples;

// Both directions at once: an echo server stops reading when nobody reads its answers. So each turn sends one frame, receives what is
// there, and waits on the socket only when neither moved.
internal sealed unsafe partial class Session
{
    private readonly byte[] _chunk = new byte[64 * 1024];
    private readonly Queue<(ReadOnlyMemory<byte> Payload, int Flags)> _outbox = new();
    private readonly Queue<byte[]> _pongs = new();
    private readonly MemoryStream _message = new();
    private readonly MemoryStream _control = new();
    private (ReadOnlyMemory<byte> Left, int Flags)? _sending;
    private long _sent;
    private long _received;
    private bool _messageEnded;
    private bool _messageIsText;
    private string? _pong;
    private bool _closing;
    private CloseFrame? _close;

    private void Enqueue(ReadOnlyMemory<byte> payload, int flags) => _outbox.Enqueue((payload, flags));

    private (byte[] Payload, bool IsText) ReceiveMessage(Action<long, long>? progress = null)
    {
        long sentBefore = _sent;
        _messageEnded = false;
        _message.SetLength(0);
        PumpUntil(() => _messageEnded, "send the message back", () => progress?.Invoke(_sent - sentBefore, _message.Length));
        return (_message.ToArray(), _messageIsText);
    }

    private void PumpUntil(Func<bool> done, string what, Action? progress = null)
    {
        long moved = Stopwatch.GetTimestamp();
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            long before = _sent + _received;
            bool blocked = !SendOneFrame();
            bool drained = false;
            while (!done() && !drained)
            {
                drained = !Receive();
            }

            progress?.Invoke();
            if (done())
            {
                return;
            }

            if (_sent + _received != before)
            {
                moved = Stopwatch.GetTimestamp();
            }

            // Receiving comes before waiting: what TLS has decrypted already never makes the socket readable again.
            if (blocked || !HasMoreToSend)
            {
                Wait(blocked, _patience - Stopwatch.GetElapsedTime(moved), what);
            }
        }
    }

    private bool HasMoreToSend => _sending is not null || _pongs.Count > 0 || _outbox.Count > 0;

    /// <summary>Sends the rest of the current frame or a new one, pongs first; false when the socket takes no more.</summary>
    private bool SendOneFrame()
    {
        _sending ??= _pongs.TryDequeue(out byte[]? ping) ? (ping, CURLWS_PONG)
            : _outbox.TryDequeue(out (ReadOnlyMemory<byte>, int) next) ? next
            : null;
        while (_sending is ({ } rest, int flags))
        {
            CURLcode code = curl_ws_send(_curl, rest.Span, out nuint sent, 0, (uint)flags);
            if (code == CURLE_AGAIN)
            {
                return false;
            }

            if (code != CURLE_OK)
            {
                throw Explain.Talking(code, _url);
            }

            // After a short send libcurl wants exactly the rest.
            rest = rest[(int)sent..];
            _sent += (long)sent;
            _sending = rest.IsEmpty ? null : (rest, flags);
        }

        return true;
    }

    /// <summary>Receives a piece of a frame; false when nothing is there.</summary>
    private bool Receive()
    {
        CURLcode code = curl_ws_recv(_curl, _chunk, out nuint count, out curl_ws_frame meta);
        if (code == CURLE_AGAIN)
        {
            return false;
        }

        if (code != CURLE_OK)
        {
            throw Explain.Talking(code, _url);
        }

        ReadOnlySpan<byte> data = _chunk.AsSpan(0, (int)count);
        _received += data.Length;
        bool frameEnded = meta.bytesleft == 0;
        if ((meta.flags & (CURLWS_PING | CURLWS_PONG | CURLWS_CLOSE)) == 0)
        {
            _message.Write(data);
            _messageIsText = (meta.flags & CURLWS_TEXT) != 0;
            _messageEnded = frameEnded && (meta.flags & CURLWS_CONT) == 0;
            return true;
        }

        _control.Write(data);
        if (frameEnded)
        {
            byte[] payload = _control.ToArray();
            _control.SetLength(0);
            OnControlFrame(meta.flags, payload);
        }

        return true;
    }

    private void OnControlFrame(int flags, byte[] payload)
    {
        if ((flags & CURLWS_PING) != 0)
        {
            _pongs.Enqueue(payload);
        }
        else if ((flags & CURLWS_PONG) != 0)
        {
            _pong = Encoding.UTF8.GetString(payload);
        }
        else
        {
            _close = CloseFrame.Parse(payload);
            if (!_closing)
            {
                // The answer that every close frame gets, unless a frame of ours is under way; nobody waits for it.
                if (_sending is null)
                {
                    curl_ws_send(_curl, payload, out _, 0, CURLWS_CLOSE);
                }

                throw Explain.Closed(_close);
            }
        }
    }

    private void Wait(bool toSend, TimeSpan atMost, string what)
    {
        if (atMost <= TimeSpan.Zero)
        {
            throw Explain.Late(what, _url, _patience);
        }

        curl_easy_getinfo(_curl, CURLINFO_ACTIVESOCKET, out curl_socket_t socket);
        int events = toSend ? CURL_WAIT_POLLIN | CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN;
        Span<curl_waitfd> sockets = [new curl_waitfd { fd = socket, events = (short)events }];
        Check(curl_multi_poll(_multi, sockets, (int)Math.Ceiling(atMost.TotalMilliseconds), out int _));
    }
}
