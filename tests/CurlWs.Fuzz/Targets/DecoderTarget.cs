using System;

using CurlWs.Tests.Framing;

namespace CurlWs.Fuzz;

/// <summary>
/// This library's own decoder, with any pieces and any buffers: the frames and the errors are those of a reader of the whole stream, and it
/// holds no more than its one buffer.
/// </summary>
internal sealed class DecoderTarget : FuzzTarget
{
    // One buffer, and what a message of an exception takes.
    private const long MostAllocated = 128 * 1024;

    private readonly RawConnection _connection = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        bool allowCompressed = (choices & 0x80) != 0;
        int piece = FuzzInput.Size(choices, _buffer.Length);
        int buffer = FuzzInput.Size(choices >> 3, _buffer.Length);
        ReadOnlySpan<byte> stream = from.Take(_buffer.Length);
        string expected = ReferenceDecoder.Read(stream, asLibcurl: false, allowCompressed).ToString();

        Transcript transcript = new();
        ManagedDecoder decoder = new(_connection.Easy, new FrameLimits(), allowCompressed);
        try
        {
            for (int at = 0; at < stream.Length && !transcript.Failed; at += piece)
            {
                _connection.Send(stream.Slice(at, Math.Min(piece, stream.Length - at)));
                Read(decoder, transcript, buffer, looksFirst: (choices & 0x40) != 0);
            }
        }
        finally
        {
            decoder.Release();
            _connection.Drain();
        }

        Require(transcript.ToString() == expected, $"is:\n{transcript}\nexpected:\n{expected}");
    }

    public override void Dispose()
    {
        _connection.Dispose();
        base.Dispose();
    }

    private void Read(ManagedDecoder decoder, Transcript transcript, int size, bool looksFirst)
    {
        while (!transcript.Failed)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            FrameChunk chunk;
            try
            {
                if (looksFirst)
                {
                    if (!decoder.TryReceive([], out chunk))
                    {
                        return;
                    }

                    transcript.Add(chunk, _buffer);
                    if (chunk.BytesLeft == 0)
                    {
                        continue;
                    }
                }

                if (!decoder.TryReceive(_buffer.AsSpan(0, size), out chunk))
                {
                    return;
                }
            }
            catch (FramingException)
            {
                transcript.Fail();
                return;
            }
            finally
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Require(allocated <= MostAllocated, $"{allocated} bytes allocated");
            }

            transcript.Add(chunk, _buffer);
        }
    }
}
