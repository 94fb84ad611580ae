using System.Net.WebSockets;

using Xunit;

namespace CurlWs.Tests.Deflate;

/// <summary>RFC 7692, sections 5.1 and 7.1.</summary>
public sealed class NegotiationTests
{
    private const string Name = "permessage-deflate";

    [Theory]
    [InlineData(15, true, 15, true, "permessage-deflate; client_max_window_bits")]
    [InlineData(10, true, 15, true, "permessage-deflate; client_max_window_bits=10")]
    [InlineData(15, false, 15, true, "permessage-deflate; client_max_window_bits; client_no_context_takeover")]
    [InlineData(15, true, 9, true, "permessage-deflate; client_max_window_bits; server_max_window_bits=9")]
    [InlineData(
        12, false, 11, false,
        "permessage-deflate; client_max_window_bits=12; client_no_context_takeover; server_max_window_bits=11; server_no_context_takeover")]
    public void Offer_SaysWhatTheOptionsSay(int clientBits, bool clientTakeover, int serverBits, bool serverTakeover, string expected) =>
        Assert.Equal(expected, new DeflateOffer(Options(clientBits, clientTakeover, serverBits, serverTakeover)).HeaderValue);

    [Theory]
    [InlineData(Name, 15, true, true, 15)]
    [InlineData("  permessage-deflate  ", 15, true, true, 15)]
    [InlineData(", permessage-deflate ,,", 15, true, true, 15)]
    [InlineData("permessage-deflate; client_no_context_takeover", 15, false, true, 15)]
    [InlineData("permessage-deflate;server_no_context_takeover", 15, true, false, 15)]
    [InlineData("permessage-deflate; client_max_window_bits=9", 9, true, true, 15)]
    [InlineData("permessage-deflate; client_max_window_bits = 15", 15, true, true, 15)]
    [InlineData("permessage-deflate; client_max_window_bits=\"10\"", 10, true, true, 15)]
    [InlineData("permessage-deflate; client_max_window_bits=\"1\\0\" ; server_max_window_bits=8", 10, true, true, 8)]
    [InlineData(
        "permessage-deflate; server_max_window_bits=15; server_no_context_takeover; client_no_context_takeover", 15, false, false, 15)]
    public void Verify_RightAnswer_IsAgreedTo(string answer, int clientBits, bool clientTakeover, bool serverTakeover, int serverBits)
    {
        Assert.Null(new DeflateOffer(new()).Verify([answer], out DeflateAgreement? agreement));
        Assert.Equal(new DeflateAgreement(clientBits, clientTakeover, serverTakeover, serverBits), agreement);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    public void Verify_NoExtension_IsADeclinedOffer(string answer)
    {
        Assert.Null(new DeflateOffer(new()).Verify([answer], out DeflateAgreement? agreement));
        Assert.Null(agreement);
        Assert.Null(new DeflateOffer(new()).Verify([], out agreement));
        Assert.Null(agreement);
    }

    [Theory]
    [InlineData("foo", "not offered (foo)")]
    [InlineData("permessage-deflate, foo; x=1", "not offered (foo)")]
    [InlineData("Permessage-Deflate", "not offered")]
    [InlineData("x-webkit-deflate-frame", "not offered")]
    [InlineData("permessage-deflate, permessage-deflate", "more than once")]
    [InlineData("permessage-deflate; server_no_context_takeover, permessage-deflate", "more than once")]
    [InlineData("permessage-deflate; foo", "unknown parameter foo")]
    [InlineData("permessage-deflate; foo=1", "unknown parameter foo")]
    [InlineData("permessage-deflate; Client_No_Context_Takeover", "unknown parameter")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover", "client_no_context_takeover more than once")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover", "server_no_context_takeover more than once")]
    [InlineData("permessage-deflate; client_max_window_bits=10; client_max_window_bits=10", "client_max_window_bits more than once")]
    [InlineData("permessage-deflate; server_max_window_bits=10; server_max_window_bits=11", "server_max_window_bits more than once")]
    [InlineData("permessage-deflate; client_no_context_takeover=1", "takes no value")]
    [InlineData("permessage-deflate; server_no_context_takeover=true", "takes no value")]
    [InlineData("permessage-deflate; client_max_window_bits", "without its value")]
    [InlineData("permessage-deflate; server_max_window_bits", "without its value")]
    [InlineData("permessage-deflate; client_max_window_bits=7", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; client_max_window_bits=16", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; client_max_window_bits=8", "the smallest that this side can keep to is 9")]
    [InlineData("permessage-deflate; server_max_window_bits=7", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=16", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=0", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=09", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=1", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=100", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=-9", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=+9", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=0xa", "not a number from 8 to 15")]
    [InlineData("permessage-deflate; server_max_window_bits=\" 9\"", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits=\"9", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits=\"9\\", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits=\"9\"9", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits=\"\"", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits=", "cannot be read")]
    [InlineData("permessage-deflate; server_max_window_bits==9", "cannot be read")]
    [InlineData("permessage-deflate;", "cannot be read")]
    [InlineData("permessage-deflate; =1", "cannot be read")]
    [InlineData("permessage-deflate;; server_no_context_takeover", "cannot be read")]
    [InlineData("permessage-deflate server_no_context_takeover", "cannot be read")]
    [InlineData("permessage-deflate=1", "cannot be read")]
    [InlineData("; server_no_context_takeover", "cannot be read")]
    [InlineData("\"permessage-deflate\"", "cannot be read")]
    [InlineData("permessage-deflate; server_no_context_takeover)", "cannot be read")]
    public void Verify_WrongAnswer_SaysWhatIsWrong(string answer, string expected) => Fails(new(), expected, answer);

    [Fact]
    public void Verify_SeveralFields_AreOneList()
    {
        Fails(new(), "more than once", Name, Name);
        Fails(new(), "not offered (foo)", Name, "foo");
        Assert.Null(new DeflateOffer(new()).Verify([string.Empty, Name], out DeflateAgreement? agreement));
        Assert.NotNull(agreement);
    }

    [Theory]
    [InlineData("permessage-deflate; client_max_window_bits=12", "client_max_window_bits=12, which is more than was offered (11)")]
    [InlineData(
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11",
        "server_max_window_bits=11, which is more than was offered (10)")]
    [InlineData("permessage-deflate; server_no_context_takeover", "without server_max_window_bits, which was offered")]
    [InlineData("permessage-deflate; server_max_window_bits=10", "without server_no_context_takeover, which was offered")]
    [InlineData(Name, "without server_no_context_takeover, which was offered")]
    public void Verify_AnswerThatIsNotToTheOffer_SaysWhatIsWrong(string answer, string expected) =>
        Fails(Options(11, true, 10, false), expected, answer);

    [Fact]
    public void Verify_AnswerToTheWholeOffer_IsAgreedTo()
    {
        DeflateOffer offer = new(Options(11, false, 10, false));
        Assert.Null(
            offer.Verify(["permessage-deflate; server_max_window_bits=10; server_no_context_takeover"], out DeflateAgreement? agreement));
        Assert.Equal(
            new DeflateAgreement(11, ClientContextTakeover: false, ServerContextTakeover: false, ServerMaxWindowBits: 10), agreement);
    }

    private static void Fails(WebSocketDeflateOptions options, string expected, params string[] answer)
    {
        string? error = new DeflateOffer(options).Verify(answer, out DeflateAgreement? agreement);
        Assert.Contains(expected, error, System.StringComparison.Ordinal);
        Assert.Null(agreement);
    }

    private static WebSocketDeflateOptions Options(int clientBits, bool clientTakeover, int serverBits, bool serverTakeover) => new()
    {
        ClientMaxWindowBits = clientBits,
        ClientContextTakeover = clientTakeover,
        ServerMaxWindowBits = serverBits,
        ServerContextTakeover = serverTakeover,
    };
}
