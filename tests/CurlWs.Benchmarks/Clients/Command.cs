using System;
using System.Collections.Generic;
using System.Globalization;

namespace CurlWs.Benchmarks;

/// <summary>What the driver asks of a client: one line, <c>KIND key=value ...</c>, the same for the clients in C and JavaScript.</summary>
internal sealed record Command(
    string Kind, string Url, string CaFile, int Size, int Count, int Connections, int Batch, string Payload, string Deflate,
    bool SystemRoots)
{
    public Uri Uri { get; } = new(Url);

    public static Command Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> values = [];
        foreach (string word in words.AsSpan(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            values[word[..equals]] = word[(equals + 1)..];
        }

        return new Command(
            words[0], values["url"], values["ca"], Number("size", 0), Number("count", 0), Number("connections", 1), Number("batch", 1),
            Word("payload"), Word("deflate"), Word("roots") == "system");

        int Number(string name, int otherwise) =>
            values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        string Word(string name) => values.GetValueOrDefault(name, "none");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} url={Url} ca={CaFile} size={Size} count={Count} connections={Connections} batch={Batch}")
        + $" payload={Payload} deflate={Deflate} roots={(SystemRoots ? "system" : "one")}";
}
