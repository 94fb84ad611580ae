namespace CurlWs.Tests.Rfc6455;

/// <summary>Where a client does something else than the suite expects. One star in a name or an outcome stands for anything.</summary>
/// <param name="Of">Which client: the framework's type, or this library where libcurl decodes the frames.</param>
/// <param name="Case">The case's name, perhaps with its form behind a comma.</param>
/// <param name="Outcome">What it does, as the suite tells it.</param>
/// <param name="Remark">The same in words.</param>
internal sealed record Difference(DifferenceOf Of, string Case, string Outcome, string Remark)
{
    internal bool Concerns(ClientKind client) =>
        Of.HasFlag(client == ClientKind.Framework ? DifferenceOf.Framework : DifferenceOf.LibcurlDecoder)
        && (client == ClientKind.Framework || client.DecodesWithLibcurl());
}
