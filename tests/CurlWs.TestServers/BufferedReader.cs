using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>Reads a stream in whatever pieces it comes and hands out heads, frames and bytes.</summary>
internal sealed class BufferedReader(Stream stream)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private delegate bool TryTake<T>(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? item, out int consumed)
        where T : class;

    /// <summary>Reads a request or response head.</summary>
    public ValueTask<RequestHead> ReadHeadAsync(CancellationToken token) => TakeAsync<RequestHead>(RequestHead.TryParse, token);

    /// <summary>Reads one frame.</summary>
    public ValueTask<WireFrame> ReadFrameAsync(CancellationToken token) => TakeAsync<WireFrame>(Wire.TryParse, token);

    /// <summary>Reads exactly so many bytes.</summary>
    public ValueTask<byte[]> ReadBytesAsync(int count, CancellationToken token)
    {
        return TakeAsync(
            (ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out byte[]? item, out int consumed) =>
            {
                bool enough = bytes.Length >= count;
                item = enough ? bytes[..count].ToArray() : null;
                consumed = enough ? count : 0;
                return enough;
            },
            token);
    }

    /// <summary>Hands out what is there, and reads only when nothing is; empty at the end.</summary>
    public async ValueTask<byte[]> ReadSomeAsync(CancellationToken token)
    {
        if (_start == _end)
        {
            await FillAsync(token).ConfigureAwait(false);
        }

        byte[] some = _buffer[_start.._end];
        _start = _end;
        return some;
    }

    private async ValueTask<T> TakeAsync<T>(TryTake<T> tryTake, CancellationToken token)
        where T : class
    {
        while (true)
        {
            if (tryTake(_buffer.AsSpan(_start, _end - _start), out T? item, out int consumed))
            {
                _start += consumed;
                return item;
            }

            if (!await FillAsync(token).ConfigureAwait(false))
            {
                string where = _start == _end ? "before" : $"{_end - _start} bytes into";
                throw new EndOfStreamException($"The peer ended its stream {where} a {typeof(T).Name}.");
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken token)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_start >= _buffer.Length / 2)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                (_start, _end) = (0, _end - _start);
            }
            else
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_end), token).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
