using System;
using System.Threading.Tasks;
using CurlWs.TestServers;

namespace CurlWs.Tests.Easy;

/// <summary>One HTTP request to a scripted server, and what the server saw of it.</summary>
internal static class OptionsExchange
{
    internal static async Task<RequestHead> RunAsync(
        Action<ScriptedServer, CurlEasy> configure, Func<ScriptedConnection, Task>? then = null, ScriptedServerOptions? options = null)
    {
        RequestHead? seen = null;
        await ScriptedServer.RunAsync(
            async connection =>
            {
                seen = await connection.ReadRequestAsync();
                await (then is null ? connection.RespondAsync(200, body: "hello") : then(connection));
            },
            server => Task.Run(() =>
            {
                using CurlEasy easy = New(server);
                configure(server, easy);
                easy.Perform();
            }),
            options);
        return seen!;
    }

    internal static CurlEasy New(ScriptedServer server)
    {
        CurlEasy easy = new();
        easy.Options.Uri = server.HttpUri;
        easy.Options.Timeout = Deadline.Default;
        easy.WriteCallback = _ => CurlWriteResult.Continue;
        return easy;
    }
}
