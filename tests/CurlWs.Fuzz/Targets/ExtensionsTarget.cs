using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace CurlWs.Fuzz;

/// <summary>
/// A Sec-WebSocket-Extensions: it can be read exactly if the grammar of RFC 6455, section 9.1, has it, what was read is read again from its
/// plainest form, and an answer is agreed to only within the offer.
/// </summary>
internal sealed class ExtensionsTarget : FuzzTarget
{
    private static readonly DeflateOffer[] s_offers =
    [
        new(new WebSocketDeflateOptions()),
        new(new WebSocketDeflateOptions { ClientMaxWindowBits = 10, ServerMaxWindowBits = 12 }),
        new(new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false }),
    ];

    // Blanks may be around everything but inside a quoted string, and elements may be empty (RFC 9110, section 5.6.1.2).
    private const string Blanks = "[ \\t]*";
    private const string Mark = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
    private const string Value = $"({Mark}+|\"(\\\\?{Mark})+\")";
    private const string Element = $"({Mark}+{Blanks}(;{Blanks}{Mark}+{Blanks}(={Blanks}{Value}{Blanks})?)*)?";

    private static readonly Regex s_list = new(
        $@"\A{Blanks}{Element}(,{Blanks}{Element})*\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        string value = from.Latin1();
        List<Extension>? parsed = ExtensionList.Parse(value);
        Require(parsed is not null == s_list.IsMatch(value), $"\"{value}\": read: {parsed is not null}");
        if (parsed is not null)
        {
            string plain = Plain(parsed);
            string again = Plain(ExtensionList.Parse(plain)!);
            Require(again == plain, $"\"{value}\" is {plain}, and that is {again}");
        }

        foreach (DeflateOffer offer in s_offers)
        {
            Agree(offer, value, parsed);
        }
    }

    private static void Agree(DeflateOffer offer, string value, List<Extension>? parsed)
    {
        string? wrong = offer.Verify([value], out DeflateAgreement? agreement);
        Require(wrong is null || agreement is null, "Wrong, and agreed.");
        Require(wrong is not null || parsed is not null, $"\"{value}\" is taken, and cannot be read.");
        if (agreement is { } agreed)
        {
            Require(parsed is [{ Name: "permessage-deflate" }], $"\"{value}\" is agreed.");
            HashSet<string> names = [.. parsed![0].Parameters.Select(static p => p.Key)];
            Require(names.Count == parsed[0].Parameters.Count, $"\"{value}\" is agreed, and has a parameter twice.");
            Require(
                agreed.ClientMaxWindowBits is >= 9 and <= 15 && agreed.ServerMaxWindowBits is >= 8 and <= 15
                    && (offer != s_offers[1] || agreed is { ClientMaxWindowBits: <= 10, ServerMaxWindowBits: <= 12 })
                    && (offer != s_offers[2] || agreed is { ClientContextTakeover: false, ServerContextTakeover: false })
                    && agreed.ServerContextTakeover == !names.Contains("server_no_context_takeover"),
                $"\"{value}\" is agreed as {agreed}");
        }
        else if (wrong is null)
        {
            Require(parsed!.Count == 0, $"\"{value}\" is declined.");
        }
    }

    private static string Plain(List<Extension> extensions) =>
        string.Join(',', extensions.Select(static e => e.Name + string.Concat(e.Parameters.Select(Plain))));

    private static string Plain(KeyValuePair<string, string?> parameter) =>
        $";{parameter.Key}" + (parameter.Value is null ? string.Empty : $"={parameter.Value}");
}
