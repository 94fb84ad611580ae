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
    private const WebSocketFrameFlags Types = WebSocketFrameFlags.Text | WebSocketFrameFlags.Binary
        | WebSocketFrameFlags.Close | WebSocketFrameFlags.Ping | WebSocketFrameFlags.Pong;

    private const WebSocketFrameFlags Control = WebSocketFrameFlags.Close | WebSocketFrameFlags.Ping | WebSocketFrameFlags.Pong;

    private WebSocketFrameFlags _flags;

    // The type of the message whose last frame is still to come; libcurl would end it with a frame of any type.
    private WebSocketFrameFlags _message;

    // What the very next call must pass: the rest of what libcurl was given, or all of it after would-block.
    private bool _repeat;
    private bool _repeatBegin;
    private long _repeatLength;

    /// <summary>Payload bytes that the open frame still needs.</summary>
    internal long BytesLeft { get; private set; }

    internal readonly bool MustRepeat => _repeat || _repeatBegin;

    internal readonly void CheckSend(int length, WebSocketFrameFlags flags)
    {
        if (_repeatBegin)
        {
            throw new InvalidOperationException(
                "The beginning of a frame is still to be repeated: call TryBeginFrame again with the same arguments.");
        }

        if (_repeat)
        {
            if (length != _repeatLength || (flags != _flags && flags != WebSocketFrameFlags.None))
            {
                throw new InvalidOperationException(
                    $"A frame is not finished: the next call must send the {_repeatLength} bytes that are left of it, with the "
                        + $"same flags or none; "
                    + $"it was given {length} bytes and {flags}.");
            }
        }
        else if (BytesLeft > 0)
        {
            if (length > BytesLeft || (flags != _flags && flags != WebSocketFrameFlags.None))
            {
                throw new InvalidOperationException(
                    $"A frame is open that needs {BytesLeft} more bytes: the next call must send a piece of it, with the same "
                        + $"flags or none; it was "
                    + $"given {length} bytes and {flags}.");
            }
        }
        else
        {
            CheckNew(length, flags);
        }
    }

    internal readonly void CheckBegin(long length, WebSocketFrameFlags flags)
    {
        if (_repeatBegin ? length != _repeatLength || flags != _flags : _repeat || BytesLeft > 0)
        {
            throw new InvalidOperationException(
                $"Another frame is not finished: it needs {Math.Max(BytesLeft, _repeatLength)} more bytes first.");
        }

        CheckNew(length, flags);
    }

    internal void Sent(int length, WebSocketFrameFlags flags, int sent, bool done)
    {
        if (!_repeat && BytesLeft == 0)
        {
            BytesLeft = length;
            Open(flags);
        }

        BytesLeft -= sent;
        _repeat = !done || sent < length;
        _repeatLength = _repeat ? length - sent : 0;
    }

    internal void Begun(long length, WebSocketFrameFlags flags, bool done)
    {
        Open(flags);
        _repeatBegin = !done;
        _repeatLength = done ? 0 : length;
        BytesLeft = done ? length : 0;
    }

    private void Open(WebSocketFrameFlags flags)
    {
        _flags = flags;
        if ((flags & Control) == 0)
        {
            _message = (flags & WebSocketFrameFlags.Continues) != 0 ? flags & Types : WebSocketFrameFlags.None;
        }
    }

    private readonly void CheckNew(long length, WebSocketFrameFlags flags)
    {
        WebSocketFrameFlags type = flags & Types;
        bool control = (type & Control) != 0;
        if ((type & (type - 1)) != 0 || (flags & ~(Types | WebSocketFrameFlags.Continues)) != 0 || type == 0
            || (control && (flags & WebSocketFrameFlags.Continues) != 0))
        {
            throw new ArgumentException(
                $"{flags} is not a frame: give one type; only Text and Binary may have Continues.", nameof(flags));
        }

        if (control && length > 125)
        {
            throw new ArgumentException(
                $"A control frame has at most 125 bytes (RFC 6455, section 5.5); this one would have {length}.", nameof(length));
        }

        if (!control && _message != WebSocketFrameFlags.None && type != _message)
        {
            throw new InvalidOperationException(
                $"A {_message} message is not finished: its next frame must be {_message} too; it was given {flags}.");
        }
    }
}
