using System;
using System.Collections.Generic;
using System.Globalization;

namespace CurlWs.Autobahn;

/// <summary>The command line. build/conformance.sh gives all of it.</summary>
internal sealed record AutobahnOptions
{
    public const string Usage = """
        Usage: CurlWs.Autobahn [--url URL] [--agent NAME] [--framing auto|managed|libcurl] [--compression] [--timeout SECONDS]

          --url URL          where the suite's fuzzing server listens, default ws://127.0.0.1:9001
          --agent NAME       the name in the suite's report, default made from the framing and libcurl's version
          --framing NAME     who reads and writes frames, default auto
          --compression      offers permessage-deflate, which the cases 12 and 13 need; from libcurl 8.21 on
          --timeout SECONDS  how long one case may take, default 120
        """;

    public Uri Url { get; init; } = new("ws://127.0.0.1:9001");

    public string? Agent { get; init; }

    public CurlFraming Framing { get; init; } = CurlFraming.Auto;

    public bool Compression { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    public bool Help { get; init; }

    public static AutobahnOptions Parse(string[] args)
    {
        AutobahnOptions options = new();
        Queue<string> rest = new(args);
        while (rest.TryDequeue(out string? name))
        {
            options = name switch
            {
                "--help" or "-h" => options with { Help = true },
                "--url" => options with { Url = Address() },
                "--agent" => options with { Agent = Value() },
                "--framing" => options with { Framing = Framing() },
                "--compression" => options with { Compression = true },
                "--timeout" => options with { Timeout = TimeSpan.FromSeconds(Number()) },
                _ => throw new AutobahnException($"'{name}' is no option.\n{Usage}"),
            };

            string Value() => rest.TryDequeue(out string? value) ? value : throw new AutobahnException($"{name} needs a value.\n{Usage}");

            Uri Address() => Uri.TryCreate(Value(), UriKind.Absolute, out Uri? address) && address.Scheme is "ws" or "wss"
                ? address
                : throw new AutobahnException($"{name} needs an address such as ws://127.0.0.1:9001.");

            CurlFraming Framing() => Value() switch
            {
                "auto" => CurlFraming.Auto,
                "managed" => CurlFraming.Managed,
                "libcurl" => CurlFraming.Libcurl,
                _ => throw new AutobahnException($"{name} is auto, managed or libcurl."),
            };

            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                ? number
                : throw new AutobahnException($"{name} needs a positive number.");
        }

        return options is { Compression: true, Framing: CurlFraming.Libcurl }
            ? throw new AutobahnException("libcurl's own framing knows no compression: leave out --compression or --framing libcurl.")
            : options;
    }
}
