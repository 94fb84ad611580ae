using System.Collections.Generic;

using CurlWs.Tests.Easy;
using CurlWs.Tests.Framing;
using CurlWs.Tests.WebSockets;

namespace CurlWs.Tests.Rfc6455;

/// <summary>
/// Every MUST and MUST NOT of RFC 6455 that concerns a client, and what covers it. Read by <see cref="RequirementTests"/>.
/// </summary>
internal static class Requirements
{
    private const string Violation = nameof(ServerStreamTests) + "." + nameof(
        ServerStreamTests.Receive_Violation_FailsTheConnectionWithItsCode);
    private const string CloseFrame = nameof(ServerStreamTests) + "." + nameof(
        ServerStreamTests.Receive_CloseFrame_IsReportedOrFailsTheConnection);
    private const string Unusual = nameof(ServerStreamTests) + "." + nameof(ServerStreamTests.Receive_UnusualMessages_AreTaken);
    private const string BadText = nameof(ServerStreamTests) + "." + nameof(ServerStreamTests.Receive_TextNotUtf8_FailsTheConnectionAtOnce);
    private const string GoodText = nameof(ServerStreamTests) + "." + nameof(ServerStreamTests.Receive_TextUtf8_IsTakenHoweverCut);
    private const string Answer = nameof(HandshakeAnswerTests) + "." + nameof(HandshakeAnswerTests.Connect_Answer_IsCheckedInEachPart);
    private const string Refused = nameof(HandshakeAnswerTests) + "." + nameof(
        HandshakeAnswerTests.Connect_RefusedUpgrade_ThrowsWithTheAnswer);
    private const string NoAnswer = nameof(HandshakeAnswerTests) + "." + nameof(
        HandshakeAnswerTests.Connect_ServerClosesInsteadOfAnswering_Fails);
    private const string Request = nameof(HandshakeRequestTests) + "." + nameof(HandshakeRequestTests.Connect_Request_IsAsTheRfcSays);
    private const string Address = nameof(HandshakeRequestTests) + "." + nameof(
        HandshakeRequestTests.Connect_Address_IsResourceNameAndHost);
    private const string BadAddress = nameof(HandshakeRequestTests) + "." + nameof(
        HandshakeRequestTests.Connect_BadAddress_IsAnArgumentException);
    private const string Key = nameof(HandshakeRequestTests) + "." + nameof(HandshakeRequestTests.Connect_Key_IsFreshForEachConnection);
    private const string BadSubProtocol = nameof(HandshakeRequestTests) + "." + nameof(
        HandshakeRequestTests.Connect_BadSubProtocol_IsAnArgumentException);
    private const string SendSizes = nameof(SendFrameTests) + "." + nameof(SendFrameTests.Send_AnySize_IsOneMaskedMinimalFrame);
    private const string Masks = nameof(SendFrameTests) + "." + nameof(SendFrameTests.Send_ManyFrames_EachHasItsOwnMask);
    private const string SendFragments = nameof(SendFrameTests) + "." + nameof(SendFrameTests.Send_Fragments_AreContinuationFrames);
    private const string MaskBytes = "Framing." + nameof(MaskingTests) + "." + nameof(
        MaskingTests.Apply_AllLengthsAndAlignments_IsAsByteByByte);
    private const string ReceiveSizes = nameof(ReceiveFrameTests) + "." + nameof(
        ReceiveFrameTests.Receive_AnySize_ComesWholeHoweverChopped);
    private const string ReceiveCuts = nameof(ReceiveFrameTests) + "." + nameof(ReceiveFrameTests.Receive_CutAtTheHeader_ComesWhole);
    private const string ReceiveBuffers = nameof(ReceiveFrameTests) + "." + nameof(ReceiveFrameTests.Receive_AnyBuffer_IsFilledAndGoesOn);
    private const string ZeroBytes = nameof(ReceiveFrameTests) + "." + nameof(ReceiveFrameTests.Receive_ZeroBytes_SaysThatDataIsThere);
    private const string Cap = nameof(ReceiveFrameTests) + "." + nameof(ReceiveFrameTests.Receive_MessageOverTheCap_FailsWith1009);
    private const string BeforeFault = nameof(ReceiveFrameTests) + "." + nameof(ReceiveFrameTests.Receive_FragmentBeforeAFault_IsReadFirst);
    private const string PingLengths = nameof(ControlFrameTests) + "." + nameof(ControlFrameTests.Receive_PingOfAnyLength_IsEchoedWhole);
    private const string PingInSend = nameof(ControlFrameTests) + "." + nameof(
        ControlFrameTests.Receive_PingDuringALargeSend_IsAnsweredBetweenFrames);
    private const string PingWaiting = nameof(ControlFrameTests) + "." + nameof(
        ControlFrameTests.Receive_PingInsideAMessageWhileWaitingForData_IsAnswered);
    private const string SendPong = nameof(ControlFrameTests) + "." + nameof(ControlFrameTests.Send_PongBetweenFragments_IsOneShortFrame);
    private const string Flood = "WebSockets." + nameof(PingTests) + "." + nameof(PingTests.Receive_FloodOfPings_AnswersEachInOrder);
    private const string LongControl = "WebSockets." + nameof(PingTests) + "." + nameof(PingTests.Control_TooLong_IsAnArgumentException);
    private const string CloseCodes = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_GoodCode_IsOnTheWireAsGiven);
    private const string CloseEmpty = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_NoCode_HasNoPayload);
    private const string CloseLast = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_Sent_NothingFollows);
    private const string CloseBoth = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_BothAtOnce_IsOneFrameEach);
    private const string CloseInside = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_InsideAMessageOfOnesOwn_IsAControlFrame);
    private const string CloseRefused = nameof(ClosingTests) + "." + nameof(ClosingTests.Close_BadCodeOrReason_IsRefused);
    private const string NoTcpClose = "WebSockets." + nameof(CloseTests) + "." + nameof(
        CloseTests.Close_ServerNeverClosesTcp_CompletesAllTheSame);
    private const string EndOfStream = "WebSockets." + nameof(CloseTests) + "." + nameof(
        CloseTests.Receive_EndWithoutCloseFrame_IsPremature);
    private const string BadCertificate = "Easy." + nameof(OptionsTlsTests) + "." + nameof(
        OptionsTlsTests.Trust_PerOption_DecidesTheHandshake);

    internal static IReadOnlyList<Requirement> All { get; } = [.. Handshake(), .. Frames(), .. Closing()];

    private static IEnumerable<Requirement> Handshake() =>
    [
        new("3", "An address has no fragment: one that is there is not sent.", Address),
        new("3", "The port is 80 for ws and 443 for wss unless the address has one.", Address),
        new("3", "The resource name is the path, or a slash, and the query.", Address),
        new("4.1", "A bad scheme, host or resource name is refused before anything is sent.", BadAddress),
        new("4.1", "No second connection is begun to an address while one is connecting.")
        {
            WhyNoTest = "Not kept, as in the framework's type: a limit on connects belongs to the application, which knows what it opens.",
        },
        new("4.1", "A connection that cannot be made fails.", NoAnswer),
        new("4.1", "wss does the TLS handshake first, and fails when that does.", Address, BadCertificate),
        new("4.1", "TLS names the host (SNI).", Address),
        new("4.1", "The request is HTTP/1.1 or later with the method GET.", Request),
        new("4.1", "The request's target is the resource name.", Request, Address),
        new("4.1", "Host has the host, and the port unless it is the scheme's own.", Request, Address),
        new("4.1", "Upgrade has websocket.", Request),
        new("4.1", "Connection has Upgrade.", Request),
        new("4.1", "Sec-WebSocket-Key is 16 random bytes in base64, chosen for this connection.", Request, Key),
        new("11.3.1", "Sec-WebSocket-Key is there once.", Request, Key),
        new("4.1", "Origin is sent by browsers; others may.", Request),
        new("4.1", "Sec-WebSocket-Version is 13.", Request),
        new("11.3.5", "Sec-WebSocket-Version is there once.", Key),
        new("4.1", "Sec-WebSocket-Protocol has tokens, each once.", Request, BadSubProtocol),
        new("4.1", "Extensions are offered only if they are supported: none is.", Request),
        new("4.1", "Nothing is sent before the answer.", Key),
        new("4.1", "A status other than 101 is handled as in HTTP, and never opens.", Refused),
        new("4.1", "No answer, or half of one, never opens.", NoAnswer),
        new("4.1", "Upgrade is missing or is not websocket, in any case: fail.", Answer),
        new("4.1", "Connection is missing or has no Upgrade, in any case: fail.", Answer),
        new("4.1", "Sec-WebSocket-Accept is missing or is not the key's, spaces around it aside: fail.", Answer),
        new("4.1, 9.1", "An extension that was not offered: fail.", Answer),
        new("4.1", "A subprotocol that was not offered: fail.", Answer),
        new("11.3.3", "Sec-WebSocket-Accept is there once.", Answer),
        new("11.3.4", "Sec-WebSocket-Protocol is there once in an answer.", Answer),
        new("10.6", "wss is never anything but TLS.", Address),
    ];

    private static IEnumerable<Requirement> Frames() =>
    [
        new("5.1, 5.3", "Every frame to the server is masked.", SendSizes, PingLengths, SendPong, CloseCodes),
        new("5.1", "A masked frame from the server: close.", Violation),
        new("5.2", "Reserved bits are 0 in what is sent.", SendSizes, PingLengths, CloseCodes),
        new("5.2", "Reserved bits that no extension explains: fail.", Violation),
        new("5.2", "An unknown opcode: fail.", Violation),
        new("5.2", "The length is written in the shortest form.", SendSizes),
        new("5.2", "The length is read in the shortest form only.", Violation),
        new("5.2", "The highest bit of a 64-bit length is 0.", Violation),
        new("5.2, 6.2", "Every length is read, however the bytes come.", ReceiveSizes, ReceiveCuts, ReceiveBuffers, ZeroBytes),
        new("5.3", "The masking key is fresh for each frame and cannot be predicted.", Masks),
        new("5.3", "Masking is XOR with the key's four bytes in turn, and changes no length.", MaskBytes, SendSizes),
        new("5.4", "Messages are taken whole and in fragments, empty ones too.", Unusual),
        new("5.4", "A fragment that continues nothing, or a new message inside a message: fail.", Violation),
        new(
            "5.4",
            "A message that is sent in fragments: type first, then continuations, FIN last, nothing of another message between.",
            SendFragments),
        new("5.4", "Control frames are taken in the middle of a message.", Unusual, CloseFrame),
        new("5.4", "A control frame of one's own may come between fragments.", SendPong, CloseInside),
        new("5.4, 5.5", "Control frames are not fragmented, neither sent nor taken.", Violation, SendPong, CloseCodes),
        new("5.5", "Control frames have at most 125 bytes, neither sent nor taken.", Violation, LongControl, CloseRefused),
        new("5.5.2", "A ping is answered with a pong, unless a close frame has come.", Flood, Unusual, PingWaiting),
        new("5.5.3", "The pong has the ping's payload.", PingLengths, Flood),
        new("5.5.3", "A pong that nobody asked for is taken.", Unusual),
        new("5.4, 5.5.2", "An answer never gets into a frame that is being sent.", PingInSend),
        new("5.6, 8.1", "Text that is not UTF-8 over the whole message: fail.", BadText),
        new("5.6, 8.1", "Text that is UTF-8 is taken, however it is cut.", GoodText),
        new("6.1", "Data is sent in the state OPEN only.", CloseLast),
        new("6.1", "One message is sent as it is given: opcode, FIN, payload.", SendSizes),
        new("7.1.7", "What came before a fault is handed over; nothing after it is.", Violation, BeforeFault),
        new("10.4", "A limit on frames and messages protects the client.", Cap),
    ];

    private static IEnumerable<Requirement> Closing() =>
    [
        new("5.5.1", "A close frame with a payload begins with a code of two bytes, and the reason is UTF-8.", CloseCodes, CloseFrame),
        new("5.5.1", "No data and no other frame after the close frame.", CloseLast),
        new("5.5.1", "A close frame is answered with one, unless one was sent.", CloseFrame, CloseBoth),
        new(
            "5.5.1, 7.1",
            "After both close frames the connection is closed; a server that leaves it open is not waited for.",
            CloseFrame,
            NoTcpClose),
        new("7.1.5, 7.1.6", "Code and reason are those of the first close frame; what comes after it counts no more.", CloseFrame),
        new("7.1.7", "Failing the connection closes it, with a close frame first.", Violation, BadText),
        new("7.2.1", "A connection that is lost fails.", EndOfStream),
        new("7.4.1", "1005, 1006, 1015 and other reserved codes are never sent.", CloseRefused, CloseEmpty),
        new("7.4", "Such codes are not taken either.", CloseFrame),
    ];
}
