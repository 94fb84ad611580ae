using System;
using System.Text;

namespace CurlWs.Benchmarks;

/// <summary>Bytes and texts that are not all the same, and the same in each run.</summary>
internal static class TextPayload
{
    private const int Different = 64;
    private const int MostBytes = 1 << 20;

    private static readonly string[] s_words =
    [
        "connection", "price", "sensor", "north", "delivered", "customer", "seven", "pending", "stream",
        "order", "amount", "blue", "retry", "market", "signal", "update",
    ];

    private static readonly string[] s_letters =
    [
        "\u0436", "\u0438", "\u0437", "\u043d\u044c", " ", "\u00e9t\u00e9", "\u65e5\u672c", "\u8a9e", "\U0001f600", "\u03b1\u03b2",
        "\u0639", "\u05d0", "z\u00fcrich", "\u20ac", ", ", "\u0434\u043e\u043c",
    ];

    public static byte[] Random(int size)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Messages to be sent in turn; size 0: from 200 to 800 bytes, as the server's.</summary>
    public static ReadOnlyMemory<byte>[] Messages(Command command)
    {
        Random random = new(1);
        ReadOnlyMemory<byte>[] messages = new ReadOnlyMemory<byte>[Math.Clamp(MostBytes / Math.Max(command.Size, 800), 4, Different)];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = Text(command.Size > 0 ? command.Size : 200 + (i * 600 / messages.Length), command.Payload == "unicode", random);
        }

        return messages;
    }

    private static byte[] Text(int size, bool unicode, Random random)
    {
        byte[] bytes = new byte[size];
        int used = 0;
        while (true)
        {
            int r = random.Next();
            string word = s_words[r & 15], other = s_words[(r >> 4) & 15], truth = r % 3 == 0 ? "true" : "false";
            string part = unicode
                ? s_letters[r & 15]
                : $"{{\"id\":{r >> 12},\"{word}\":\"{other}\",\"value\":{r >> 20}.{r % 100:00},\"ok\":{truth}}},";
            if (!Encoding.UTF8.TryGetBytes(part, bytes.AsSpan(used), out int written))
            {
                bytes.AsSpan(used).Fill((byte)'.');
                return bytes;
            }

            used += written;
        }
    }
}
