using System;

namespace CurlWs;

// From where to where, and the socket.
internal sealed partial class UpgradeRequest
{
    private void ApplyNetwork(CurlEasyOptions to)
    {
        if (_options.Interface is not null)
        {
            to.Interface = _options.Interface;
        }

        if (_options.LocalPort is not null)
        {
            to.LocalPort = _options.LocalPort;
        }

        if (_options.LocalPortRange is not null)
        {
            to.LocalPortRange = _options.LocalPortRange;
        }

        if (_options.Resolve is not null)
        {
            to.Resolve = _options.Resolve;
        }

        if (_options.ConnectTo is not null)
        {
            to.ConnectTo = _options.ConnectTo;
        }

        if (_options.DnsOverHttpsUrl is not null)
        {
            to.DnsOverHttpsUrl = _options.DnsOverHttpsUrl;
        }

        if (_options.IpResolve != CurlIpResolve.Any)
        {
            to.IpResolve = _options.IpResolve;
        }

        if (!_options.TcpNoDelay)
        {
            to.TcpNoDelay = false;
        }

        if (_options.TcpKeepAlive)
        {
            to.TcpKeepAlive = true;
        }

        if (_options.TcpKeepIdle is not null)
        {
            to.TcpKeepIdle = _options.TcpKeepIdle;
        }

        if (_options.TcpKeepInterval is not null)
        {
            to.TcpKeepInterval = _options.TcpKeepInterval;
        }

        if (_options.UnixSocketPath is not null)
        {
            to.UnixSocketPath = _options.UnixSocketPath;
        }

        if (_options.AbstractUnixSocket is not null)
        {
            to.AbstractUnixSocket = _options.AbstractUnixSocket;
        }

        if (_options.DnsServers is not null)
        {
            to.DnsServers = CurlLibrary.HasCAres ? _options.DnsServers : throw new PlatformNotSupportedException(
                $"DnsServers needs a libcurl that was built with c-ares; {CurlLibrary.Path} ({CurlLibrary.Version}) was not. "
                + "Use DnsOverHttpsUrl or Resolve, or load another libcurl (CURLWS_LIBCURL).");
        }
    }
}
