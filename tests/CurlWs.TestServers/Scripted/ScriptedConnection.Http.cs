using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;

namespace CurlWs.TestServers;

/// <content>The part that speaks HTTP.</content>
public sealed partial class ScriptedConnection
{
    /// <summary>The request that was read last, or null.</summary>
    public RequestHead? Request { get; private set; }

    /// <summary>Reads a request up to the empty line.</summary>
    /// <returns>Request line and headers.</returns>
    /// <exception cref="EndOfStreamException">The client went away before the empty line.</exception>
    public async Task<RequestHead> ReadRequestAsync()
    {
        Request = await Deadline.RunAsync(_reader.ReadHeadAsync, "a request", Patience, _stop).ConfigureAwait(false);
        return Request;
    }

    /// <summary>Answers the upgrade request with a 101, reading the request first if that has not been done.</summary>
    /// <param name="tweak">Changes the correct answer before it is sent.</param>
    /// <param name="glued">Bytes to send in the same segment, right behind the 101.</param>
    /// <returns>The request.</returns>
    public async Task<RequestHead> AcceptUpgradeAsync(Action<UpgradeResponse>? tweak = null, ReadOnlyMemory<byte> glued = default)
    {
        RequestHead request = Request ?? await ReadRequestAsync().ConfigureAwait(false);
        UpgradeResponse response = new(request);
        tweak?.Invoke(response);
        await WriteAsync(Wire.Concat(response.ToBytes(), glued.ToArray())).ConfigureAwait(false);
        return request;
    }

    /// <summary>Answers a request with a complete response, reading the request first if that has not been done.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="headers">Headers besides <c>Content-Length</c>.</param>
    /// <param name="body">The body, sent as UTF-8.</param>
    /// <returns>The request.</returns>
    /// <remarks>The connection stays open and the next call reads the next request.</remarks>
    public async Task<RequestHead> RespondAsync(
        int status, IReadOnlyList<(string Name, string Value)>? headers = null, string body = "")
    {
        RequestHead request = Request ?? await ReadRequestAsync().ConfigureAwait(false);
        Request = null;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\nContent-Length: {bytes.Length}\r\n");
        foreach ((string name, string value) in headers ?? [])
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append("\r\n");
        await WriteAsync(Wire.Concat(Encoding.Latin1.GetBytes(head.ToString()), bytes)).ConfigureAwait(false);
        return request;
    }
}
