using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;

namespace CurlWs.Tests.WebSockets.Flow;

/// <summary>The engines of a connection that is none: a side is driven with what a test puts in, and tells what comes out.</summary>
internal sealed class FakeEngine : IConnectionOwner, IDisposable
{
    private readonly CurlEasy _easy = new();

    internal FakeEngine(bool compresses = false, CurlWebSocketOptions? options = null)
    {
        Connection = new ConnectionState(this, ConnectionTelemetry.OfHandle(uri: null, new CurlWebSocketOptions()));
        Encoder = new FakeEncoder();
        Decoder = new FakeDecoder();
        FrameEncoder encoder = compresses ? new DeflatingEncoder(Encoder, windowBits: 15, contextTakeover: true, tuning: default) : Encoder;
        Send = new SendSide(Connection, _easy, encoder, options ?? new CurlWebSocketOptions());
        Receive = new ReceiveSide(Connection, Send, Pings, _easy, Decoder, new CurlWebSocketOptions { MaxMessageSize = 10 });
    }

    internal ConnectionState Connection { get; }

    internal SendSide Send { get; }

    internal ReceiveSide Receive { get; }

    internal PendingPings Pings { get; } = new();

    internal FakeEncoder Encoder { get; }

    internal FakeDecoder Decoder { get; }

    /// <summary>How the connection has ended.</summary>
    internal Ending Ended { get; private set; }

    ExceptionDispatchInfo? IConnectionOwner.Free(Ending ending, Exception? cause)
    {
        Ended = ending;
        return null;
    }

    public void Dispose() => _easy.Dispose();

    /// <summary>Takes everything, and writes it down.</summary>
    internal sealed class FakeEncoder : FrameEncoder
    {
        /// <summary>What was sent: "Text:payload", with a "+" where more of the message follows.</summary>
        internal List<string> Sent { get; } = [];

        /// <summary>What the next call throws.</summary>
        internal Exception? Fails { get; set; }

        internal override bool HasPending => false;

        internal override bool TrySend(ReadOnlyMemory<byte> payload, FrameHead head, out int taken)
        {
            if (Fails is { } failure)
            {
                throw failure;
            }

            Sent.Add($"{head.Opcode}{(head.IsFinal ? "" : "+")}:{System.Text.Encoding.UTF8.GetString(payload.Span)}");
            taken = payload.Length;
            return true;
        }

        internal override bool TryBegin(long length, FrameHead head) => throw new NotSupportedException();

        internal override bool TryFlush() => true;
    }

    /// <summary>Hands out what it was given, frame by frame, in chunks of the caller's buffer.</summary>
    internal sealed class FakeDecoder : FrameDecoder
    {
        private readonly Queue<(FrameHead Head, byte[] Payload)> _frames = new();
        private int _offset;

        internal void Add(WebSocketOpcode type, ReadOnlySpan<byte> payload, bool isFinal = true) =>
            _frames.Enqueue((new FrameHead(type, isFinal), payload.ToArray()));

        internal override bool TryReceive(Span<byte> buffer, out FrameChunk chunk)
        {
            chunk = default;
            if (!_frames.TryPeek(out (FrameHead Head, byte[] Payload) frame))
            {
                return false;
            }

            int count = Math.Min(buffer.Length, frame.Payload.Length - _offset);
            frame.Payload.AsSpan(_offset, count).CopyTo(buffer);
            chunk = new FrameChunk(frame.Head, _offset, frame.Payload.Length - _offset - count, count);
            _offset += count;
            if (_offset == frame.Payload.Length)
            {
                _frames.Dequeue();
                _offset = 0;
            }

            return true;
        }
    }
}
