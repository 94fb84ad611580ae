using System;
using System.Net;
using System.Net.Sockets;

namespace CurlWs.Tests.Easy;

/// <summary>Two connected sockets that no event loop of the framework knows: a descriptor to wait for, and who makes it ready.</summary>
internal sealed class WaitingPair : IDisposable
{
    internal WaitingPair()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Near.Connect(listener.LocalEndPoint!);
        Far = listener.Accept();
    }

    internal Socket Near { get; }

    internal Socket Far { get; }

    internal void Signal() => Far.Send([1]);

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
