using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>
/// Each managed callback of an easy handle that loopback can drive: its arguments, its user data, and that what it throws comes out
/// of the call that drove it while the handle stays usable.
/// </summary>
public sealed class CallbacksTests
{
    public static TheoryData<string> Names => [.. CallbacksCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Callback_OnATransfer_GetsItsArgumentsAndUserData(string name) => RunAsync(async curl =>
    {
        object mark = new();
        List<object?> users = [];
        CallbacksCatalogue.Install(name, curl, user =>
        {
            if (users.Count == 0) { Garbage.Collect(); }
            users.Add(user);
        });
        CallbacksCatalogue.SetUserData(curl, mark);
        Drive.Ok(await Drive.PerformAsync(curl));
        curl_easy_cleanup(curl);
        Assert.NotEmpty(users);
        Assert.All(users, user => Assert.Same(mark, user));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public Task Callback_ThatThrows_SurfacesFromTheCallAndTheHandleStaysUsable(string name) => RunAsync(async curl =>
    {
        InvalidOperationException thrown = new("from " + name);
        int calls = 0;
        CallbacksCatalogue.Install(name, curl, _ =>
        {
            if (calls++ == 0) { ThrowFromHere(thrown); }
        });
        Exception surfaced = await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(curl));
        Assert.Same(thrown, surfaced);
        Assert.Contains(nameof(ThrowFromHere), surfaced.StackTrace, StringComparison.Ordinal);
        Assert.NotEqual(0, calls);

        Drive.Ok(curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, out string? url));
        curl_easy_reset(curl);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, url));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
        Drive.Discard(curl);
        Drive.Ok(await Drive.PerformAsync(curl));
        curl_easy_cleanup(curl);
    });

    private static void ThrowFromHere(Exception exception) => throw exception;

    private static Task RunAsync(Func<CURL, Task> test) => ScriptedServer.RunAsync(
        Drive.Http("answer"), server => test(Drive.NewCurl(server.HttpUri)));
}
