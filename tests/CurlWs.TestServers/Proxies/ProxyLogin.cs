using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace CurlWs.TestServers;

/// <summary>How one connection to a proxy logs in: NTLM is about the connection, so it has a state.</summary>
internal sealed class ProxyLogin(IReadOnlyList<string> kinds, string user, string password)
{
    private const string Realm = "test, of all";

    private readonly string _nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private bool _ntlmAsked;

    /// <summary>Whether the request proves who asks.</summary>
    public bool Accepts(RequestHead request)
    {
        string[] parts = (request["Proxy-Authorization"] ?? string.Empty).Split(' ', 2);
        bool offered = kinds.Contains(parts[0], StringComparer.OrdinalIgnoreCase);
        _ntlmAsked = offered && parts[0] == "NTLM" && IsNtlm(parts[1], type: 1);
        return offered && parts[0] switch
        {
            "Basic" => parts[1] == Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")),
            "Digest" => IsDigest(request.Method, parts[1]),
            "NTLM" => IsNtlm(parts[1], type: 3) && NtlmUser(parts[1]) == user,
            _ => false,
        };
    }

    /// <summary>The lines that ask for it, each with its line end.</summary>
    public string Challenges()
    {
        if (_ntlmAsked)
        {
            return $"Proxy-Authenticate: NTLM {Convert.ToBase64String(NtlmChallenge())}\r\n";
        }

        return string.Concat(kinds.Select(kind => "Proxy-Authenticate: " + kind switch
        {
            "Basic" => $"Basic realm=\"{Realm}\"\r\n",
            "Digest-Unknown" => $"Digest realm=\"{Realm}\", nonce=\"{_nonce}\", qop=\"auth\", algorithm=X-OWN\r\n",
            "Digest" => $"Digest realm=\"{Realm}\", nonce=\"{_nonce}\", qop=\"auth\", algorithm=MD5\r\n",
            _ => kind + "\r\n",
        }));
    }

    private bool IsDigest(string method, string parameters)
    {
        Dictionary<string, string> given = [];
        foreach (string part in parameters.Replace(Realm, "realm", StringComparison.Ordinal).Split(','))
        {
            string[] pair = part.Split('=', 2);
            given[pair[0].Trim()] = pair[1].Trim().Trim('"');
        }

        string first = Md5($"{user}:{Realm}:{password}");
        string second = Md5($"{method}:{given["uri"]}");
        return given["nonce"] == _nonce && given["username"] == user
            && given["response"] == Md5($"{first}:{_nonce}:{given["nc"]}:{given["cnonce"]}:auth:{second}");
    }

    [SuppressMessage("Security", "CA5351", Justification = "RFC 7616 has it.")]
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    private static bool IsNtlm(string message, byte type)
    {
        byte[] bytes = Convert.FromBase64String(message);
        return bytes.AsSpan().StartsWith("NTLMSSP\0"u8) && bytes[8] == type;
    }

    private static string NtlmUser(string message)
    {
        byte[] bytes = Convert.FromBase64String(message);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(36));
        int offset = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40));
        bool unicode = (bytes[60] & 1) != 0;
        return (unicode ? Encoding.Unicode : Encoding.ASCII).GetString(bytes, offset, length);
    }

    /// <summary>A type 2 message: flags, a challenge of eight bytes, no target.</summary>
    private static byte[] NtlmChallenge()
    {
        byte[] bytes = new byte[48];
        "NTLMSSP\0"u8.CopyTo(bytes);
        bytes[8] = 2;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 48);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 0x00000201);
        RandomNumberGenerator.Fill(bytes.AsSpan(24, 8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), 48);
        return bytes;
    }
}
