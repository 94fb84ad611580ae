using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>Tells whether the process at the other end has read everything that was sent to it.</summary>
/// <remarks>
/// No socket call tells that: TCP acknowledges what the peer's kernel holds. But both ends are on this machine, and Linux tells how
/// many bytes wait in each socket. Elsewhere, and on Unix sockets, it cannot be known and the wait ends at once.
/// </remarks>
internal static class PeerQueue
{
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static async ValueTask WaitUntilReadAsync(Socket socket, CancellationToken token)
    {
        if (!OperatingSystem.IsLinux() || socket.LocalEndPoint is not IPEndPoint here || socket.RemoteEndPoint is not IPEndPoint there)
        {
            return;
        }

        // Looking twice covers the moment in which a segment is on its way through the kernel and in no queue.
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(1));
        for (int empty = 0, looks = 0; empty < 2; looks++)
        {
            token.ThrowIfCancellationRequested();
            long waiting = SocketDiagnosis.ReceiveQueue(local: there, remote: here) ?? LookUp(client: there.Port, server: here.Port);
            empty = waiting == 0 ? empty + 1 : 0;
            if (looks < 20)
            {
                await Task.Yield();
            }
            else
            {
                await pause.WaitForNextTickAsync(token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The same from the tables in /proc, for kernels without sock_diag; it takes milliseconds.</summary>
    private static long LookUp(int client, int server)
    {
        string local = client.ToString("X4", CultureInfo.InvariantCulture);
        string remote = server.ToString("X4", CultureInfo.InvariantCulture);
        foreach (string table in s_tables)
        {
            foreach (string line in File.Exists(table) ? File.ReadLines(table) : [])
            {
                // "sl local_address rem_address st tx_queue:rx_queue ..."; an address is hexadecimal IP, colon, port.
                string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 5
                    && fields[1].EndsWith(":" + local, StringComparison.Ordinal)
                    && fields[2].EndsWith(":" + remote, StringComparison.Ordinal))
                {
                    ReadOnlySpan<char> received = fields[4].AsSpan(fields[4].IndexOf(':', StringComparison.Ordinal) + 1);
                    return long.Parse(received, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                }
            }
        }

        // A closed socket is in no table: nobody will read any more.
        return 0;
    }
}
