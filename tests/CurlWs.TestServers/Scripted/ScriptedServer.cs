using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <summary>A raw server on loopback that does to each connection exactly what a script says.</summary>
/// <remarks>
/// A script that throws resets its connection, so that the client fails at once; the exception comes out of <see cref="Completed"/>
/// or, if nobody awaited that, out of <see cref="DisposeAsync"/>. A script that returns leaves a connection half closed: the client
/// sees the end of the stream, and what it still sends is read and dropped. Dispose the client first: disposing the server waits for
/// the scripts that still run, so that nothing a script asserts is skipped. All members may be used from any thread.
/// </remarks>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly IReadOnlyList<Func<ScriptedConnection, Task>> _scripts;
    private readonly ScriptedServerOptions _options;
    private readonly AcceptLoop _loop;
    private readonly List<Task> _running = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _finished;
    private Exception? _failure;
    private int _disposed;

    private ScriptedServer(IReadOnlyList<Func<ScriptedConnection, Task>> scripts, ScriptedServerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scripts.Count, nameof(scripts));
        _scripts = scripts;
        _options = options;
        Socket listener;
        if (options.UnixSocket == UnixSocketKind.None)
        {
            listener = options.Network is null
                ? Listening.Tcp(options.Address, options.ReceiveBufferSize, options.SendBufferSize)
                : Listening.Tcp(options.Network, options.ReceiveBufferSize, options.SendBufferSize);
        }
        else
        {
            listener = Listening.Unix(options.UnixSocket, out string name);
            UnixSocket = name;
        }

        _loop = new AcceptLoop(listener, ServeAsync);
    }

    /// <summary>The connections that came, in order; those whose TLS handshake failed are not among them.</summary>
    public Journal<ScriptedConnection> Connections { get; } = new();

    /// <summary>The TLS handshakes that failed. They are no failure of a script: the client may have been meant to refuse.</summary>
    public Journal<Exception> HandshakeFailures { get; } = new();

    /// <summary>The file of the Unix socket, or the abstract name without the NUL; null on TCP.</summary>
    public string? UnixSocket { get; }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint => _loop.EndPoint;

    /// <summary>The TCP port; 0 on a Unix socket.</summary>
    public int Port => UnixSocket is null ? _loop.Port : 0;

    /// <summary>The address for a WebSocket client: <c>ws://127.0.0.1:port/</c>, or <c>wss://localhost:port/</c> with TLS.</summary>
    /// <remarks>On a Unix socket it is <c>ws://localhost/</c>.</remarks>
    public Uri WsUri => MakeUri("ws");

    /// <summary>The same for an HTTP client.</summary>
    public Uri HttpUri => MakeUri("http");

    /// <summary>Ends when each script has run once, or throws the first exception of any; a deadline is on it.</summary>
    /// <exception cref="TimeoutException">Not all of them have run in time.</exception>
    public Task Completed => WaitForScriptsAsync();

    /// <summary>Starts a server that runs the same script for every connection.</summary>
    /// <param name="script">What to do with a connection.</param>
    /// <param name="options">How to listen.</param>
    /// <returns>A server that listens.</returns>
    public static ScriptedServer Start(Func<ScriptedConnection, Task> script, ScriptedServerOptions? options = null)
    {
        return new ScriptedServer([script], options ?? new ScriptedServerOptions());
    }

    /// <summary>Starts a server with one script for each connection; the last serves all further ones.</summary>
    /// <param name="scripts">What to do with the first connection, the second, and so on.</param>
    /// <param name="options">How to listen.</param>
    /// <returns>A server that listens.</returns>
    public static ScriptedServer Start(
        IReadOnlyList<Func<ScriptedConnection, Task>> scripts, ScriptedServerOptions? options = null)
    {
        return new ScriptedServer(scripts, options ?? new ScriptedServerOptions());
    }

    /// <summary>Runs a test against a script and waits for both; when both fail, both are told.</summary>
    /// <param name="script">What the server does.</param>
    /// <param name="test">What the client does.</param>
    /// <param name="options">How to listen.</param>
    /// <returns>A task that ends when both have ended.</returns>
    /// <exception cref="AggregateException">Test and script have both failed.</exception>
    public static async Task RunAsync(
        Func<ScriptedConnection, Task> script, Func<ScriptedServer, Task> test, ScriptedServerOptions? options = null)
    {
        ScriptedServer server = Start(script, options);
        Exception? testFailure = null;
        try
        {
            await test(server).ConfigureAwait(false);
            await server.Completed.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            testFailure = e;
        }

        try
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception scriptFailure) when (testFailure is not null)
        {
            throw new AggregateException("Both the test and the script have failed.", testFailure, scriptFailure);
        }

        if (testFailure is not null)
        {
            ExceptionDispatchInfo.Throw(testFailure);
        }
    }

    /// <summary>The server dies: all connections and the waits of all scripts end now, which is no failure of theirs.</summary>
    public void Abort()
    {
        // Canceled before they are reset, so that no script takes the RST for a failure.
        _loop.Stop();
        foreach (ScriptedConnection connection in Connections.Items)
        {
            connection.Reset();
        }
    }

    /// <summary>Stops listening, waits for the scripts that still run, and closes what is left of their connections.</summary>
    /// <returns>A task that ends when no script runs any more.</returns>
    /// <exception cref="Exception">The first exception of a script, if nobody has seen it yet.</exception>
    /// <exception cref="TimeoutException">A script did not end.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _loop.StopAcceptingAsync().ConfigureAwait(false);
        Task all;
        lock (_running)
        {
            all = Task.WhenAll(_running);
        }

        try
        {
            await Deadline.Within(all, Deadline.Outer, "the scripts to end while their server is disposed").ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }

        await _loop.DisposeAsync().ConfigureAwait(false);
        if (_options.UnixSocket == UnixSocketKind.Path)
        {
            File.Delete(UnixSocket!);
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    private Uri MakeUri(string scheme)
    {
        bool tls = _options.Certificate is not null;
        string host = tls || UnixSocket is not null
            ? "localhost"
            : new IPEndPoint(_options.Network?.Address ?? _options.Address, Port).ToString();
        host = host.EndsWith($":{Port}", StringComparison.Ordinal) || UnixSocket is not null ? host : $"{host}:{Port}";
        return new Uri($"{scheme}{(tls ? "s" : "")}://{host}/");
    }

    private async Task WaitForScriptsAsync()
    {
        try
        {
            await Deadline.Within(_completed.Task).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!_completed.Task.IsCompleted)
        {
            string state = $"{_scripts.Count} to end, {Connections.Count} connection(s) came, {_finished} script(s) have ended";
            throw new TimeoutException($"The scripts have not run in time: {state}.", e);
        }
        catch (Exception e) when (ReferenceEquals(e, _failure))
        {
            _failure = null;
            throw;
        }
    }

    private async Task ServeAsync(Socket socket, int index, CancellationToken stop)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: false);
        try
        {
            if (_options.CreateTls() is SslServerAuthenticationOptions tls)
            {
                SslStream secure = new(stream);
                stream = secure;
                await Deadline.RunAsync(
                    token => new ValueTask(secure.AuthenticateAsServerAsync(tls, token)), "the TLS handshake", Deadline.Default, stop)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is AuthenticationException or IOException or TimeoutException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            HandshakeFailures.Add(e);
            CountFinished();
            return;
        }

        ScriptedConnection connection = new(index, socket, stream, stop);
        await using (connection.ConfigureAwait(false))
        {
            Task script = RunScriptAsync(connection, stop);
            lock (_running)
            {
                _running.Add(script);
            }

            Connections.Add(connection);
            await script.ConfigureAwait(false);
            await connection.LingerAsync().ConfigureAwait(false);
        }
    }

    private async Task RunScriptAsync(ScriptedConnection connection, CancellationToken stop)
    {
        // Not in the caller's stack: the connection has to be known before its script does anything.
        await Task.Yield();
        try
        {
            await _scripts[Math.Min(connection.Index, _scripts.Count - 1)](connection).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            connection.Reset();
            if (!stop.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref _failure, e, null);
                _completed.TrySetException(e);
                _ = _completed.Task.Exception;
            }
        }

        CountFinished();
    }

    private void CountFinished()
    {
        if (Interlocked.Increment(ref _finished) >= _scripts.Count)
        {
            _completed.TrySetResult();
        }
    }
}
