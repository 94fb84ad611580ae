using System;
using System.Collections.Generic;

namespace CurlWs.Fuzz;

/// <summary>
/// The decoder of compressed messages over frames, with any pieces and any buffers: its messages are those that the decoder below hands on,
/// decompressed by a slow reader; everything else it hands on as it came.
/// </summary>
internal sealed class CompressedTarget : FuzzTarget
{
    private readonly RawConnection _connection = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        bool contextTakeover = (choices & 0x40) != 0;
        int piece = FuzzInput.Size(choices, _buffer.Length);
        int buffer = FuzzInput.Size(choices >> 3, _buffer.Length);
        ReadOnlySpan<byte> stream = from.Take(_buffer.Length);

        Played below = Play(NewDecoder(new FrameLimits()), stream, _buffer.Length, _buffer.Length);
        FrameLimits limits = new();
        Played actual = Play(new InflatingDecoder(NewDecoder(limits), limits, contextTakeover), stream, piece, buffer);
        if (actual.IsLong)
        {
            return;
        }

        ReferenceMessages reference = new(contextTakeover);
        List<string> expected = [];
        bool right = true;
        foreach ((WebSocketOpcode opcode, byte[] bytes, bool compressed) in below.Messages)
        {
            (byte[] output, bool? isRight) = compressed ? reference.Next(bytes) : (bytes, true);
            if (isRight is null)
            {
                // It ends inside a block, and the next one is read as its rest.
                return;
            }

            right = isRight.Value;
            if (!right)
            {
                break;
            }

            expected.Add(Text(opcode, output));
        }

        string messages = string.Join('\n', actual.Messages.ConvertAll(static m => Text(m.Opcode, m.Bytes)));
        Require(messages == string.Join('\n', expected), $"is:\n{messages}\nexpected:\n{string.Join('\n', expected)}");
        Require(actual.Failed || (right && !below.Failed), "It goes on behind a fault.");

        // A message that is not all there may be wrong already. What is between its frames is lost then.
        bool mayFail = !right || below.Failed || below.InCompressed;
        Require(!actual.Failed || mayFail, "It fails, and all is right.");
        Require(
            actual.Failed ? below.Control.StartsWith(actual.Control, StringComparison.Ordinal) : below.Control == actual.Control,
            $"control frames:\n{actual.Control}\nexpected:\n{below.Control}");
    }

    public override void Dispose()
    {
        _connection.Dispose();
        base.Dispose();
    }

    private ManagedDecoder NewDecoder(FrameLimits limits) => new(_connection.Easy, limits, allowCompressed: true);

    private Played Play(FrameDecoder decoder, ReadOnlySpan<byte> stream, int piece, int size)
    {
        Played played = new();
        try
        {
            for (int at = 0; at < stream.Length && !played.IsLong; at += piece)
            {
                _connection.Send(stream.Slice(at, Math.Min(piece, stream.Length - at)));
                while (!played.IsLong)
                {
                    if (decoder.TryReceive(_buffer.AsSpan(0, size), out FrameChunk chunk))
                    {
                        played.Add(chunk, _buffer);
                    }
                    else if (!decoder.GaveWay)
                    {
                        break;
                    }
                }
            }
        }
        catch (FramingException)
        {
            played.Failed = true;
        }
        finally
        {
            decoder.Release();
            _connection.Drain();
        }

        return played;
    }

    private static string Text(WebSocketOpcode opcode, byte[] bytes) => $"{opcode} {Convert.ToHexString(bytes)}";

    /// <summary>What has come whole, and how it ended.</summary>
    private sealed class Played
    {
        private readonly List<byte> _message = [];
        private readonly List<byte> _control = [];
        private int _bytes;

        internal List<(WebSocketOpcode Opcode, byte[] Bytes, bool IsCompressed)> Messages { get; } = [];

        internal string Control { get; private set; } = string.Empty;

        internal bool Failed { get; set; }

        /// <summary>Whether a compressed message has begun, and not ended.</summary>
        internal bool InCompressed { get; private set; }

        /// <summary>Whether more came than is looked at.</summary>
        internal bool IsLong => _bytes >= ReferenceMessages.MostBytes;

        internal void Add(in FrameChunk chunk, byte[] buffer)
        {
            FrameHead head = chunk.Head;
            _bytes += chunk.Length;
            (head.IsControl ? _control : _message).AddRange(buffer.AsSpan(0, chunk.Length));
            if (head.IsControl && chunk.BytesLeft == 0)
            {
                Control += Text(head.Type, [.. _control]) + "\n";
                _control.Clear();
            }
            else if (!head.IsControl)
            {
                InCompressed = head.IsCompressed && !chunk.IsMessageEnd;
                if (chunk.IsMessageEnd)
                {
                    Messages.Add((head.Type, [.. _message], head.IsCompressed));
                    _message.Clear();
                }
            }
        }
    }
}
