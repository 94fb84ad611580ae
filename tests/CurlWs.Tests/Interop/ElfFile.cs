using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace CurlWs.Tests.Interop;

/// <summary>As much of the ELF format as it takes to list the functions that a 64-bit shared library exports.</summary>
internal static class ElfFile
{
    private const uint DynamicSymbols = 11;
    private const int SymbolSize = 24, Function = 2, IndirectFunction = 10, Local = 0, Undefined = 0;

    internal static IReadOnlySet<string> ExportedFunctions(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (!file.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new NotSupportedException($"{path} is not a little-endian 64-bit ELF file.");
        }

        int sections = Count(file, 0x28), size = Short(file, 0x3a), number = Short(file, 0x3c);
        for (int i = 0; i < number; i++)
        {
            ReadOnlySpan<byte> section = file[(sections + (i * size))..];
            if (Word(section, 4) != DynamicSymbols) { continue; }
            ReadOnlySpan<byte> strings = file[(sections + ((int)Word(section, 0x28) * size))..];
            return Functions(Content(file, section), Content(file, strings));
        }

        throw new InvalidDataException($"{path} has no table of dynamic symbols.");
    }

    private static HashSet<string> Functions(ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> names)
    {
        HashSet<string> functions = [];
        for (int i = 0; i < symbols.Length; i += SymbolSize)
        {
            ReadOnlySpan<byte> symbol = symbols.Slice(i, SymbolSize);
            int type = symbol[4] & 0xf, binding = symbol[4] >> 4;
            if (type is not (Function or IndirectFunction) || binding == Local || Short(symbol, 6) == Undefined) { continue; }
            ReadOnlySpan<byte> name = names[(int)Word(symbol, 0)..];
            functions.Add(Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]));
        }

        return functions;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section) =>
        file.Slice(Count(section, 0x18), Count(section, 0x20));

    private static int Count(ReadOnlySpan<byte> at, int offset) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(at[offset..]));

    private static uint Word(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(at[offset..]);

    private static int Short(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(at[offset..]);
}
