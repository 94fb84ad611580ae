#!/usr/bin/perl
# Usage: image.pl FILE      Prints what a PE or Mach-O library says of itself, one fact a line:
#   format PE|Mach-O    cpu NAME    kind library|other    minimum VERSION    time SECONDS    name NAME    import LIBRARY    export SYMBOL
#   need SYMBOL LIBRARY    weak SYMBOL    platform NUMBER    signed yes|no|WHAT IS WRONG    debug yes
#   unsafe SEGMENT (may be written and run)    misaligned SEGMENT    lookup two-level|flat
use strict;
use warnings;
use Digest::SHA 'sha256';

my $data = do { local (@ARGV, $/) = @ARGV; <> };

sub u16 { unpack 'v', substr $data, $_[0], 2 }
sub u32 { unpack 'V', substr $data, $_[0], 4 }
sub u64 { unpack 'Q<', substr $data, $_[0], 8 }
sub text { my ($at) = @_; substr $data, $at, index($data, "\0", $at) - $at }
sub fact { print join(' ', @_), "\n" }

sub pe {
    my $coff = u32(0x3c) + 4;
    my %cpus = (0x8664 => 'x86_64', 0xaa64 => 'aarch64');
    fact 'format', 'PE';
    fact 'cpu', $cpus{u16($coff)} // 'other';
    fact 'kind', u16($coff + 18) & 0x2000 ? 'library' : 'other';
    fact 'time', u32($coff + 4);
    my $optional = $coff + 20;
    die "not a 64-bit image\n" unless u16($optional) == 0x20b;
    fact 'minimum', u16($optional + 48) . '.' . u16($optional + 50);
    my $dll = u16($optional + 70);
    fact 'hardened', ($dll & 0x40 ? 'dynamic-base ' : '') . ($dll & 0x100 ? 'no-execute ' : '') . ($dll & 0x20 ? 'high-entropy' : '');
    my $directories = $optional + 112;
    my @sections = map { my $at = $optional + u16($coff + 16) + 40 * $_; [u32($at + 12), u32($at + 16), u32($at + 20)] } 0 .. u16($coff + 2) - 1;
    my $offset = sub {
        my ($address) = @_;
        for (@sections) { return $address - $_->[0] + $_->[2] if $address >= $_->[0] && $address < $_->[0] + $_->[1] }
        die "an address outside every section\n";
    };
    # Directory 0 is the exports, 1 the imports, 6 the debug data, 13 the delayed imports.
    if (my $exports = u32($directories)) {
        my $at = $offset->($exports);
        fact 'name', text($offset->(u32($at + 12)));
        my $names = $offset->(u32($at + 32));
        fact 'export', text($offset->(u32($names + 4 * $_))) for 0 .. u32($at + 24) - 1;
    }
    for my $table ([8, 20, 12, 0], [13 * 8, 32, 4, 16]) {
        my ($directory, $size, $name, $thunks) = @$table;
        my $at = u32($directories + $directory) or next;
        for ($at = $offset->($at); u32($at + $name); $at += $size) {
            my $library = text($offset->(u32($at + $name)));
            fact 'import', $library;
            for (my $thunk = $offset->(u32($at + $thunks)); my $value = u64($thunk); $thunk += 8) {
                fact 'need', $value >> 63 ? '#' . ($value & 0xffff) : text($offset->($value & 0x7fffffff) + 2), $library;
            }
        }
    }
    fact 'debug', 'yes' if u32($directories + 6 * 8);
}

sub version { sprintf '%d.%d', $_[0] >> 16, $_[0] >> 8 & 255 }

# One number of the export trie: seven bits a byte, the lowest first.
sub uleb {
    my ($at) = @_;
    my ($value, $shift, $byte) = (0, 0);
    do { $byte = ord substr $data, $$at++, 1; $value |= ($byte & 127) << $shift; $shift += 7 } while $byte & 128;
    return $value;
}

sub trie {
    my ($start, $node, $prefix) = @_;
    my $at = $start + $node;
    my $size = uleb(\$at);
    fact 'export', $prefix if $size;
    $at += $size;
    for (1 .. ord substr $data, $at++, 1) {
        my $label = text($at);
        $at += length($label) + 1;
        trie($start, uleb(\$at), $prefix . $label);
    }
}

