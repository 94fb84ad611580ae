#!/usr/bin/env perl
# Usage: check-links.pl SITE      Follows every link of every page that stays within the site, to the file and to the place in it.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Find qw(find);
use File::Spec;

my $site = shift or die "usage: check-links.pl SITE\n";
my (%places, @pages);
find({ no_chdir => 1, wanted => sub { push @pages, $_ if /\.html$/ } }, $site);

sub text_of {
    open my $file, '<', $_[0] or die "$_[0]: $!\n";
    local $/;
    return <$file>;
}

sub places_of {
    my ($page) = @_;
    $places{$page} //= { map { $_ => 1 } text_of($page) =~ /\s(?:id|name)="([^"]+)"/g };
    return $places{$page};
}

my ($links, @broken) = (0);
for my $page (sort @pages) {
    for my $link (text_of($page) =~ /\s(?:href|src)="([^"]*)"/g) {
        next if $link eq '' || $link =~ /^(?:[a-z][a-z+.-]*:|\/\/)/;
        $links++;
        my ($path, $place) = $link =~ /^([^?#]*)[^#]*(?:#(.*))?$/;
        $path =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
        my $target = $path eq '' ? $page : File::Spec->catfile(dirname($page), $path);
        $target .= '/index.html' if -d $target;
        1 while $target =~ s{/(?!\.\.)[^/]+/\.\.(?=/)}{};
        if (!-e $target) { push @broken, "$page: $link" }
        elsif (defined $place && $place ne '' && $target =~ /\.html$/ && !places_of($target)->{$place}) {
            push @broken, "$page: $link (no such place)";
        }
    }
}

print "$_\n" for @broken;
printf "%d pages, %d links within the site, %d broken\n", scalar @pages, $links, scalar @broken;
exit(@broken || !$links ? 1 : 0);
