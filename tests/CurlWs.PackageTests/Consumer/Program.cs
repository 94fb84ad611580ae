using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using CurlWs;
using CurlWs.Interop;
using static CurlWs.Interop.LibCurl;

namespace Consumer;

/// <summary>
/// Usage: Consumer VERSION FILE WS_URL WSS_URL CA_FILE. Fails unless libcurl VERSION was loaded from a path that ends in FILE (empty: not
/// asked), another binding in the process shares it, and messages come back over ws and wss.
/// </summary>
internal static unsafe class Program
{
    private static readonly int[] s_sizes = [0, 1, 125, 126, 4096, 65536, 300_000];
    private static readonly DateTime s_deadline = DateTime.UtcNow.AddSeconds(60);

    private static int Main(string[] arguments)
    {
        try
        {
            CurlLibraryInfo library = CurlLibrary.GetInfo();
            string path = library.Path;
            Console.WriteLine($"libcurl {library.Version}, {library.TlsBackend}, {RuntimeInformation.RuntimeIdentifier}, {path}");
            Expect(library.Version.ToString(), arguments[0], "version");
            if (!path.Replace('\\', '/').EndsWith(arguments[1], StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"loaded {path}, not {arguments[1]}");
            }

            if (arguments.Length == 2)
            {
                Console.WriteLine("loaded");
                return 0;
            }

            Expect(OtherBinding.Escape("a b"u8), "a%20b", "the other binding's answer");
            curl_version_info_data* ours = curl_version_info(CURLVERSION_NOW);
            Expect(OtherBinding.curl_version_info((int)CURLVERSION_NOW), (nint)ours, "the other binding's libcurl");

            foreach ((string statement, CURLcode answer) in CurlWs.CSharp12.Statements.OnAnEasyHandle())
            {
                Expect(answer, CURLE_OK, statement);
            }

#if EXTENSIONS
            Console.WriteLine("logs: " + EventLogs.Of(arguments[2]));
#endif
            int echoed = Echo(arguments[2], null) + Echo(arguments[3], arguments[4]);
            Console.WriteLine($"{echoed} messages echoed over ws and wss");
            return 0;
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception);
            return 1;
        }
    }

    private static int Echo(string url, string? authority)
    {
        using CURL? curl = curl_easy_init();
        Check(curl_easy_setopt(curl, CURLOPT_URL, url), url);
        Check(curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L), "CURLOPT_CONNECT_ONLY");
        Check(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L), "CURLOPT_CONNECTTIMEOUT");
        if (authority is not null)
        {
            Check(curl_easy_setopt(curl, CURLOPT_CAINFO, authority), "CURLOPT_CAINFO");
        }

        Check(curl_easy_perform(curl), "connecting to " + url);
        foreach (int size in s_sizes)
        {
            byte[] message = new byte[size];
            new Random(size).NextBytes(message);
            Exchange(curl, message);
        }

        return s_sizes.Length;
    }

    // Both directions take turns: a message may be larger than what the sockets hold.
    private static void Exchange(CURL? curl, byte[] message)
    {
        using MemoryStream answer = new();
        byte[] buffer = new byte[65536];
        int sent = 0;
        bool begun = false;
        bool complete = false;
        while (!complete)
        {
            bool idle = true;
            if (!begun || sent < message.Length)
            {
                CURLcode result = curl_ws_send(curl, message.AsSpan(sent), out nuint taken, 0, CURLWS_BINARY);
                begun |= result == CURLE_OK;
                idle &= result == CURLE_AGAIN;
                Check(result == CURLE_AGAIN ? CURLE_OK : result, "curl_ws_send");
                sent += (int)taken;
            }

            CURLcode received = curl_ws_recv(curl, buffer, out nuint length, out curl_ws_frame frame);
            if (received != CURLE_AGAIN)
            {
                Check(received, "curl_ws_recv");
                answer.Write(buffer, 0, (int)length);
                idle = false;
                complete = frame.bytesleft == 0 && (frame.flags & CURLWS_CONT) == 0;
            }

            if (DateTime.UtcNow > s_deadline)
            {
                throw new TimeoutException($"{answer.Length} of {message.Length} bytes came back");
            }

            if (idle)
            {
                WaitForSocket(curl, toSend: !begun || sent < message.Length);
            }
        }

        if (!answer.ToArray().AsSpan().SequenceEqual(message))
        {
            throw new InvalidDataException($"a message of {message.Length} bytes came back changed");
        }
    }

    private static void WaitForSocket(CURL? curl, bool toSend)
    {
        Check(curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, out curl_socket_t socket), "curl_easy_getinfo");
        using CURLM multi = curl_multi_init()!;
        curl_multi_poll(
            multi, [new curl_waitfd { fd = socket, events = (short)(CURL_WAIT_POLLIN | (toSend ? CURL_WAIT_POLLOUT : 0)) }], 1000, out _);
    }

    private static void Check(CURLcode code, string what)
    {
        if (code != CURLE_OK)
        {
            throw new InvalidOperationException($"{what}: {curl_easy_strerror(code)}");
        }
    }

    private static void Expect<T>(T actual, T expected, string what)
    {
        if (!Equals(actual, expected))
        {
            throw new InvalidOperationException($"{what} is {actual}, not {expected}");
        }
    }
}
