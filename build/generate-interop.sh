#!/usr/bin/env bash
# Usage: build/generate-interop.sh [--check] [CURL_SOURCE_DIR]
#
# Writes src/CurlWs.Bindings/Interop/Generated/ from libcurl's public headers: enumerations, constants, option kinds; and what the Easy
# room has of them under .NET's names, src/CurlWs.Bindings/Easy/Generated/: typed keys of options and infos, error codes.
# With --check nothing is written: the differences are shown, and there being any is a failure.
# CURL_SOURCE_DIR is an unpacked curl release (include/ and docs/); without it, the one that native/ pins is fetched.
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
generated=$root/src/CurlWs.Bindings/Interop/Generated
keys=$root/src/CurlWs.Bindings/Easy/Generated

fail() { printf 'generate-interop: %s\n' "$*" >&2; exit 1; }

unpack_pinned_source() (
    . "$root/native/lib/common.sh"
    . "$root/native/lib/fetch.sh"
    name=curl-$CURL_VERSION
    fetch "$name.tar.gz" || die_of_missing_sources
    mkdir "$1"
    tar xzf "$sources_dir/$name.tar.gz" --strip-components=1 -C "$1" "$name/include" "$name/docs/libcurl"
)

check=
if [ "${1:-}" = --check ]; then check=yes; shift; fi
[ $# -le 1 ] || fail "usage: build/generate-interop.sh [--check] [CURL_SOURCE_DIR]"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
source=${1:-$work/curl}
[ $# -eq 1 ] || unpack_pinned_source "$source"
[ -f "$source/include/curl/curl.h" ] && [ -f "$source/docs/libcurl/symbols-in-versions" ] ||
    fail "no unpacked curl release at '$source' (include/curl/curl.h and docs/libcurl/symbols-in-versions)"

"$root/native/probe/probe.sh" "$source/include" > "$work/probe.tsv"
mkdir "$work/new" "$work/keys"
data=$root/build/generate-interop
dotnet run "$data.cs" -- "$work/probe.tsv" "$source" "$data.topics.tsv" "$data.sentences.tsv" "$data.names.tsv" "$work/new" "$work/keys"

if [ "$check" ]; then
    diff -ru "$generated" "$work/new" && diff -ru "$keys" "$work/keys" || fail "the checked-in files differ; run build/generate-interop.sh"
else
    mkdir -p "$generated" "$keys"
    rm -f "$generated"/*.g.cs "$keys"/*.g.cs
    cp "$work/new"/*.g.cs "$generated/"
    cp "$work/keys"/*.g.cs "$keys/"
fi
printf '%d files from libcurl %s\n' "$(find "$work/new" "$work/keys" -name '*.g.cs' | wc -l)" \
    "$(sed -n 's/^string\tLIBCURL_VERSION\t//p' "$work/probe.tsv")"
