using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Net.Http;
using System.Runtime.InteropServices;
using CurlWs;
using CurlWs.Interop;
using CurlWs.LoadProbe;

// A process of its own for each way to load libcurl, because a process loads it once. Does the steps that it is given, then prints
// what was loaded; or prints "<exception type>: <message>" for what was thrown and ends with 1.
//
//   use PATH          CurlLibrary.Use(path)
//   use-handle PATH   CurlLibrary.Use(module), loaded before by other means
//   foreign PATH      loads a libcurl past this library, as another binding does
//   map PATH          maps a file as data, to read it
//   load              the first use of libcurl
//   borrow, adopt     takes an easy handle that the last foreign libcurl made
//   null              functions that need no handle and no libcurl, called with null
//   requirews         CurlLibrary.RequireWebSocket()
//   supported         prints CurlWebSocket.IsSupported and the reason, twice, and nothing else
//   easy, multi, share, connect   makes an object of each kind, or begins to connect
//   default-proxy PROXY NO_PROXY URL URL   connects with HttpClient.DefaultProxy, which the environment names; prints whether it was used
//   receive URL FRAMING   receives messages to the end and prints by how many KiB the process grew at most
//   idle URL CAFILE FRAMING   prints what one more connection with a waiting receive holds of the C library's memory, in bytes
//   exhausted URL     connects and echoes with 0, 1, 2 ... free descriptors, each time anew and once more with all of them
//   unload URL        the same in a collectible load context, which is then unloaded
//   output URL        libcurl's own output between lines of Console, twice, and nothing else
nint foreign = 0;
MemoryMappedViewAccessor? mapped = null;
try
{
    for (int i = 0; i < args.Length; i++)
    {
        switch (args[i])
        {
            case "use":
                CurlLibrary.Use(args[++i]);
                break;
            case "use-handle":
                CurlLibrary.Use(NativeLibrary.Load(args[++i]));
                break;
            case "load":
                _ = CurlLibrary.GetInfo().Version;
                break;
            case "foreign":
                foreign = NativeLibrary.Load(args[++i]);
                break;
            case "map":
                MemoryMappedFile file = MemoryMappedFile.CreateFromFile(args[++i], FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
                mapped = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
                break;
            case "borrow":
                using (CurlEasy.Borrow(ForeignHandle()))
                {
                    break;
                }

            case "adopt":
                CurlEasy.Adopt(ForeignHandle()).Dispose();
                break;
            case "null":
                LibCurl.curl_easy_cleanup(null);
                Console.WriteLine(LibCurl.curl_easy_perform(null));
                Console.WriteLine(LibCurl.curl_ws_send(null, [], out _, 0, 0));
                return 0;
            case "requirews":
                CurlLibrary.RequireWebSocket();
                break;
            case "supported":
                bool first = CurlWebSocket.IsSupported;
                Console.WriteLine($"{first} {CurlWebSocket.IsSupported} {CurlWebSocket.UnsupportedReason}");
                return 0;
            case "easy":
                new CurlEasy().Dispose();
                break;
            case "multi":
                new CurlMulti().Dispose();
                break;
            case "multi-async":
                using (CurlMulti driven = new())
                using (CurlEasy transfer = new())
                {
                    transfer.Options.Uri = new Uri("http://127.0.0.1:1/");
                    driven.PerformAsync(transfer).GetAwaiter().GetResult();
                    break;
                }

            case "share":
                new CurlShare(CurlShareData.Dns).Dispose();
                break;
            case "connect":
                await CurlWebSocket.ConnectAsync(new Uri("ws://127.0.0.1:1/"));
                break;
            case "default-proxy":
                Environment.SetEnvironmentVariable("http_proxy", args[i + 1]);
                Environment.SetEnvironmentVariable("no_proxy", args[i + 2]);
                CurlWebSocketOptions system = new() { WebProxy = HttpClient.DefaultProxy, AllowPredictableMasking = true };
                Environment.SetEnvironmentVariable("http_proxy", "http://127.0.0.1:1/");
                using (CurlWebSocket through = await CurlWebSocket.ConnectAsync(new Uri(args[i + 3]), system))
                using (CurlWebSocket past = await CurlWebSocket.ConnectAsync(new Uri(args[i + 4]), system))
                {
                    Console.WriteLine($"{through.Info.UsedProxy} {past.Info.UsedProxy}");
                    return 0;
                }

            case "receive":
                await Shortage.ReceiveAsync(new Uri(args[i + 1]), Enum.Parse<CurlFraming>(args[i + 2]));
                return 0;
            case "idle":
                await Idle.MeasureAsync(new Uri(args[i + 1]), args[i + 2], Enum.Parse<CurlFraming>(args[i + 3]));
                return 0;
            case "exhausted":
                await Shortage.ExhaustAsync(new Uri(args[++i]));
                return 0;
            case "unload":
                Unloading.Run(args[++i]);
                return 0;
            case "output":
                Output(args[++i]);
                return 0;
            default:
                Console.Error.WriteLine($"no such step: {args[i]}");
                return 2;
        }
    }

    Console.WriteLine(CurlLibrary.Describe());
    mapped?.Dispose();
    return 0;
}
catch (Exception e)
{
    Console.WriteLine($"{e.GetType().FullName}: {e.Message}");
    return 1;
}

// The process ends soon: a handle that is only borrowed, or refused, stays.
unsafe nint ForeignHandle() =>
    ((delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(foreign, "curl_easy_init"))();

static unsafe void Output(string url)
{
    using CURL? curl = LibCurl.curl_easy_init();
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_URL, url);
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_PROXY, "");
    Console.WriteLine("before");
    CURLcode first = LibCurl.curl_easy_perform(curl);
    Console.WriteLine($" {first}");

    // A function, and then none again.
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_WRITEFUNCTION, (buffer, size, nitems, user) => size * nitems);
    LibCurl.curl_easy_perform(curl);
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_WRITEFUNCTION, null);
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_WRITEDATA, null);
    CURLcode second = LibCurl.curl_easy_perform(curl);
    Console.WriteLine($" {second}");
    LibCurl.curl_easy_reset(curl);
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_URL, url);
    LibCurl.curl_easy_setopt(curl, LibCurl.CURLOPT_PROXY, "");
    CURL? copy = LibCurl.curl_easy_duphandle(curl);
    LibCurl.curl_easy_perform(copy);
    LibCurl.curl_easy_cleanup(copy);
    Console.WriteLine(" after");
}
