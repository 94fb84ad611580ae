using System;
using System.Security.Cryptography;
using System.Text;

namespace CurlWs.Samples;

/// <summary>Messages of an exact size.</summary>
internal static class Payloads
{
    private static readonly byte[] s_phrase = Encoding.UTF8.GetBytes(
        "WebSocket, \u0433\u043d\u0456\u0437\u0434\u043e, \u5957\u63a5\u5b57, \U0001F50C. ");

    /// <summary>UTF-8 text with characters of one to four bytes; where no whole phrase fits any more, full stops.</summary>
    public static byte[] Text(int size)
    {
        byte[] text = new byte[size];
        int at = 0;
        for (; at + s_phrase.Length <= size; at += s_phrase.Length)
        {
            s_phrase.CopyTo(text, at);
        }

        text.AsSpan(at).Fill((byte)'.');
        return text;
    }

    /// <summary>Bytes without a pattern, so that a piece that is lost or out of place shows.</summary>
    public static byte[] Binary(int size)
    {
        byte[] bytes = new byte[size];
        RandomNumberGenerator.Fill(bytes);
        return bytes;
    }
}
