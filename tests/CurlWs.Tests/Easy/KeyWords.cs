using System;
using System.Collections.Generic;

namespace CurlWs.Tests.Easy;

/// <summary>
/// The words that keys and error codes consist of. Who adds one to the list has read it: whole words, Tls for SSL, Uri for URL.
/// </summary>
internal static class KeyWords
{
    internal static IReadOnlySet<string> All { get; } =
        new HashSet<string>(Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private const string Text = """
        Aborted Abstract Accept Acceptable Access Account Active Add Address Addresses After Again Agent Algorithm Algorithms Aliases
        Alive Allow Allowed Alpn Alt Alternative And Api Append Argument As Auth Authentication Authorization Auto Available Aws Bad
        Bearer Bind Bits Blob Block Body Buffer Built By Bytes Ca Cache Call Callback Capture Certificate Certificates Channel Chunk
        Cipher Ciphers Clear Client Closed Code Command Compression Condition Connect Connection Connections Content Continue Control
        Cookie Cookies Copy Could Count Create Crl Crlf Curves Data Decoding Default Defer Delay Delegation Delivered Denied Differs
        Directories Directory Disallow Disk Dns Double Download Downloaded Dsa Early Ecdsa Ech Ed Effective Egd Encoding Engine Engines
        Entry Eprt Epsv Error Exceeded Exists Exit Expect Expired Eyeballs Fail Failed Failure Failures False Fast Field Fields File Flags
        Follow Forbid Format Found Frame Fresh From Ftp Full Function General Get Global Got Gss Ha Handling Handshake Happy Header
        Headers Host Hosts Hsts Http Https Id Ident Idle Ignore Illegal In Info Initial Initialization Int Interface Interval Invalid Ip
        Is Issuer Jar Keep Kerberos Key Known Large Last Ldap Length Level Lifetime Limit List Local Location Login Long Lookup Low Mail
        Malformed Many Match Max Md Memory Message Method Mime Mismatch Missing Mode Name Nec Netrc Network New No None Not Nothing Npn
        Number Ocsp Of On Only Open Operation Option Options Os Out Over Partial Passive Password Path Peer Per Permission Permissions
        Pinned Pipe Poll Port Post Pre Pret Primary Private Problem Progress Protection Protocol Protocols Proxy Public Put Queue Quic
        Quick Quote Random Range Read Receive Received Recipients Recursive Redirect Redirects Referer Refused Reject Rejected Remote
        Replace Reply Request Require Required Resolve Response Rest Result Resume Retrieve Retry Returned Reuse Rewind Rsa Rtsp Sasl
        Scheme Scope Search Second Seconds Send Sending Sent Sequence Server Servers Service Session Set Sha Shuffle Shutdown Sig Signal
        Signature Size Skip Socket Socks Speed Ssh Stapling Start Status Stream Such Supported Suppress Svc Syntax Target Tcp Telnet Text
        Tftp Time Timed Timeout Tls To Token Too Total Transfer Transport Ttl Tunnel Type Types Unassigned Unix Unknown Unmet Unreachable
        Unrecoverable Unrestricted Unsupported Upkeep Upload Uploaded Uri Use Used User V Value Verbose Verification Verify Version Wait
        Weight Weird Wildcard Write
        """;
}
