using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace CurlWs.Fuzz;

/// <summary>
/// The header fields of a 101, as libcurl hands them on: taken exactly if RFC 6455, section 4.1, has it so; what is wrong is said in one
/// short line of printable characters. Of any other answer, what is read from it.
/// </summary>
/// <remarks>A choice, then lines of name, colon and value. A value of "{accept}" is the right one.</remarks>
internal sealed class HandshakeTarget : FuzzTarget
{
    private const int MostFields = 64;
    private const int LongestMessage = 1500;

    private static readonly string[] s_protocols = ["chat", "superchat"];

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        int choices = from.Byte();
        Handshake handshake = new(
            (choices & 1) != 0 ? s_protocols : [], (choices & 2) != 0 ? new DeflateOffer(new WebSocketDeflateOptions()) : null);
        CurlHttpVersion version = (choices & 4) != 0 ? CurlHttpVersion.Http10 : CurlHttpVersion.Http11;
        CurlHeaders headers = Read(from.Latin1(), Accept(handshake.Key));
        bool right = IsRight(headers, handshake, version, (choices & 1) != 0 ? s_protocols : []);
        try
        {
            handshake.Verify(headers, version);
            Require(right, "This is no answer to the request, and was taken.");
            Require(handshake.SubProtocol is null || (choices & 1) != 0, "A subprotocol was picked, and none was offered.");
        }
        catch (WebSocketException e)
        {
            Require(!right, $"This is right, and was refused: {e.Message}");
            Require(!e.Message.Any(char.IsControl) && e.Message.Length <= LongestMessage, $"It is not for a person: {e.Message}");
        }

        ReadRefusal(headers);
    }

    private static void ReadRefusal(CurlHeaders headers)
    {
        TimeSpan? after = RetryAfterField.Read(headers, DateTimeOffset.UnixEpoch);
        Require(after is null || after >= TimeSpan.Zero, $"Retry after {after}.");
        List<string> names = Challenges.Names(headers.GetValues("WWW-Authenticate"));
        Require(names.Count <= 8 && names.TrueForAll(static n => n.Length is > 0 and <= 20 && Ascii.IsValid(n)), string.Join(", ", names));
    }

    // What libcurl makes of a header: it takes no field without a name, and blanks around a value away.
    private static CurlHeaders Read(string text, string accept)
    {
        List<CurlHeader> fields = [];
        foreach (string line in text.Split('\n').Take(MostFields))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && !line.Contains('\0', StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal))
            {
                string value = line[(colon + 1)..].Trim(' ', '\t').Replace("{accept}", accept, StringComparison.Ordinal);
                fields.Add(new CurlHeader(line[..colon], value, CurlHeaderOrigin.Informational, 0));
            }
        }

        return new CurlHeaders(fields);
    }

    private static bool IsRight(CurlHeaders headers, Handshake handshake, CurlHttpVersion version, string[] offered)
    {
        string[] extensions = [.. Values("Sec-WebSocket-Extensions").Where(static value => value.Length > 0)];
        string[] protocols = Values("Sec-WebSocket-Protocol");
        return version != CurlHttpVersion.Http10
            && Values("Upgrade").Any(static value => value.Equals("websocket", StringComparison.OrdinalIgnoreCase))
            && Values("Connection").SelectMany(static value => value.Split(','))
                .Any(static token => token.Trim(' ', '\t').Equals("upgrade", StringComparison.OrdinalIgnoreCase))
            && Values("Sec-WebSocket-Accept") is [string accept] && accept == Accept(handshake.Key)
            && (handshake.DeflateOffer is null ? extensions.Length == 0 : handshake.DeflateOffer.Verify(extensions, out _) is null)
            && (protocols.Length == 0 || (protocols.Length == 1 && offered.Contains(protocols[0])));

        string[] Values(string name) =>
            [.. headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static h => h.Value)];
    }

    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
