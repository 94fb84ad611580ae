using System;
using System.Net.WebSockets;
using System.Text;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>The byte sequences of RFC 7692, section 7.2.3.</summary>
public sealed class RfcExampleTests
{
    private const string Hello = "f248cdc9c90700";

    [Theory]
    [InlineData("7.2.3.1 one block", Hello)]
    [InlineData("7.2.3.3 no compression", "000500faff48656c6c6f00")]
    [InlineData("7.2.3.4 a final block", "f348cdc9c9070000")]
    [InlineData("7.2.3.5 two blocks", "f248050000 00ffffcac9c90700")]
    public void Inflate_ExampleOfTheRfc_IsHello(string section, string hex)
    {
        foreach (int piece in new[] { 0, 1, 2, 3, 5 })
        {
            foreach (int buffer in new[] { 1, 2, 4, 5, 6, 100 })
            {
                using MessageInflater inflater = new(contextTakeover: true);

                // Twice, because the next message must go on whatever the first one ended with.
                for (int i = 0; i < 2; i++)
                {
                    byte[] message = Inflating.Message(inflater, Bytes(hex), piece, buffer);
                    Assert.True("Hello" == Encoding.ASCII.GetString(message), $"{section}, {piece} by {piece}, read {buffer} by {buffer}");
                }
            }
        }
    }

    /// <summary>Section 7.2.3.2: the second message refers to the first.</summary>
    [Fact]
    public void Inflate_MessageThatRefersToTheOneBefore_NeedsContextTakeover()
    {
        using MessageInflater keeps = new(contextTakeover: true);
        Assert.Equal("Hello"u8.ToArray(), Inflating.Message(keeps, Bytes(Hello)));
        Assert.Equal("Hello"u8.ToArray(), Inflating.Message(keeps, Bytes("f200110000")));

        using MessageInflater forgets = new(contextTakeover: false);
        Assert.Equal("Hello"u8.ToArray(), Inflating.Message(forgets, Bytes(Hello)));
        FramingException e = Assert.Throws<FramingException>(() => Inflating.Message(forgets, Bytes("f200110000")));
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, e.CloseStatus);
    }

    [Fact]
    public void Deflate_Hello_IsTheExampleOfTheRfc()
    {
        using MessageDeflater keeps = new(15, contextTakeover: true);
        Assert.Equal(Bytes(Hello), Deflating.Message(keeps, "Hello"u8.ToArray()));
        Assert.Equal(Bytes("f200110000"), Deflating.Message(keeps, "Hello"u8.ToArray()));

        using MessageDeflater forgets = new(15, contextTakeover: false);
        Assert.Equal(Bytes(Hello), Deflating.Message(forgets, "Hello"u8.ToArray()));
        Assert.Equal(Bytes(Hello), Deflating.Message(forgets, "Hello"u8.ToArray()));
    }

    /// <summary>Section 7.2.3.6: an empty message is one byte.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EmptyMessage_IsOneZeroByte(bool contextTakeover)
    {
        using MessageDeflater deflater = new(15, contextTakeover);
        using MessageInflater inflater = new(contextTakeover);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal([0], Deflating.Message(deflater, ReadOnlyMemory<byte>.Empty));
            Assert.Empty(Inflating.Message(inflater, [0]));
            Assert.Equal("Hello"u8.ToArray(), Inflating.Message(inflater, Deflating.Message(deflater, "Hello"u8.ToArray())));
        }
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
