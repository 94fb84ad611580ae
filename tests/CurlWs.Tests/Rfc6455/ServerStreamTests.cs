using System.Linq;
using System.Threading.Tasks;

using Xunit;

namespace CurlWs.Tests.Rfc6455;

/// <summary>What a server must not send, and its close frames good and bad, played to each client.</summary>
public sealed class ServerStreamTests
{
    public static TheoryData<ClientKind, string> Violations => Clients.With(ViolationCases.All.Keys);

    public static TheoryData<ClientKind, string> Closes => Clients.With(CloseCases.All.Keys);

    public static TheoryData<ClientKind, string> Messages => Clients.With(MessageCases.All.Keys);

    public static TheoryData<ClientKind, string> BadTexts => Clients.With(Utf8Cases.Bad.Select(bad => bad.Name));

    public static TheoryData<ClientKind, string> GoodTexts => Clients.With(Utf8Cases.Good.Select(good => good.Name));

    [Theory]
    [MemberData(nameof(Violations))]
    public Task Receive_Violation_FailsTheConnectionWithItsCode(ClientKind client, string name) =>
        CheckAsync(client, ViolationCases.All[name]);

    [Theory]
    [MemberData(nameof(Closes))]
    public Task Receive_CloseFrame_IsReportedOrFailsTheConnection(ClientKind client, string name) =>
        CheckAsync(client, CloseCases.All[name]);

    [Theory]
    [MemberData(nameof(Messages))]
    public Task Receive_UnusualMessages_AreTaken(ClientKind client, string name) => CheckAsync(client, MessageCases.All[name]);

    /// <summary>
    /// 8.1: in every form, and with the rest of the frame held back from the byte on that makes it hopeless; the framework's type looks
    /// only at whole buffers and frames, and would wait for the rest.
    /// </summary>
    [Theory]
    [MemberData(nameof(BadTexts))]
    public Task Receive_TextNotUtf8_FailsTheConnectionAtOnce(ClientKind client, string name) => 
        ServerStreams.CheckAsync(
            client, Utf8Streams.Bad(name).Where(s => client != ClientKind.Framework || s.Form != Utf8Streams.HeldBack));

    /// <summary>5.6, 8.1: however it is cut.</summary>
    [Theory]
    [MemberData(nameof(GoodTexts))]
    public Task Receive_TextUtf8_IsTakenHoweverCut(ClientKind client, string name) =>
        ServerStreams.CheckAsync(client, Utf8Streams.Good(name));

    /// <summary>However the bytes travel, and whatever buffer they are received into, the outcome is the same.</summary>
    private static Task CheckAsync(ClientKind client, ServerStream stream)
    {
        ServerStream[] forms = [stream, stream.Buffered(1), stream.Buffered(7), stream.Chopped(1), stream.Chopped(3)];
        return ServerStreams.CheckAsync(client, forms.Where(f => f.Pieces.Count < 300));
    }
}
