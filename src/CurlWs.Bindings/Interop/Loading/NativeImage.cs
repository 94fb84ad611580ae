using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlWs.Interop;

/// <summary>What a library file is, for messages that name the remedy instead of the loader's "invalid header".</summary>
internal static unsafe partial class NativeImage
{
    /// <summary>Why this process cannot load a file, or null if nothing speaks against it.</summary>
    internal static string? Objection(string path)
    {
        byte[] head = new byte[4096];
        int length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (UnauthorizedAccessException)
        {
            return "this user may not read";
        }

        (string? format, Architecture? architecture) = Identify(head.AsSpan(0, length));
        string expected = OperatingSystem.IsWindows() ? "PE" : OperatingSystem.IsMacOS() ? "Mach-O" : "ELF";
        string here = $"this process needs {expected} for {Name(RuntimeInformation.ProcessArchitecture)}";
        return format is null ? "is not a library (" + here + ")"
            : format != expected ? $"is a library for another system ({format}; {here})"
            : architecture is { } built && built != RuntimeInformation.ProcessArchitecture
                ? $"is a library for another architecture ({Name(built)}; {here})"
            : null;
    }

    /// <summary>The file that a module came from, or null where the system does not tell.</summary>
    internal static string? PathOf(nint module, nint symbol)
    {
        if (OperatingSystem.IsLinux())
        {
            return FromMaps((nuint)symbol);
        }

        if (OperatingSystem.IsWindows())
        {
            Span<char> name = stackalloc char[1024];
            fixed (char* p = name)
            {
                uint length = GetModuleFileNameW(module, p, (uint)name.Length);
                return length == 0 ? null : new string(p, 0, (int)length);
            }
        }

        DlInfo info;
        return OperatingSystem.IsMacOS() && dladdr(symbol, &info) != 0 ? Marshal.PtrToStringUTF8((nint)info.FileName) : null;
    }

    private static (string? Format, Architecture? Architecture) Identify(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 20 && head[..4].SequenceEqual("\u007fELF"u8))
        {
            ushort machine = head[5] == 2
                ? BinaryPrimitives.ReadUInt16BigEndian(head[18..])
                : BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
            Architecture? elf = machine switch
            {
                62 => Architecture.X64,
                183 => Architecture.Arm64,
                3 => Architecture.X86,
                40 => Architecture.Arm,
                _ => null,
            };
            return ("ELF", elf);
        }

        if (head.Length >= 0x40 && head[..2].SequenceEqual("MZ"u8))
        {
            int header = BinaryPrimitives.ReadInt32LittleEndian(head[0x3c..]);
            if (header >= 0 && header <= head.Length - 6 && head.Slice(header, 4).SequenceEqual("PE\0\0"u8))
            {
                ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(head[(header + 4)..]);
                return (
                    "PE",
                    machine switch { 0x8664 => Architecture.X64, 0xaa64 => Architecture.Arm64, 0x14c => Architecture.X86, _ => null });
            }
        }

        if (head.Length >= 8)
        {
            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(head);
            uint cpu = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (magic is 0xfeedfacf)
            {
                return ("Mach-O", cpu switch { 0x01000007 => Architecture.X64, 0x0100000c => Architecture.Arm64, _ => null });
            }

            if (magic is 0xbebafeca)
            {
                return ("Mach-O", null);
            }
        }

        return (null, null);
    }

    private static string Name(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "x64",
        Architecture.X86 => "x86",
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        _ => architecture.ToString(),
    };

    private static string? FromMaps(nuint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int slash = line.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && Holds(line, address))
            {
                return line[slash..];
            }
        }

        return null;
    }

    /// <summary>Whether an address is in the range that a line of /proc/self/maps begins with.</summary>
    private static bool Holds(string line, nuint address)
    {
        int dash = line.IndexOf('-', StringComparison.Ordinal);
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return nuint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= address
            && nuint.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) > address;
    }

    [LibraryImport("kernel32")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvStdcall)])]
    private static partial uint GetModuleFileNameW(nint module, char* name, uint size);

    [LibraryImport("libSystem")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int dladdr(nint address, DlInfo* info);

    [StructLayout(LayoutKind.Sequential)]
    private struct DlInfo
    {
        public byte* FileName;
        public nint FileBase;
        public byte* SymbolName;
        public nint SymbolAddress;
    }
}
