using System;
using System.Globalization;

namespace CurlWs;

/// <summary>The field Retry-After (RFC 9110, section 10.2.3): a number of seconds or a date.</summary>
internal static class RetryAfterField
{
    // RFC 9110, section 5.6.7: the form of today and the two obsolete ones, which a client has to understand.
    private static readonly string[] s_dates =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy",
    ];

    /// <summary>The time to wait; null without a field that can be read. The first of several counts.</summary>
    /// <param name="headers">The answer's fields.</param>
    /// <param name="now">The time that a date counts from where the answer has none of its own.</param>
    internal static TimeSpan? Read(CurlHeaders headers, DateTimeOffset now)
    {
        if (Value(headers, "Retry-After") is not { Length: > 0 } value)
        {
            return null;
        }

        if (!value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // More than an int holds is "never", not a mistake.
            return TimeSpan.FromSeconds(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                ? seconds : int.MaxValue);
        }

        if (Date(value) is not { } date)
        {
            return null;
        }

        TimeSpan left = date - (Date(Value(headers, "Date") ?? string.Empty) ?? now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static string? Value(CurlHeaders headers, string name) =>
        headers.GetValues(name) is [string first, ..] ? first.Trim(' ', '\t') : null;

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date : null;
}
