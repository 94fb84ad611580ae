using System;
using System.Runtime.InteropServices;

namespace CurlWs;

/// <summary>
/// Where the frame that is being sent stands, and what may be sent next. libcurl itself does not say: while a frame is open it takes
/// any bytes as its payload and ignores the flags, and it has already copied and masked what it was first given.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct SendProgress
{
    private const WebSocketFrameKind Types = WebSocketFrameKind.Text | WebSocketFrameKind.Binary
        | WebSocketFrameKind.Close | WebSocketFrameKind.Ping | WebSocketFrameKind.Pong;

    private const WebSocketFrameKind Control = WebSocketFrameKind.Close | WebSocketFrameKind.Ping | WebSocketFrameKind.Pong;

    private WebSocketFrameKind _kind;

    // The type of the message whose last frame is still to come; libcurl would end it with a frame of any type.
    private WebSocketFrameKind _message;

    // What the very next call must pass: the rest of what libcurl was given, or all of it after would-block.
    private bool _repeat;
    private bool _repeatBegin;
    private long _repeatLength;

    /// <summary>Payload bytes that the open frame still needs.</summary>
    internal long BytesLeft { get; private set; }

    internal readonly bool MustRepeat => _repeat || _repeatBegin;

    internal readonly void CheckSend(int length, WebSocketFrameKind kind)
    {
        if (_repeatBegin)
        {
            throw new InvalidOperationException(
                "The beginning of a frame is still to be repeated: call TryBeginFrame again with the same arguments.");
        }

        if (_repeat)
        {
            if (length != _repeatLength || (kind != _kind && kind != WebSocketFrameKind.None))
            {
                throw new InvalidOperationException(
                    $"A frame is not finished: the next call must send the {_repeatLength} bytes that are left of it, with the "
                        + $"same kind or none; it was given {length} bytes and {kind}.");
            }
        }
        else if (BytesLeft > 0)
        {
            if (length > BytesLeft || (kind != _kind && kind != WebSocketFrameKind.None))
            {
                throw new InvalidOperationException(
                    $"A frame is open that needs {BytesLeft} more bytes: the next call must send a piece of it, with the same "
                        + $"kind or none; it was "
                    + $"given {length} bytes and {kind}.");
            }
        }
        else
        {
            CheckNew(length, kind);
        }
    }

    internal readonly void CheckBegin(long length, WebSocketFrameKind kind)
    {
        if (_repeatBegin ? length != _repeatLength || kind != _kind : _repeat || BytesLeft > 0)
        {
            throw new InvalidOperationException(
                $"Another frame is not finished: it needs {Math.Max(BytesLeft, _repeatLength)} more bytes first.");
        }

        CheckNew(length, kind);
    }

    internal void Sent(int length, WebSocketFrameKind kind, int sent, bool done)
    {
        if (!_repeat && BytesLeft == 0)
        {
            BytesLeft = length;
            Open(kind);
        }

        BytesLeft -= sent;
        _repeat = !done || sent < length;
        _repeatLength = _repeat ? length - sent : 0;
    }

    internal void Begun(long length, WebSocketFrameKind kind, bool done)
    {
        Open(kind);
        _repeatBegin = !done;
        _repeatLength = done ? 0 : length;
        BytesLeft = done ? length : 0;
    }

    private void Open(WebSocketFrameKind kind)
    {
        _kind = kind;
        if ((kind & Control) == 0)
        {
            _message = (kind & WebSocketFrameKind.Continues) != 0 ? kind & Types : WebSocketFrameKind.None;
        }
    }

    private readonly void CheckNew(long length, WebSocketFrameKind kind)
    {
        WebSocketFrameKind type = kind & Types;
        bool control = (type & Control) != 0;
        if ((type & (type - 1)) != 0 || (kind & ~(Types | WebSocketFrameKind.Continues)) != 0 || type == 0
            || (control && (kind & WebSocketFrameKind.Continues) != 0))
        {
            throw new ArgumentException(
                $"{kind} is not a frame: give one type; only Text and Binary may have Continues.", nameof(kind));
        }

        if (control && length > 125)
        {
            throw new ArgumentException(
                $"A control frame has at most 125 bytes (RFC 6455, section 5.5); this one would have {length}.", nameof(length));
        }

        if (!control && _message != WebSocketFrameKind.None && type != _message)
        {
            throw new InvalidOperationException(
                $"A {_message} message is not finished: its next frame must be {_message} too; it was given {kind}.");
        }
    }
}
