using System;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace CurlWs.Fuzz;

/// <summary>
/// Options of a connection: refused with an ArgumentException, or such that a line of the request is one line, and a proxy's address one
/// that is read as it was written.
/// </summary>
/// <remarks>Lines, each an option and its value: the first character says which option.</remarks>
internal sealed class OptionsTarget : FuzzTarget
{
    private const int MostLines = 32;

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        CurlWebSocketOptions options = new();
        NetworkCredential? user = null;
        string? socket = null;
        foreach (string line in from.Text().Split('\n').Take(MostLines))
        {
            if (line.Length == 0)
            {
                continue;
            }

            string value = line[1..];
            try
            {
                switch (line[0])
                {
                    case 'u':
                        user = new NetworkCredential(value, "password");
                        break;
                    case 's':
                        socket = value;
                        break;
                    case 'e':
                        CheckEnvironment(value);
                        break;
                    default:
                        Set(options, line[0], value);
                        break;
                }
            }
            catch (ArgumentException e)
            {
                // The framework tells the value of a number on a line of its own.
                Require(e is ArgumentOutOfRangeException || !e.Message.Any(char.IsControl), e.Message);
            }
        }

        try
        {
            CheckTaken(options.CheckedCopy(user, socket));
        }
        catch (ArgumentException e)
        {
            Require(!e.Message.Any(char.IsControl), e.Message);
        }
    }

    private static void Set(CurlWebSocketOptions options, char which, string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        int number = value.Length == 0 ? 0 : value[0];
        switch (which)
        {
            case 'h':
                options.RequestHeaders.Add(colon < 0 ? value : value[..colon], colon < 0 ? string.Empty : value[(colon + 1)..]);
                break;
            case 'H':
                options.RequestHeaders.Set(colon < 0 ? value : value[..colon], colon < 0 ? string.Empty : value[(colon + 1)..]);
                break;
            case 'p':
                options.SubProtocols.Add(value);
                break;
            case 'x':
                options.Proxy = Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out Uri? proxy) ? proxy : null;
                break;
            case 'X':
                options.PreProxy = Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out Uri? preProxy) ? preProxy : null;
                break;
            case 'n':
                options.NoProxy = value;
                break;
            case 'c':
                options.Credentials = new NetworkCredential(value, "password", colon < 0 ? string.Empty : value[..colon]);
                break;
            case 'b':
                options.BearerToken = value;
                break;
            case 'a':
                options.AwsSigV4 = value;
                break;
            case 'd':
                options.Deflate = new WebSocketDeflateOptions { ClientMaxWindowBits = 9 + (number % 7) };
                break;
            case 'l':
                options.DeflateLevel = (CompressionLevel)(number % 4);
                break;
            case 'f':
                options.Framing = (CurlFraming)(number % 2);
                break;
            case 'U':
                options.UnixSocketPath = value;
                break;
            case 'A':
                options.AbstractUnixSocket = value;
                break;
            case 'P':
                options.LocalPort = number;
                break;
            case 'k':
                options.KeepAliveInterval = TimeSpan.FromSeconds(number);
                break;
            case 'q':
                options.DnsOverHttpsUri = Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out Uri? doh) ? doh : null;
                break;
            default:
                options.MaxMessageSize = number;
                break;
        }
    }

    private static void CheckTaken(CurlWebSocketOptions options)
    {
        foreach ((string name, string value) in options.RequestHeaders)
        {
            string line = name + ": " + value;
            Require(!line.AsSpan().ContainsAny("\r\n\0"), $"more than a line: {line}");
            Require(Ascii.IsValid(name) && !name.Contains(':', StringComparison.Ordinal), $"name {name}");
        }

        Require(options.SubProtocols.All(IsToken), "subprotocols");
        Require(options.SubProtocols.Distinct(StringComparer.Ordinal).Count() == options.SubProtocols.Count, "a subprotocol twice");
        if (options.Proxy is { } proxy)
        {
            CheckProxy(ProxyAddress.WithPort(proxy));
        }
    }

    /// <summary>A proxy as people write it into the environment.</summary>
    private static void CheckEnvironment(string value)
    {
        foreach (string scheme in new[] { WebSocketScheme.Plain, WebSocketScheme.Secure })
        {
            EnvironmentProxy found = EnvironmentProxy.Find(scheme, name => name == "all_proxy" ? value : null);
            Require(found.Address.Length > 0 == value.Length > 0, $"\"{value}\" became \"{found.Address}\"");
            string again = ProxyAddress.Normalize(found.Address);
            Require(again == found.Address, $"\"{value}\" became \"{found.Address}\", and that \"{again}\"");
        }
    }

    private static bool IsToken(string text) => text.Length > 0 && text.All(static c => c is > ' ' and < '\x7f' and not ',');

    private static void CheckProxy(string text)
    {
        Require(!text.AsSpan().ContainsAny(" \t\r\n\0"), text);
        bool isSame = Uri.TryCreate(text, UriKind.Absolute, out Uri? again) && ProxyAddress.WithPort(again) == text;
        Require(isSame, $"{text} is read as something else");
    }
}
