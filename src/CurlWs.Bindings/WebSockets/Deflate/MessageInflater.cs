using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>
/// Decompresses messages (RFC 7692, section 7.2.2) with the framework's deflate, never more than the caller's memory takes. One caller at a
/// time. After a <see cref="FramingException"/> it can only be disposed.
/// </summary>
/// <param name="contextTakeover">Whether the server may refer to earlier messages. Without it each message allocates a native
/// decompressor anew, and none is held between messages.</param>
internal sealed class MessageInflater(bool contextTakeover) : IDisposable
{
    private const string Unfinished = "ends inside a compressed block";

    private readonly CompressedInput _input = new();
    private DeflateStream? _stream;
    private byte _ahead;
    private bool _hasAhead;

    /// <summary>
    /// Where the next compressed bytes go, then <see cref="Advance"/>. Only at a message's begin, or after <see cref="Inflate"/> has asked
    /// for more.
    /// </summary>
    internal Span<byte> Input => _input.Free;

    /// <summary>
    /// Takes what was written to <see cref="Input"/>; to be called even if that was nothing, so that no memory is held for it.
    /// </summary>
    /// <param name="count">How many bytes.</param>
    /// <param name="endOfMessage">Whether the message's compressed bytes are complete with them.</param>
    internal void Advance(int count, bool endOfMessage) => _input.Advance(count, endOfMessage);

    /// <summary>Decompresses into the caller's memory.</summary>
    /// <param name="destination">Where to; not empty.</param>
    /// <param name="written">How many bytes were written: all of it, unless the message or its input ends before.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>: that was the message's last byte, and the next message may begin.
    /// <see cref="OperationStatus.NeedMoreData"/>: the next frame's bytes are needed.
    /// <see cref="OperationStatus.DestinationTooSmall"/>: the memory is full, and there is more.
    /// </returns>
    /// <exception cref="FramingException">The bytes are no compressed message.</exception>
    internal OperationStatus Inflate(Span<byte> destination, out int written)
    {
        Debug.Assert(!destination.IsEmpty, "Nothing can be told from no memory.");
        written = 0;
        if (_input.IsEmpty)
        {
            throw Wrong("has no byte, where a compressed one has at least one");
        }

        if (_hasAhead)
        {
            destination[written++] = _ahead;
            _hasAhead = false;
        }

        while (written < destination.Length)
        {
            int count = Read(destination[written..]);
            written += count;
            if (count == 0)
            {
                return Pause();
            }
        }

        // Only a byte more tells that there is one: a message that fits exactly must end with this call.
        _hasAhead = Read(new Span<byte>(ref _ahead)) == 1;
        return _hasAhead ? OperationStatus.DestinationTooSmall : Pause();
    }

    /// <summary>Gives all memory back. Not while another call is under way, and nothing may be called after it.</summary>
    public void Dispose()
    {
        DropStream();
        _input.Release();
    }

    private int Read(Span<byte> target)
    {
        _stream ??= new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
        _input.RanDry = false;
        int count;
        try
        {
            count = _stream.Read(target);
        }
        catch (InvalidDataException) when (_input.RanDry)
        {
            // The switch System.IO.Compression.UseStrictValidation takes a pause for the end.
            return 0;
        }
        catch (InvalidDataException e)
        {
            throw Wrong("is not compressed as agreed", e);
        }

        return count == 0 || !_input.MarkerTaken ? count : throw Wrong(Unfinished);
    }

    /// <summary>No byte more comes out of what is there.</summary>
    private OperationStatus Pause()
    {
        if (!_input.RanDry)
        {
            // A final block (section 7.2.3.4). It must be the message's last: the framework does not tell where in its input it ended.
            if (!_input.AtEnd)
            {
                throw Wrong(_input.MarkerTaken ? Unfinished : "goes on after a final block");
            }

            DropStream();
        }
        else if (!_input.MarkerTaken)
        {
            return OperationStatus.NeedMoreData;
        }
        else if (!contextTakeover)
        {
            DropStream();
        }

        _input.Release();
        return OperationStatus.Done;
    }

    private void DropStream()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static FramingException Wrong(string what, Exception? inner = null) =>
        new(WebSocketCloseStatus.InvalidPayloadData, $"The server sent a message that {what}.", inner);
}
