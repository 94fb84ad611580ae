using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <content>The part that speaks WebSocket frames.</content>
public sealed partial class ScriptedConnection
{
    /// <summary>Reads one frame of any kind.</summary>
    /// <returns>The frame, unmasked.</returns>
    /// <exception cref="EndOfStreamException">The client went away instead.</exception>
    public Task<WireFrame> ReadFrameAsync() => Deadline.RunAsync(_reader.ReadFrameAsync, "a frame", Patience, _stop);

    /// <summary>Reads frames up to the close frame.</summary>
    /// <returns>All of them, the close frame last.</returns>
    /// <exception cref="EndOfStreamException">The client went away without one.</exception>
    public async Task<IReadOnlyList<WireFrame>> ReadFramesUntilCloseAsync()
    {
        List<WireFrame> frames = [];
        do
        {
            frames.Add(await ReadFrameAsync().ConfigureAwait(false));
        }
        while (frames[^1].Opcode != WireOpcode.Close);
        return frames;
    }

    /// <summary>Reads a whole message, however it is fragmented; control frames in between are dropped.</summary>
    /// <returns>Its first frame's opcode with all of the payload.</returns>
    /// <exception cref="InvalidDataException">The client closed, or broke the rules of fragmentation.</exception>
    public async Task<WireFrame> ReadMessageAsync()
    {
        List<WireFrame> parts = [];
        do
        {
            WireFrame frame = await ReadFrameAsync().ConfigureAwait(false);
            if (frame.Opcode == WireOpcode.Close || (!frame.IsControl && (frame.Opcode == WireOpcode.Continuation) != (parts.Count > 0)))
            {
                throw new InvalidDataException($"Within a message, after {parts.Count} of its frames, came: {frame}");
            }

            if (!frame.IsControl)
            {
                parts.Add(frame);
            }
        }
        while (parts.Count == 0 || !parts[^1].Fin);
        return parts.Count == 1 ? parts[0] : parts[0] with { Fin = true, Payload = Wire.Concat(parts.Select(part => part.Payload)) };
    }

    /// <summary>Writes one frame, legal or not; the parameters are those of <see cref="Wire.Frame"/>.</summary>
    /// <param name="opcode">The opcode.</param>
    /// <param name="payload">The payload, not yet masked.</param>
    /// <param name="fin">Whether it is the last fragment.</param>
    /// <param name="rsv">The reserved bits.</param>
    /// <param name="mask">The masking key as a big-endian number; null for none, as servers send.</param>
    /// <param name="encoding">How the length is written.</param>
    /// <param name="declaredLength">The length that the header claims; that of the payload when left out.</param>
    /// <returns>A task that ends when the kernel has it.</returns>
    public Task WriteFrameAsync(
        WireOpcode opcode,
        ReadOnlyMemory<byte> payload = default,
        bool fin = true,
        WireRsv rsv = WireRsv.None,
        uint? mask = null,
        LengthEncoding encoding = LengthEncoding.Shortest,
        ulong? declaredLength = null)
    {
        return WriteAsync(Wire.Frame(opcode, payload.Span, fin, rsv, mask, encoding, declaredLength));
    }

    /// <summary>Writes a text message in one frame.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A task that ends when the kernel has it.</returns>
    public Task WriteTextAsync(string text) => WriteAsync(Wire.Text(text));

    /// <summary>Writes a close frame.</summary>
    /// <param name="code">The code, any number; null for an empty payload.</param>
    /// <param name="reason">The reason.</param>
    /// <returns>A task that ends when the kernel has it.</returns>
    public Task WriteCloseAsync(int? code = 1000, string reason = "") => WriteAsync(Wire.Close(code, reason));

    /// <summary>
    /// The server's half of a closing handshake that the client has begun: its close frame, and then FIN, which a server sends first.
    /// </summary>
    /// <param name="code">The code, any number; null for an empty payload.</param>
    /// <param name="reason">The reason.</param>
    /// <returns>A task that ends when FIN is on its way.</returns>
    public async Task AnswerCloseAsync(int? code = 1000, string reason = "")
    {
        await WriteCloseAsync(code, reason).ConfigureAwait(false);
        await CloseSendAsync().ConfigureAwait(false);
    }

    /// <summary>Does the closing handshake: close frame, the client's answer, and then FIN, which a server sends first.</summary>
    /// <param name="code">The code, any number; null for an empty payload.</param>
    /// <param name="reason">The reason.</param>
    /// <returns>The client's close frame.</returns>
    public async Task<WireFrame> CloseAsync(int? code = 1000, string reason = "")
    {
        await WriteCloseAsync(code, reason).ConfigureAwait(false);
        WireFrame answer = (await ReadFramesUntilCloseAsync().ConfigureAwait(false))[^1];
        await CloseSendAsync().ConfigureAwait(false);
        return answer;
    }
}
