using System;
using System.Runtime.InteropServices;
using System.Threading;

using CurlWs.Interop;

namespace CurlWs;

// What the loaded libcurl can do, for decisions inside this library: each version that decides anything stands here, under the name of what
// it decides. What is wrong in a version, for the application to read, is in CurlLibrary.Defects.cs.
public static unsafe partial class CurlLibrary
{
    /// <summary>WebSocket calls that are supported without reservation.</summary>
    internal static readonly Ability WebSocketCalls = new(8, 14, 0);

    /// <summary>A multi handle tells what it waits for (<c>curl_multi_waitfds</c>). Told by the export: this is for the message.</summary>
    internal static readonly Ability WaitDescriptors = new(8, 8, 0);

    /// <summary>libcurl's encoder masks each frame with a key of its own (CVE-2025-10148).</summary>
    internal static readonly Ability FreshMasks = new(8, 16, 0);

    /// <summary>A multi handle can be told that the network has changed.</summary>
    internal static readonly Ability NetworkSignal = new(8, 16, 0);

    /// <summary>A connection is used again for 24 hours at most where nothing is set; before, for ever.</summary>
    internal static readonly Ability LimitedLifetime = new(8, 17, 0);

    /// <summary>
    /// Raw receives get the frames that come together with the 101, without which there is no use for a decoder of our own.
    /// </summary>
    internal static readonly Ability RawReceives = new(8, 21, 0);

    /// <summary>A ws request goes through an HTTP proxy in a tunnel, always.</summary>
    internal static readonly Ability AlwaysTunnels = new(8, 21, 0);

    /// <summary>Sockets are not inherited by child processes: 8.14.1 was seen to make such, 8.22.0 not.</summary>
    internal static readonly Ability ClosesOnExec = new(8, 22, 0);

    /// <summary>NULL for the roots brings the built-in ones back; before, it took them away.</summary>
    internal static readonly Ability RestoresRoots = new(8, 22, 0);

    /// <summary>Many WebSockets in one multi handle: what libcurl does with them was read and tried with this version.</summary>
    internal static readonly Ability SharedMulti = new(8, 22, 0);

    private static readonly Lazy<bool> s_hasMultiWait = new(
        static () => NativeLibrary.TryGetExport(Loader.Handle, "curl_multi_waitfds", out _), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The first version whose WebSocket calls are supported without reservation.</summary>
    public static Version MinimumVersion => WebSocketCalls.Since;

    /// <summary>Whether name servers can be chosen: the resolver is c-ares.</summary>
    internal static bool HasCAres => Info->age >= CURLversion.CURLVERSION_SECOND && Info->ares != null;

    /// <summary>Whether it can log in by NTLM.</summary>
    internal static bool HasNtlm => (Info->features & LibCurl.CURL_VERSION_NTLM) != 0;

    /// <summary>Whether it can log in by Negotiate.</summary>
    internal static bool HasNegotiate => (Info->features & LibCurl.CURL_VERSION_SPNEGO) != 0;

    /// <summary>Whether it can log in by a kind as the user of the process: Negotiate finds it, NTLM only where Windows does it.</summary>
    internal static bool HasDefaultLogin(CurlAuth kind) =>
        kind == CurlAuth.Negotiate ? HasNegotiate : kind == CurlAuth.Ntlm && HasNtlm && (Info->features & LibCurl.CURL_VERSION_SSPI) != 0;

    /// <summary>Whether it can log in by a kind: those that are not always built in are looked for.</summary>
    internal static bool HasAuth(CurlAuth kind) => kind switch
    {
        CurlAuth.Ntlm => HasNtlm,
        CurlAuth.Negotiate => HasNegotiate,
        _ => true,
    };

    /// <summary>File of CA certificates that the loaded libcurl was built to trust; null if there is none.</summary>
    internal static string? DefaultCaFile =>
        Info->age >= CURLversion.CURLVERSION_SEVENTH && Info->cainfo != null ? Text(Info->cainfo) : null;

    /// <summary>Folder of CA certificates that the loaded libcurl was built to trust; null if there is none.</summary>
    internal static string? DefaultCaPath =>
        Info->age >= CURLversion.CURLVERSION_SEVENTH && Info->capath != null ? Text(Info->capath) : null;

    /// <summary>Throws unless transfers can be driven by a thread of ours, which needs <c>curl_multi_waitfds</c>.</summary>
    internal static void RequireMultiWait()
    {
        if (!s_hasMultiWait.Value)
        {
            throw new PlatformNotSupportedException(
                $"{Path} (libcurl {Version}) has no curl_multi_waitfds, which asynchronous transfers need: libcurl has it "
                + $"since {WaitDescriptors.Since}. Use Perform and Poll, add the package runtime.native.libcurl, or name a newer "
                + $"libcurl in the environment variable {Loader.Variable} or with CurlLibrary.Use(path).");
        }
    }

    /// <summary>Something that libcurl can do from a version on.</summary>
    internal sealed class Ability(int major, int minor, int patch)
    {
        private readonly uint _number = (uint)((major << 16) | (minor << 8) | patch);

        /// <summary>The first version that can.</summary>
        internal Version Since { get; } = new(major, minor, patch);

        /// <summary>Whether the loaded version can. Loads the library.</summary>
        internal bool IsThere => Info->version_num >= _number;
    }
}
