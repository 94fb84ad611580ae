using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Runs a client that blocks in libcurl against a script.</summary>
internal static class BlockingClient
{
    /// <summary>
    /// Runs both sides and waits for both. The client has a thread of its own, so that none of the script's are blocked.
    /// </summary>
    internal static Task RunAsync(
        Func<ScriptedConnection, Task> script, Action<ScriptedServer> client, ScriptedServerOptions? options = null) =>
        ScriptedServer.RunAsync(script, server => OnOwnThreadAsync(() => client(server)), options);

    /// <summary>The same with a script after the upgrade, which then waits for the client to close.</summary>
    internal static Task UpgradedAsync(
        Func<ScriptedConnection, Task> talk, Action<ScriptedServer> client, ScriptedServerOptions? options = null) =>
        RunAsync(Scripts.Upgraded(talk), client, options);

    internal static Task OnOwnThreadAsync(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true };
        thread.Start();
        return Deadline.Within(done.Task, Deadline.Default == Timeout.InfiniteTimeSpan ? Deadline.Default : Deadline.Default * 2,
            "the client");
    }
}
