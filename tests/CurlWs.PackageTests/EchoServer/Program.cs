using System;
using System.Threading.Tasks;
using CurlWs.Samples;

namespace CurlWs.PackageTests;

/// <summary>
/// Runs the samples' server until standard input ends, and prints what a client needs: ws, wss, http address and CA file.
/// </summary>
internal static class Program
{
    private static async Task Main()
    {
        EmbeddedServer server = await EmbeddedServer.StartAsync();
        await using (server.ConfigureAwait(false))
        {
            Console.WriteLine($"{server.WsUri}echo {server.WssUri}echo {server.HttpUri} {server.CaFile}");
            await Console.In.ReadToEndAsync();
        }
    }
}
