using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CurlWs.TestServers;

/// <summary>The answer to an upgrade request: correct at first, and as wrong as a script makes it.</summary>
public sealed class UpgradeResponse
{
    internal UpgradeResponse(RequestHead request)
    {
        Headers.Add(("Upgrade", "websocket"));
        Headers.Add(("Connection", "Upgrade"));
        Headers.Add(("Sec-WebSocket-Accept", Wire.Accept(request["Sec-WebSocket-Key"] ?? "")));
    }

    /// <summary>Whole responses to send before it, such as <c>HTTP/1.1 103 Early Hints\r\n\r\n</c>; empty for none.</summary>
    public string Interim { get; set; } = "";

    /// <summary>The status line without its line end.</summary>
    public string StatusLine { get; set; } = "HTTP/1.1 101 Switching Protocols";

    /// <summary>The headers in the order in which they are sent.</summary>
    public IList<(string Name, string Value)> Headers { get; } = [];

    /// <summary><c>Sec-WebSocket-Accept</c>; null leaves it out.</summary>
    public string? Accept
    {
        get => this["Sec-WebSocket-Accept"];
        set => this["Sec-WebSocket-Accept"] = value;
    }

    /// <summary><c>Sec-WebSocket-Protocol</c>; null, as at first, leaves it out.</summary>
    public string? SubProtocol
    {
        get => this["Sec-WebSocket-Protocol"];
        set => this["Sec-WebSocket-Protocol"] = value;
    }

    /// <summary><c>Sec-WebSocket-Extensions</c>; null, as at first, leaves it out.</summary>
    public string? Extensions
    {
        get => this["Sec-WebSocket-Extensions"];
        set => this["Sec-WebSocket-Extensions"] = value;
    }

    /// <summary>A header's value: setting it replaces all of that name, or adds one; null removes them.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value of the first, or null.</returns>
    public string? this[string name]
    {
        get => Headers.FirstOrDefault(header => IsNamed(header, name)).Value;
        set
        {
            int at = -1;
            for (int i = Headers.Count - 1; i >= 0; i--)
            {
                if (IsNamed(Headers[i], name))
                {
                    Headers.RemoveAt(at = i);
                }
            }

            if (value is not null)
            {
                Headers.Insert(at < 0 ? Headers.Count : at, (name, value));
            }
        }
    }

    /// <summary>Adds a header and leaves others of its name alone.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public void Add(string name, string value) => Headers.Add((name, value));

    internal byte[] ToBytes()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Interim}{StatusLine}\r\n");
        foreach ((string name, string value) in Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    private static bool IsNamed((string Name, string Value) header, string name)
    {
        return name.Equals(header.Name, StringComparison.OrdinalIgnoreCase);
    }
}
