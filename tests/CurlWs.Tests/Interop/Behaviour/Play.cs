using System;
using System.Threading;
using System.Threading.Tasks;
using CurlWs.TestServers;
using Xunit;

namespace CurlWs.Tests.Interop.Behaviour;

/// <summary>Runs a client that blocks in libcurl against a script.</summary>
internal static class Play
{
    internal const uint V8_16 = 0x081000;
    internal const uint V8_17 = 0x081100;
    internal const uint V8_21 = 0x081500;
    internal const uint V8_22 = 0x081600;

    /// <summary>Whether the loaded libcurl is of this version or later.</summary>
    internal static bool Since(uint version) => LoadedLibrary.VersionNumber >= version;

    /// <summary>Skips the test, with a reason that prints, where libcurl is older.</summary>
    internal static void Needs(uint version, string why) => Assert.SkipUnless(
        Since(version),
            $"Needs libcurl {version >> 16}.{(version >> 8) & 255}.{version & 255}: {why}. Loaded is {LoadedLibrary.Version}.");

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
