using System;
using System.Net;

namespace CurlWs;

/// <summary>A user and a password for one peer, as the application's <see cref="ICredentials"/> has them.</summary>
/// <param name="User">Empty for the user of the process.</param>
/// <param name="Password">Empty for the user of the process.</param>
/// <param name="Kinds">What they are for.</param>
internal readonly record struct Login(string User, string Password, CurlAuth Kinds)
{
    /// <summary>What a user and a password are good for. libcurl asks first, and takes the safest of these that the proxy offers.</summary>
    internal const CurlAuth KindsForProxy = CurlAuth.Digest | CurlAuth.Ntlm | CurlAuth.Basic;

    // The safest first; the names as .NET asks for them.
    private static readonly (CurlAuth Kind, string Name)[] s_kinds =
    [
        (CurlAuth.Negotiate, "Negotiate"), (CurlAuth.Digest, "Digest"), (CurlAuth.Ntlm, "NTLM"), (CurlAuth.Basic, "Basic"),
    ];

    /// <summary>What goes out with the first request to a server, which is the only one: there is no answer to a challenge.</summary>
    /// <param name="credentials">The application's.</param>
    /// <param name="server">The ws or wss address.</param>
    /// <param name="keys">Whether user and password are keys that sign the request.</param>
    /// <exception cref="ArgumentException">What is there for this server cannot work.</exception>
    /// <exception cref="PlatformNotSupportedException">The loaded libcurl has no Negotiate, which is all that is there.</exception>
    internal static Login? ForServer(ICredentials credentials, Uri server, bool keys)
    {
        if (credentials.GetCredential(server, "Basic") is { } basic && !IsDefault(basic))
        {
            string user = CurlWebSocketOptions.BasicUser(basic);
            return keys || !user.Contains(':', StringComparison.Ordinal)
                ? new Login(user, basic.Password, CurlAuth.Basic)
                : throw new ArgumentException(CurlWebSocketOptions.ColonInUser, nameof(CurlWebSocketOptions.Credentials));
        }

        if (keys)
        {
            throw new ArgumentException(CurlWebSocketOptions.NoKeys, nameof(CurlWebSocketOptions.AwsSigV4));
        }

        if (credentials.GetCredential(server, "Negotiate") is { } negotiate)
        {
            return CurlLibrary.HasNegotiate ? Of(negotiate, CurlAuth.Negotiate) : throw new PlatformNotSupportedException(
                $"{CurlLibrary.Path} (libcurl {CurlLibrary.Version}) was built without Negotiate, by which the user of this process, or a "
                + "login for that kind, is told to a server. Set Credentials to a user and a password for Basic, or load a libcurl with "
                + "SSPI or GSS-API (CURLWS_LIBCURL); the package runtime.native.libcurl has one for Windows.");
        }

        return credentials.GetCredential(server, "Digest") is null && credentials.GetCredential(server, "NTLM") is null
            ? null
            : throw new ArgumentException(
                $"For {SafeText.Address(server)} Credentials has a login for Digest or NTLM only. These need a second request, and libcurl "
                + "ends at the first answer that is not 101. Add one for Basic.",
                nameof(CurlWebSocketOptions.Credentials));
    }

    /// <summary>What a proxy is given if it asks.</summary>
    /// <param name="credentials">The application's.</param>
    /// <param name="proxy">Its address.</param>
    /// <param name="allowed">The kinds that may be used; null for the usual ones, as far as <paramref name="credentials"/> tells them
    /// apart.</param>
    internal static Login? ForProxy(ICredentials credentials, Uri proxy, CurlAuth? allowed)
    {
        if (CurlWebSocketOptions.IsSocks(proxy))
        {
            return credentials.GetCredential(proxy, proxy.Scheme) is { } socks && !IsDefault(socks) ? Of(socks, CurlAuth.None) : null;
        }

        bool namesKinds = credentials is not NetworkCredential || IsDefault(credentials);
        CurlAuth kinds = allowed ?? (namesKinds ? KindsForProxy | CurlAuth.Negotiate : KindsForProxy);
        NetworkCredential? first = null;
        CurlAuth same = CurlAuth.None;
        foreach ((CurlAuth kind, string name) in s_kinds)
        {
            if ((kinds & kind) != 0 && CurlLibrary.HasAuth(kind) && credentials.GetCredential(proxy, name) is { } answer
                && (!IsDefault(answer) || CurlLibrary.HasDefaultLogin(kind)) && (first is null || AreSame(first, answer)))
            {
                first = answer;
                same |= kind;
            }
        }

        return first is null ? null : Of(first, same);
    }

    /// <summary>Whether it stands for the user of the process, whose name and password nobody knows.</summary>
    internal static bool IsDefault(ICredentials credentials) => ReferenceEquals(credentials, CredentialCache.DefaultNetworkCredentials);

    /// <summary>The user of the process, by the kinds that are allowed and the loaded libcurl can do; null if there are none.</summary>
    internal static Login? OfThisUser(CurlAuth? allowed)
    {
        CurlAuth kinds = CurlAuth.None;
        foreach ((CurlAuth kind, _) in s_kinds)
        {
            kinds |= ((allowed ?? CurlAuth.Any) & kind) != 0 && CurlLibrary.HasDefaultLogin(kind) ? kind : CurlAuth.None;
        }

        return kinds == CurlAuth.None ? null : new Login(string.Empty, string.Empty, kinds);
    }

    private static bool AreSame(NetworkCredential one, NetworkCredential other) =>
        ReferenceEquals(one, other)
        || (one.UserName == other.UserName && one.Domain == other.Domain && one.Password == other.Password
            && IsDefault(one) == IsDefault(other));

    private static Login Of(NetworkCredential credential, CurlAuth kinds) => IsDefault(credential)
        ? new Login(string.Empty, string.Empty, kinds)
        : new Login(CurlWebSocketOptions.BasicUser(credential), credential.Password, kinds);
}
