using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace CurlWs.Tests.Consumers;

/// <summary>The hub that the SignalR tests talk to.</summary>
internal sealed class TalkHub(Happenings<Exception?> disconnections) : Hub
{
    public string Echo(string text) => text;

    public byte[] EchoBytes(byte[] bytes) => bytes;

    public async IAsyncEnumerable<int> CountTo(int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 1; i <= last; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
            await Task.Yield();
        }
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        int sum = 0;
        await foreach (int number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    public Task Tell(string text) => Clients.Caller.SendAsync("Told", text);

    public Task<string> AskBack(string question) => Clients.Caller.InvokeAsync<string>("Ask", question, Context.ConnectionAborted);

    public string Throw(string what) => throw new HubException(what);

    public string?[] Credentials()
    {
        HttpRequest request = Context.GetHttpContext()!.Request;
        return [request.Headers.Authorization, request.Query["access_token"], request.Headers["X-Tenant"]];
    }

    public string Transport() => Context.Features.Get<IHttpTransportFeature>()!.TransportType.ToString();

    /// <summary>Cuts the TCP connection: no close frame, no word.</summary>
    public void Cut() => Context.GetHttpContext()!.Abort();

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        disconnections.Add(exception);
        return Task.CompletedTask;
    }
}
