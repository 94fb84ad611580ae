using System;
using System.Collections.Generic;
using System.Net.WebSockets;

namespace CurlWs;

/// <summary>
/// The offer of permessage-deflate in the upgrade request, and the check of the server's answer (RFC 7692, sections 5.1 and 7.1). Reads the
/// options once.
/// </summary>
internal sealed class DeflateOffer
{
    private const string Name = "permessage-deflate";
    private const string ClientBits = "client_max_window_bits";
    private const string ServerBits = "server_max_window_bits";
    private const string ClientNoTakeover = "client_no_context_takeover";
    private const string ServerNoTakeover = "server_no_context_takeover";

    // The compressor's smallest window: zlib has none of 8 bits for a stream without header.
    private const int MinBits = 9;
    private const int MaxBits = 15;

    private readonly int _clientBits;
    private readonly int _serverBits;
    private readonly bool _clientTakeover;
    private readonly bool _serverTakeover;

    internal DeflateOffer(WebSocketDeflateOptions options)
    {
        (_clientBits, _serverBits) = (options.ClientMaxWindowBits, options.ServerMaxWindowBits);
        (_clientTakeover, _serverTakeover) = (options.ClientContextTakeover, options.ServerContextTakeover);

        // Without a value it only tells the server that it may ask for a smaller window.
        HeaderValue = $"{Name}; {ClientBits}{(_clientBits < MaxBits ? $"={_clientBits}" : string.Empty)}"
            + (_clientTakeover ? string.Empty : $"; {ClientNoTakeover}")
            + (_serverBits < MaxBits ? $"; {ServerBits}={_serverBits}" : string.Empty)
            + (_serverTakeover ? string.Empty : $"; {ServerNoTakeover}");
    }

    /// <summary>The request's Sec-WebSocket-Extensions.</summary>
    internal string HeaderValue { get; }

    /// <summary>Checks the answer.</summary>
    /// <param name="answer">The values of all Sec-WebSocket-Extensions fields of the 101, in order.</param>
    /// <param name="agreement">What was agreed, or null: the server declined, or the answer is wrong.</param>
    /// <returns>Null, or what is wrong, to follow the words "The server's answer to the upgrade": the connection must be failed.</returns>
    internal string? Verify(IReadOnlyList<string> answer, out DeflateAgreement? agreement)
    {
        agreement = null;
        string text = string.Join(", ", answer);
        if (ExtensionList.Parse(text) is not { } extensions)
        {
            return $"has a Sec-WebSocket-Extensions that cannot be read ({text})";
        }

        if (extensions.Find(static e => e.Name != Name) is { } foreign)
        {
            return $"has an extension that was not offered ({foreign.Name})";
        }

        if (extensions.Count > 1)
        {
            return $"has {Name} more than once";
        }

        return extensions.Count == 0 ? null : Verify(extensions[0].Parameters, out agreement);
    }

    private string? Verify(IReadOnlyList<KeyValuePair<string, string?>> parameters, out DeflateAgreement? agreement)
    {
        agreement = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        (int clientBits, int serverBits) = (_clientBits, _serverBits);
        foreach ((string name, string? value) in parameters)
        {
            if (!seen.Add(name))
            {
                return $"has {Name} with {name} more than once";
            }

            string? wrong = name switch
            {
                ClientBits => CheckWindow(name, value, _clientBits, out clientBits),
                ServerBits => CheckWindow(name, value, _serverBits, out serverBits),
                ClientNoTakeover or ServerNoTakeover => value is null ? null : $"has {Name} with {name}={value}, which takes no value",
                _ => $"has {Name} with the unknown parameter {name}",
            };
            if (wrong is not null)
            {
                return wrong;
            }
        }

        if (clientBits < MinBits)
        {
            return $"has {Name} with {ClientBits}={clientBits}; the smallest that this side can keep to is {MinBits}";
        }

        // To accept an offer with one of these is to repeat it (sections 7.1.1.1 and 7.1.2.1).
        if ((!_serverTakeover && !seen.Contains(ServerNoTakeover)) || (_serverBits < MaxBits && !seen.Contains(ServerBits)))
        {
            string missing = _serverTakeover || seen.Contains(ServerNoTakeover) ? ServerBits : ServerNoTakeover;
            return $"has {Name} without {missing}, which was offered";
        }

        agreement = new DeflateAgreement(
            clientBits,
            _clientTakeover && !seen.Contains(ClientNoTakeover),
            ServerContextTakeover: !seen.Contains(ServerNoTakeover),
            serverBits);
        return null;
    }

    /// <summary>A decimal number from 8 to 15, without leading zeros, and not more than offered.</summary>
    private static string? CheckWindow(string name, string? value, int offered, out int bits)
    {
        bits = value switch
        {
            ['8' or '9'] => value[0] - '0',
            ['1', >= '0' and <= '5'] => 10 + value[1] - '0',
            _ => 0,
        };
        return value is null ? $"has {Name} with {name}, but without its value"
            : bits == 0 ? $"has {Name} with {name}={value}, which is not a number from 8 to 15"
            : bits > offered ? $"has {Name} with {name}={value}, which is more than was offered ({offered})"
            : null;
    }
}
