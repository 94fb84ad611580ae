using System;
using System.Net.WebSockets;

namespace CurlWs;

// Pings, pongs and the close frame, as they come. Under the turn.
internal sealed partial class ReceiveSide
{
    private readonly bool _automaticPong;
    private ControlFlood _flood = new(ControlFlood.DefaultMostInARow);
    private IncomingControl _control;

    internal event EventHandler<CurlWebSocketControlEventArgs>? PingReceived;

    internal event EventHandler<CurlWebSocketControlEventArgs>? PongReceived;

    /// <summary>How many pings and pongs that nobody asked for may come in a row.</summary>
    internal int MaxControlInARow
    {
        get => _flood.MostInARow;
        set => _flood = new ControlFlood(value);
    }

    /// <summary>A control frame is complete. True when it is something that the caller gets.</summary>
    private bool HandleControl(ReceiveMode mode, Span<byte> buffer, out ReceivedChunk received)
    {
        FrameHead head = _control.Head;
        ReadOnlySpan<byte> payload = _control.Take();
        bool asked = head.Type == WebSocketOpcode.Close;
        _connection.Telemetry.ReceivedControl(head.Type, payload.Length);
        switch (head.Type)
        {
            case WebSocketOpcode.Close:
                (WebSocketCloseStatus status, string reason) = CloseFrame.Parse(payload);
                _connection.MarkCloseReceived(status, reason);
                _connection.Telemetry.CloseReceived(status);
                break;
            case WebSocketOpcode.Ping:
                if (_automaticPong && !_send.HasFailed && !_connection.CloseSent)
                {
                    _send.SendPong(payload.ToArray());
                }

                Raise(PingReceived, payload);
                break;
            default:
                asked = _pings.PongArrived(payload, _connection.Telemetry);
                Raise(PongReceived, payload);
                break;
        }

        if (!asked && mode is not (ReceiveMode.Frames or ReceiveMode.Skip))
        {
            _flood.Count();
        }

        int count = 0;
        if (mode == ReceiveMode.Frames)
        {
            // The caller asked for room for a control frame.
            payload.CopyTo(buffer);
            count = payload.Length;
        }

        received = new ReceivedChunk(count, new FrameChunk(head, 0, 0, count), endOfMessage: true);
        return head.Type == WebSocketOpcode.Close || mode == ReceiveMode.Frames;
    }

    private void Raise(EventHandler<CurlWebSocketControlEventArgs>? handlers, ReadOnlySpan<byte> payload)
    {
        try
        {
            handlers?.Invoke(_connection.Owner, new CurlWebSocketControlEventArgs(payload.ToArray()));
        }
        catch (Exception e)
        {
            throw new HandlerFailedException(e);
        }
    }

    /// <summary>The control frame that is coming in. It has memory from the first one of the connection on.</summary>
    private struct IncomingControl
    {
        private byte[]? _payload;
        private int _count;

        /// <summary>The frame's; none between two frames.</summary>
        internal FrameHead Head { get; private set; }

        internal readonly bool IsNone => Head.IsNone;

        /// <summary>Where the rest of the payload goes.</summary>
        internal readonly Span<byte> Room => _payload.AsSpan(_count);

        /// <summary>The first chunk, which came into the caller's buffer because nobody knew yet what it is.</summary>
        internal bool Begin(in FrameChunk chunk, ReadOnlySpan<byte> buffer)
        {
            _payload ??= new byte[FrameHead.MaxControlPayload];
            Head = chunk.Head;
            buffer[..chunk.Length].CopyTo(Room);
            return Add(chunk);
        }

        internal bool Add(in FrameChunk chunk)
        {
            _count += chunk.Length;
            return true;
        }

        /// <summary>The whole payload; good until the next frame.</summary>
        internal ReadOnlySpan<byte> Take()
        {
            ReadOnlySpan<byte> payload = _payload.AsSpan(0, _count);
            (Head, _count) = (default, 0);
            return payload;
        }
    }
}
