using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CurlWs.Tests.Framing;

/// <summary>What a decoder has made of a stream, in lines: each frame, what there is of an unfinished one, and an error.</summary>
internal sealed class Transcript
{
    private readonly StringBuilder _frames = new();
    private readonly List<byte> _payload = [];
    private FrameHead _head;
    private long _length = -1;
    private bool _open;

    /// <summary>Whether the decoder has failed.</summary>
    internal bool Failed { get; private set; }

    /// <summary>Whether it ends between two messages.</summary>
    internal bool IsAtRest => _length < 0 && !_open;

    /// <summary>Takes a chunk as a decoder hands it over.</summary>
    internal void Add(in FrameChunk frame, ReadOnlySpan<byte> bytes)
    {
        if (_length < 0)
        {
            (_head, _length) = (frame.Head, frame.BytesLeft + frame.Length);
            Check(frame.Offset == 0, $"a frame begins at offset {frame.Offset}");
        }

        Check(frame.Offset == _payload.Count, $"offset {frame.Offset} after {_payload.Count} bytes");
        Check(frame.Head.Equals(_head), $"the head of {Text(frame.Head)} inside a frame with that of {Text(_head)}");
        Check(
            frame.Offset + frame.Length + frame.BytesLeft == _length,
            $"a frame of {_length} bytes has {frame.Length} and {frame.BytesLeft} from {frame.Offset} on");
        _payload.AddRange(bytes[..frame.Length]);
        if (frame.BytesLeft == 0)
        {
            Write();
            _length = -1;
            _open = frame.Head.IsControl ? _open : !frame.IsMessageEnd;
            _payload.Clear();
        }
    }

    internal void Fail() => Failed = true;

    /// <summary>The stream ends inside a header.</summary>
    internal void CutShort() => _open = true;

    /// <inheritdoc/>
    public override string ToString()
    {
        int length = _frames.Length;
        if (_payload.Count > 0)
        {
            // Of a frame whose header alone has come a decoder may tell, or not.
            Write();
        }

        string text = _frames.ToString() + (Failed ? "error" : "");
        _frames.Length = length;
        return text;
    }

    private void Check(bool condition, string otherwise)
    {
        if (!condition)
        {
            _frames.Append(otherwise).Append('\n');
        }
    }

    private static string Text(FrameHead head) =>
        $"{(head.IsFinal ? "final " : "")}{(head.IsCompressed ? "compressed " : "")}{head.Opcode} in {head.Type}";

    private void Write()
    {
        HashCode hash = default;
        hash.AddBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_payload));
        _frames.Append(CultureInfo.InvariantCulture, $"{Text(_head)} {_payload.Count} of {_length}, hash {hash.ToHashCode():x8}\n");
    }
}