# What the kernel does before it maps a page: its SHA-256 against the one in the code directory, the first of the signature's blobs.
sub signature {
    my ($at, $size) = @_;
    my $big = sub { unpack 'N', substr $data, $_[0], 4 };
    return 'not the end of the file' unless $at + $size == length $data;
    return 'no signature there' unless $big->($at) == 0xfade0cc0;
    my $directory = $at + $big->($at + 16);
    return 'no code directory first' unless $big->($at + 12) == 0 && $big->($directory) == 0xfade0c02;
    my ($flags, $hashes, $pages, $limit) = map { $big->($directory + $_) } 12, 16, 28, 32;
    my ($hash_size, $hash_type, undef, $page_bits) = unpack 'C4', substr $data, $directory + 36, 4;
    return 'not ad hoc' unless $flags & 2;
    return 'not SHA-256' unless $hash_size == 32 && $hash_type == 2;
    return 'not the whole file' unless $limit == $at && $pages == int(($limit + (1 << $page_bits) - 1) >> $page_bits);
    for my $page (0 .. $pages - 1) {
        my $start = $page << $page_bits;
        my $end = $start + (1 << $page_bits) < $limit ? $start + (1 << $page_bits) : $limit;
        return "page $page differs" if sha256(substr $data, $start, $end - $start) ne substr $data, $directory + $hashes + 32 * $page, 32;
    }
    return 'yes';
}

# The symbols that other libraries have to bring, each with the library that the two-level namespace names.
sub needs {
    my ($symbols, $strings, $first, $count, @libraries) = @_;
    for ($first .. $first + $count - 1) {
        my $at = $symbols + 16 * $_;
        my ($name, $flags) = (text($strings + u32($at)), u16($at + 6));
        fact 'need', $name, $libraries[($flags >> 8) - 1] // 'any';
        fact 'weak', $name if $flags & 0x40;
    }
}

sub mach_o {
    my %cpus = (0x01000007 => 'x86_64', 0x0100000c => 'arm64');
    my $signed = 'no';
    fact 'format', 'Mach-O';
    fact 'cpu', $cpus{u32(4)} // 'other';
    fact 'kind', u32(12) == 6 ? 'library' : 'other';
    fact 'lookup', u32(24) & 0x80 ? 'two-level' : 'flat';
    my ($page, @libraries, @symbols) = (u32(4) == 0x0100000c ? 0x4000 : 0x1000);
    my $at = 32;
    for (1 .. u32(16)) {
        my ($command, $size) = (u32($at) & 0x7fffffff, u32($at + 4));
        push @libraries, text($at + u32($at + 8)) if $command == 0xc || $command == 0x18 || $command == 0x1f;
        if ($command == 0x19) {
            fact 'unsafe', text($at + 8) if (u32($at + 56) & 6) == 6 || (u32($at + 60) & 6) == 6;
            fact 'misaligned', text($at + 8) if (u64($at + 24) | u64($at + 40)) % $page;
        }
        @symbols[0, 1] = (u32($at + 8), u32($at + 16)) if $command == 0x2;
        @symbols[2, 3] = (u32($at + 24), u32($at + 28)) if $command == 0xb;
        fact 'platform', u32($at + 8) if $command == 0x32;
        fact 'name', text($at + u32($at + 8)) if $command == 0xd;
        fact 'minimum', version(u32($at + 12)) if $command == 0x32;
        fact 'minimum', version(u32($at + 8)) if $command == 0x24;
        fact 'runpath', text($at + u32($at + 8)) if $command == 0x1c;
        fact 'debug', 'yes' if $command == 0x19 && text($at + 8) eq '__DWARF';
        $signed = signature(u32($at + 8), u32($at + 12)) if $command == 0x1d;
        trie(u32($at + 40), 0, '') if $command == 0x22 && u32($at + 44);
        trie(u32($at + 8), 0, '') if $command == 0x33 && u32($at + 12);
        $at += $size;
    }
    fact 'import', $_ for @libraries;
    needs(@symbols, @libraries) if @symbols == 4;
    fact 'signed', $signed;
}

my $magic = u32(0);
if (substr($data, 0, 2) eq 'MZ') { pe() }
elsif ($magic == 0xfeedfacf) { mach_o() }
else { die "neither a PE nor a 64-bit Mach-O file\n" }
