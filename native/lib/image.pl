#!/usr/bin/perl
# Usage: image.pl FILE      Prints what a PE or Mach-O library says of itself, one fact a line:
#   format PE|Mach-O    cpu NAME    kind library|other    minimum VERSION    time SECONDS    name NAME    import LIBRARY    export SYMBOL
#   signed yes|no       debug yes
use strict;
use warnings;

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
    for my $table ([8, 20, 12], [13 * 8, 32, 4]) {
        my ($directory, $size, $name) = @$table;
        my $at = u32($directories + $directory) or next;
        for ($at = $offset->($at); u32($at + $name); $at += $size) { fact 'import', text($offset->(u32($at + $name))) }
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

sub mach_o {
    my %cpus = (0x01000007 => 'x86_64', 0x0100000c => 'arm64');
    my $signed = 'no';
    fact 'format', 'Mach-O';
    fact 'cpu', $cpus{u32(4)} // 'other';
    fact 'kind', u32(12) == 6 ? 'library' : 'other';
    my $at = 32;
    for (1 .. u32(16)) {
        my ($command, $size) = (u32($at) & 0x7fffffff, u32($at + 4));
        fact 'import', text($at + u32($at + 8)) if $command == 0xc || $command == 0x18 || $command == 0x1f;
        fact 'name', text($at + u32($at + 8)) if $command == 0xd;
        fact 'minimum', version(u32($at + 12)) if $command == 0x32;
        fact 'minimum', version(u32($at + 8)) if $command == 0x24;
        fact 'runpath', text($at + u32($at + 8)) if $command == 0x1c;
        fact 'debug', 'yes' if $command == 0x19 && text($at + 8) eq '__DWARF';
        $signed = 'yes' if $command == 0x1d;
        trie(u32($at + 40), 0, '') if $command == 0x22 && u32($at + 44);
        trie(u32($at + 8), 0, '') if $command == 0x33 && u32($at + 12);
        $at += $size;
    }
    fact 'signed', $signed;
}

my $magic = u32(0);
if (substr($data, 0, 2) eq 'MZ') { pe() }
elsif ($magic == 0xfeedfacf) { mach_o() }
else { die "neither a PE nor a 64-bit Mach-O file\n" }
