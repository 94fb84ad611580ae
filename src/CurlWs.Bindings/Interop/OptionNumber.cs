namespace CurlWs.Interop;

/// <summary>
/// The option of those overloads of <c>curl_easy_setopt</c> that the compiler takes when no other fits: a <see cref="CURLoption"/>
/// becomes one by itself, so nobody has to name this type.
/// </summary>
/// <param name="value">The option; null is none, which libcurl does not know.</param>
public readonly struct OptionNumber(CURLoption? value)
{
    /// <summary>The option.</summary>
    internal CURLoption Value { get; } = value.GetValueOrDefault();

    /// <summary>The option as it is.</summary>
    public static implicit operator OptionNumber(CURLoption option) => new(option);

    /// <summary>The option as it is; without it, the compiler would not see that <c>CURLoption?</c> comes first.</summary>
    public static implicit operator OptionNumber(CURLoption? option) => new(option);
}
