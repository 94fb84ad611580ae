using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>Scripts that many tests share.</summary>
public static class Scripts
{
    /// <summary>Accepts the upgrade, sends every data frame back as it is, answers pings, mirrors the close frame and ends.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>A task that ends after the close frame, or when the client went away.</returns>
    /// <remarks>For plain echo, and over Unix sockets and TLS. Fragments stay what they were, also ones that are not legal.</remarks>
    public static Task EchoAsync(ScriptedConnection connection) => EchoAsync(connection, int.MaxValue);

    /// <summary>The same, without an answer to frames that are larger: one that nobody reads would stop the server.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="most">The largest payload that is sent back, in bytes.</param>
    public static async Task EchoAsync(ScriptedConnection connection, int most)
    {
        try
        {
            await connection.AcceptUpgradeAsync().ConfigureAwait(false);

            // Its client may be idle while a test does other things: the wait ends with the server, and the client has deadlines of its
            // own.
            connection.Patience = Timeout.InfiniteTimeSpan;
            WireFrame frame;
            do
            {
                frame = await connection.ReadFrameAsync().ConfigureAwait(false);
                if (frame.Opcode != WireOpcode.Pong && frame.Payload.Length <= most)
                {
                    WireOpcode answer = frame.Opcode == WireOpcode.Ping ? WireOpcode.Pong : frame.Opcode;
                    await connection.WriteFrameAsync(answer, frame.Payload, frame.Fin, frame.Rsv).ConfigureAwait(false);
                }
            }
            while (frame.Opcode != WireOpcode.Close);
        }
        catch (IOException)
        {
            // The client went away: an echo has no opinion about that. (The end of a stream is an IOException too.)
        }
    }

    /// <summary>Reads whatever the client sends, never answers, and ends when the client gives up.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>A task that ends when the client has closed.</returns>
    public static Task NeverAnswerAsync(ScriptedConnection connection) => connection.WaitForEofAsync();

    /// <summary>Makes a script that accepts the upgrade and does the rest, then waits for the client to close.</summary>
    /// <param name="talk">What to do after the 101.</param>
    /// <returns>The script.</returns>
    public static Func<ScriptedConnection, Task> Upgraded(Func<ScriptedConnection, Task> talk)
    {
        return async connection =>
        {
            await connection.AcceptUpgradeAsync().ConfigureAwait(false);
            await talk(connection).ConfigureAwait(false);
            await connection.WaitForEofAsync().ConfigureAwait(false);
        };
    }

    /// <summary>Makes a script that sends bytes in the same segment as the 101 and then waits for the client to close.</summary>
    /// <param name="pieces">What follows the 101.</param>
    /// <returns>The script.</returns>
    public static Func<ScriptedConnection, Task> Glued(params byte[][] pieces)
    {
        return async connection =>
        {
            await connection.AcceptUpgradeAsync(glued: Wire.Concat(pieces)).ConfigureAwait(false);
            await connection.WaitForEofAsync().ConfigureAwait(false);
        };
    }
}
