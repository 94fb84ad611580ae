#!/usr/bin/env perl
# Reads preprocessed libcurl headers. Writes one line of C (a macro of probe.h) for each thing they declare;
# with --macros, the names of the object-like macros that they define.
use strict;
use warnings;

my @lines = own_lines();
if (@ARGV && $ARGV[0] eq '--macros') { list_macros(@lines); exit }

my @tokens = join("\n", grep { !/^#/ } @lines) =~ /"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|\d\w*|[^\s\w]/g;
declaration(@$_) for split_at(';', @tokens);

# The lines that come from a curl header, not from a system one.
sub own_lines {
    my ($own, @kept) = (0);
    while (my $line = <STDIN>) {
        chomp $line;
        if ($line =~ /^# \d+ "(.*?)"/) { $own = $1 =~ m{/curl/[\w-]+\.h$}; push @kept, '' }
        elsif ($own) { push @kept, $line }
    }
    return @kept;
}

sub list_macros {
    my %seen;
    for (@_) {
        print "$1\n" if /^#define ((?:LIB)?CURL\w*) +\S/ && !$seen{$1}++;
    }
}

# Splits a token list at a separator that is outside all brackets.
sub split_at {
    my ($separator, @in) = @_;
    my ($depth, @parts) = (0, []);
    for (@in) {
        $depth++ if /^[\(\[\{]$/;
        $depth-- if /^[\)\]\}]$/;
        if ($depth == 0 && $_ eq $separator) { push @parts, [] }
        else { push @{$parts[-1]}, $_ }
    }
    return grep { @$_ } @parts;
}

# Takes __attribute__((...)) out; returns the tokens left and the text of a deprecation, if there was one.
sub without_attributes {
    my ($depth, $in, $deprecation, @rest) = (0, 0);
    while (@_) {
        my $token = shift;
        if ($token eq '__attribute__') { $in = 1; next }
        if ($in) {
            $depth++ if $token eq '(';
            $depth-- if $token eq ')';
            $deprecation .= $token =~ s/^"|"$//gr if $token =~ /^"/;
            $in = 0 if $depth == 0;
            next;
        }
        push @rest, $token;
    }
    return ($deprecation, @rest);
}

sub emit { my ($macro, @arguments) = @_; print "$macro(", join(', ', @arguments), ")\n" }

sub emit_line { emit('LINE', '"' . join('\t', @_) . '"') }

sub emit_deprecation {
    my ($name, $text) = @_;
    return unless defined $text && $text =~ /^since ([\d.]+)\. (.*)$/;
    emit_line('deprecated', $name, $1, $2);
}

sub declaration {
    my ($deprecation, @tokens) = without_attributes(@_);
    return function($deprecation, @tokens) if grep { $_ eq 'PROBE_EXTERN' } @tokens;
    my $typedef = $tokens[0] eq 'typedef' ? shift @tokens : '';
    return unless $tokens[0] =~ /^(struct|union|enum)$/;
    shift @_ if $typedef;
    my ($keyword, $tag, $body, @after) = composite(@_);
    return unless $body;
    my $alias = $typedef ? $after[-1] : '';
    my $name = $alias || $tag || '-';
    return enumeration($name, @$body) if $keyword eq 'enum';
    my $type = $tag ? "$keyword $tag" : $alias;
    emit('STRUCT', $type, qq("$name"));
    fields($type, $name, '', @$body);
}

# struct TAG { BODY } AFTER
sub composite {
    my ($keyword, @rest) = @_;
    my $tag = @rest && $rest[0] =~ /^\w/ ? shift @rest : '';
    return ($keyword, $tag, undef, @rest) unless @rest && $rest[0] eq '{';
    my ($depth, @body) = (0);
    while (defined(my $token = shift @rest)) {
        $depth++ if $token eq '{';
        $depth-- if $token eq '}';
        last if $depth == 0;
        push @body, $token;
    }
    shift @body;
    return ($keyword, $tag, \@body, @rest);
}

sub function {
    my ($deprecation, @tokens) = @_;
    for my $i (0 .. $#tokens - 1) {
        next unless $tokens[$i] =~ /^\w+$/ && $tokens[$i + 1] eq '(';
        emit_line('function', $tokens[$i]);
        emit_deprecation($tokens[$i], $deprecation);
        return;
    }
    die "no function name in: @tokens\n";
}

sub enumeration {
    my ($type, @body) = @_;
    for my $item (split_at(',', @body)) {
        my ($deprecation, $name, @value) = without_attributes(@$item);
        emit('ENUMERATOR', qq("$type"), $name);
        emit_deprecation($name, $deprecation);
        my ($kind) = map { /^(?:CURLOPTTYPE|CURLINFO)_(\w+)$/ ? $1 : () } @value;
        my ($family) = $name =~ /^(CURLOPT|CURLMOPT|CURLINFO)_/;
        next unless $kind && $family;
        emit('OPTION', {CURLOPT => '"option"', CURLMOPT => '"multioption"', CURLINFO => '"info"'}->{$family},
            $name, qq("$kind"));
    }
}

sub fields {
    my ($type, $name, $prefix, @body) = @_;
    for my $item (split_at(';', @body)) {
        my (undef, @tokens) = without_attributes(@$item);
        my (undef, undef, $inner, @after) = $tokens[0] =~ /^(struct|union|enum)$/ ? composite(@tokens) : ();
        for my $declarator (split_at(',', $inner ? @after : @tokens)) {
            my ($field, $is_bits) = field_name(@$declarator);
            emit($is_bits ? 'BITFIELD' : 'FIELD', $type, qq("$name"), $prefix . $field);
            fields($type, $name, "$prefix$field.", @$inner) if $inner && $tokens[0] ne 'enum';
        }
    }
}

sub field_name {
    my @tokens = @_;
    for my $i (0 .. $#tokens - 2) {
        return ($tokens[$i + 2], 0) if $tokens[$i] eq '(' && $tokens[$i + 1] eq '*';
    }
    for my $i (1 .. $#tokens) { return ($tokens[$i - 1], 1) if $tokens[$i] eq ':' }
    my @names;
    for (@tokens) { last if $_ eq '['; push @names, $_ if /^[A-Za-z_]\w*$/ }
    die "no field name in: @tokens\n" unless @names;
    return ($names[-1], 0);
}
