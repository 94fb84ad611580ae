using System;
using System.Globalization;
using System.Net;

using CurlWs.Interop;

namespace CurlWs.Fuzz;

/// <summary>
/// An address, of the application's or of a redirect: refused with an ArgumentException, or taken apart so that the request's line has one
/// target, libcurl goes to the same host, and what is shown of it has no secret.
/// </summary>
internal sealed class AddressTarget : FuzzTarget
{
    private static readonly Uri s_base = new("wss://example.com:8443/a/b?c");

    internal override void Run(ReadOnlySpan<byte> input)
    {
        FuzzInput from = new(input);
        string text = from.Text();
        if (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri) && Parse(uri) is { } address)
        {
            Check(address, uri);
        }

        if (Uri.TryCreate(s_base, text, out Uri? location) && HostName.InAscii(location) is not null
            && WebSocketAddress.OfRedirect(location) is { } redirect)
        {
            Check(redirect, location);
            Require(redirect.Credentials is null && redirect.UnixSocketPath is null, "A redirect gives credentials or a socket.");
        }
    }

    private static WebSocketAddress? Parse(Uri uri)
    {
        try
        {
            return WebSocketAddress.Parse(uri);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Check(WebSocketAddress address, Uri uri)
    {
        string text = address.Uri.AbsoluteUri;
        Require(address.Uri.Scheme is "ws" or "wss", $"{uri} became {text}");
        Require(address.Uri.UserInfo.Length == 0 && address.Uri.Fragment.Length == 0, $"user or fragment is left in {text}");
        Require(address.Target.Length > 0 && address.Target[0] == '/', $"target {address.Target}");
        Require(!address.Target.AsSpan().ContainsAny(" \t\r\n\0"), $"target {address.Target}");
        Require(address.HttpForm.Host == address.Uri.Host && address.HttpForm.Port == address.Uri.Port, $"{address.HttpForm} of {text}");
        Require(address.HasOriginOf(address), $"{text} is of another origin than itself");

        WebSocketAddress again = WebSocketAddress.Parse(address.Uri);
        Require(again.Uri == address.Uri, $"{text} became {again.Uri.AbsoluteUri}");

        string shown = SafeText.Address(uri);
        string secret = uri.UserInfo;
        bool isElsewhere = secret.Length < 4 || uri.AbsolutePath.Contains(secret, StringComparison.Ordinal);
        Require(isElsewhere || !shown.Contains(secret + "@", StringComparison.Ordinal), $"{shown} shows {secret}");
        CheckLibcurl(address, text);
    }

    /// <summary>What libcurl makes of the address that it is given.</summary>
    private static void CheckLibcurl(WebSocketAddress address, string text)
    {
        using CURLU url = LibCurl.curl_url()!;
        if (LibCurl.curl_url_set(url, CURLUPart.CURLUPART_URL, text, 0) != CURLUcode.CURLUE_OK)
        {
            return;
        }

        LibCurl.curl_url_get(url, CURLUPart.CURLUPART_HOST, out string? host, 0);
        LibCurl.curl_url_get(url, CURLUPart.CURLUPART_PORT, out string? port, (uint)LibCurl.CURLU_DEFAULT_PORT);
        LibCurl.curl_url_get(url, CURLUPart.CURLUPART_USER, out string? user, 0);
        Require(user is null, $"libcurl finds the user {user} in {text}");
        string expected = address.Uri.Port.ToString(CultureInfo.InvariantCulture);
        Require(port == expected, $"libcurl goes to port {port} of {text}");
        Require(IsSame(host!, address.Uri.Host), $"libcurl goes to {host} of {text}, and not to {address.Uri.Host}");
    }

    // A number with a dot behind it is an address to libcurl, and a name to .NET; no name server has such a name.
    private static bool IsSame(string one, string other) => (other[^1] == '.' && char.IsAsciiLetterOrDigit(other[0])
        && IPAddress.TryParse(other[..^1], out IPAddress? number) && number.ToString() == one) ||
        Uri.UnescapeDataString(one).Equals(Uri.UnescapeDataString(other), StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(one, out IPAddress? first) && IPAddress.TryParse(other, out IPAddress? second) && first.Equals(second));
}
