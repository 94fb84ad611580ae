#!/usr/bin/perl
# Usage: variadic.pl FILE FUNCTION...      (an arm64 Mach-O library)
#
# Says for each function where its machine code takes variadic arguments from, one a line: "FUNCTION caller's stack", or what it found.
# On Apple arm64 va_start is the stack pointer at entry. Elsewhere x2 to x7 are stored beside the frame first, and it points to them.
use strict;
use warnings;

my ($file, @functions) = @ARGV;
my $data = do { local (@ARGV, $/) = $file; <> };

sub u16 { unpack 'v', substr $data, $_[0], 2 }
sub u32 { unpack 'V', substr $data, $_[0], 4 }
sub u64 { unpack 'Q<', substr $data, $_[0], 8 }
sub text { my ($at) = @_; substr $data, $at, index($data, "\0", $at) - $at }

die "$file is no arm64 Mach-O file\n" unless u32(0) == 0xfeedfacf && u32(4) == 0x0100000c;

# The text segment begins at address 0 and at the start of the file, so that an address is an offset.
my (%addresses, @starts);
for (my ($at, $command) = (32, 0); $command < u32(16); $command++, $at += u32($at + 4)) {
    die "the text segment is not at 0\n" if u32($at) == 0x19 && text($at + 8) eq '__TEXT' && (u64($at + 24) || u64($at + 40));
    next unless u32($at) == 2;
    for (map { u32($at + 8) + 16 * $_ } 0 .. u32($at + 12) - 1) {
        # Defined in a section, and not one of a debugger.
        next if (ord(substr $data, $_ + 4, 1) & 0xee) != 0x0e;
        push @starts, u64($_ + 8);
        $addresses{text(u32($at + 16) + u32($_))} = u64($_ + 8);
    }
}
@starts = sort { $a <=> $b } @starts;

sub source_of {
    my ($start) = @_;
    my ($end) = grep { $_ > $start } @starts;
    my ($frame, $pointer) = (0);
    for (my $at = $start; $at < $end; $at += 4) {
        my $code = u32($at);
        my ($target, $base, $number) = ($code & 31, $code >> 5 & 31, $code >> 10 & 0xfff);
        # sub sp, sp, #N; stp ..., [sp, #-N]!: the frame grows, before anything else of the function.
        if (($code & 0xffc003ff) == 0xd10003ff && !$pointer) { $frame += $number }
        elsif (($code & 0xffc003e0) == 0xa98003e0) { $frame += 8 * (128 - ($code >> 15 & 0x7f)) }
        # str and stp of x2 to x7, or of their lower halves, on the stack.
        elsif (($code & 0x3fc003e0) == 0x390003e0 && $target >= 2 && $target <= 7 && $at < $start + 64) { return "x$target is stored" }
        elsif (($code & 0x7fc003e0) == 0x290003e0 && $target >= 2 && $target <= 7 && $at < $start + 64) { return "x$target is stored" }
        # add x29, sp, #N; add xN, sp or x29, #N.
        elsif (($code & 0xffc003ff) == 0x910003fd) { $pointer = $number }
        elsif (($code & 0xffc003e0) == 0x910003e0 && $number == $frame && $target != 31) { return "caller's stack" }
        elsif (($code & 0xffc003e0) == 0x910003a0 && defined $pointer && $number + $pointer == $frame) { return "caller's stack" }
    }
    return 'nothing variadic';
}

for (@functions) {
    my $address = $addresses{"_$_"};
    print "$_ ", defined $address ? source_of($address) : 'not there', "\n";
}
