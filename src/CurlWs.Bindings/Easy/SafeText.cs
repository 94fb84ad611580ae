using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace CurlWs;

/// <summary>
/// The one place that text from outside passes on its way into a message, an info or a trace: addresses go without user, password, query
/// and fragment, and whatever a server sent is printable and short.
/// </summary>
internal static class SafeText
{
    private const int MostShown = 200;
    private const string Hidden = "***";

    private static readonly SearchValues<char> s_addressEnds = SearchValues.Create(" \t\r\n'\"");

    /// <summary>An address: where it leads to, and nothing that may be a secret.</summary>
    internal static string Address(Uri uri) => uri.IsAbsoluteUri
        ? Printable(uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))
        : "(not an absolute address)";

    /// <summary>The same address without user and password, which no info shows.</summary>
    internal static Uri WithoutUser(Uri uri) =>
        uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = string.Empty, Password = string.Empty }.Uri;

    /// <summary>A server's text: what does not print is escaped, and what is long is cut.</summary>
    internal static string Printable(string text) => Printable(text, MostShown);

    /// <summary>A text that is the application's own to show: escaped, and not cut.</summary>
    internal static string Escaped(string text) => Printable(text, text.Length);

    /// <summary>libcurl's text, in which there may be addresses of the caller's and words of the server's.</summary>
    internal static string OfLibcurl(string text) => Printable(WithoutSecrets(text), 2 * MostShown);

    /// <summary>
    /// The same without the cut, for traces. What libcurl quotes of a proxy is an address, perhaps one that cannot be read as one, in which
    /// no place is safe; a user and the value of a cookie are quoted too.
    /// </summary>
    internal static string WithoutSecrets(string text)
    {
        text = HideBetween(text, "with user '", "'", static _ => Hidden);
        text = text.Contains(" cookie ", StringComparison.Ordinal) ? HideBetween(text, "=\"", "\" for domain", static _ => Hidden) : text;
        return WithoutUserInfo(text.Contains("proxy", StringComparison.OrdinalIgnoreCase) ? HideBetween(text, "'", "'", ProxyIn) : text);
    }

    private static string Printable(string text, int most)
    {
        bool cut = text.Length > most;
        StringBuilder shown = new();
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, most)).EnumerateRunes())
        {
            bool prints = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned);
            _ = prints ? shown.Append(rune.ToString()) : shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return cut ? shown.Append(CultureInfo.InvariantCulture, $"... ({text.Length} characters)").ToString() : shown.ToString();
    }

    private static string ProxyIn(string text) =>
        text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out Uri? proxy) && proxy.Host.Length > 0
            ? $"{proxy.Scheme}://{Hidden}" : Hidden;

    /// <summary>Changes what is between the first opening and the last closing mark.</summary>
    private static string HideBetween(string text, string open, string close, Func<string, string> shown)
    {
        int start = text.IndexOf(open, StringComparison.Ordinal);
        int end = text.LastIndexOf(close, StringComparison.Ordinal);
        start += open.Length;
        return start >= open.Length && end > start ? string.Concat(text.AsSpan(0, start), shown(text[start..end]), text.AsSpan(end)) : text;
    }

    private static string WithoutUserInfo(string text)
    {
        int at = text.IndexOf("://", StringComparison.Ordinal);
        while (at >= 0)
        {
            int start = at + 3;
            int length = text.AsSpan(start).IndexOfAny(s_addressEnds);
            int end = length < 0 ? text.Length : start + length;
            string address = text[start..end];
            int user = address.LastIndexOf('@') + 1;
            int query = address.AsSpan(user).IndexOfAny('?', '#');
            string shown = (user > 0 ? Hidden + "@" : string.Empty)
                + (query < 0 ? address[user..] : $"{address[user..(user + query)]}?{Hidden}");
            text = string.Concat(text.AsSpan(0, start), shown, text.AsSpan(end));
            at = text.IndexOf("://", start + shown.Length, StringComparison.Ordinal);
        }

        return text;
    }
}
