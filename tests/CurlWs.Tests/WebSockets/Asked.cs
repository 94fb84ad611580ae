using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;

namespace CurlWs.Tests.WebSockets;

/// <summary>A proxy of the application's that keeps what it is asked, in order.</summary>
internal sealed class AskedProxy(Func<Uri, Uri?> names, Func<Uri, bool>? bypasses = null) : IWebProxy
{
    private readonly ConcurrentQueue<string> _asked = new();

    internal IEnumerable<string> Asked => _asked;

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination)
    {
        _asked.Enqueue($"GetProxy {destination}");
        return names(destination);
    }

    public bool IsBypassed(Uri host)
    {
        _asked.Enqueue($"IsBypassed {host}");
        return bypasses?.Invoke(host) == true;
    }
}

/// <summary>Logins of the application's, and what they were asked for.</summary>
internal sealed class AskedCredentials(Func<Uri, string, NetworkCredential?> answer) : ICredentials
{
    private readonly ConcurrentQueue<(string Uri, string Kind)> _asked = new();

    internal IEnumerable<(string Uri, string Kind)> Asked => _asked;

    internal IEnumerable<string> Addresses => _asked.Select(a => a.Uri).Distinct();

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        _asked.Enqueue((uri.AbsoluteUri, authType));
        return answer(uri, authType);
    }
}
