#!/usr/bin/env bash
# Usage: native/reproduce.sh [--keep DEPENDENCY] [RID...|host|all]
#
# Builds the packaged libcurl again with an empty cache in another folder, and fails unless it has the same bytes as the one in
# artifacts/native. Then writes its SHA-256 into native/hashes, which check.sh compares every later build with, on any machine.
# As long as a first build of each RID; only the downloads are shared. --keep openssl takes the finished OpenSSL of the first build: for a
# change that left it alone, when its bytes were compared for the record before; a third of the time.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
. "$native_dir/lib/fetch.sh"
. "$native_dir/lib/toolchain.sh"
. "$native_dir/lib/dependencies.sh"
. "$native_dir/lib/hashes.sh"

build_elsewhere() { # rid, empty folder
  mkdir "$2/curlws"
  ln -s "$cache_dir/sources" "$2/curlws"
  [ ! -d "$zig_dir" ] || ln -s "$zig_dir" "$2/curlws"
  if [ -n "$keep" ] && [[ " ${dependencies[*]} " == *" $keep "* ]]; then
    choose_toolchain
    mkdir -p "$2/curlws/built/$1"
    ln -s "$(dependency_dir "$keep")" "$2/curlws/built/$1"
  fi
  XDG_CACHE_HOME=$2 CURLWS_NATIVE_OUTPUT=$2/output "$native_dir/build.sh" "$1"
}

reproduce() { # rid
  local file first second start=$SECONDS elsewhere=$work/$1 rid=$1
  set_target "$rid"
  file=$(library_file "$1")
  "$native_dir/build.sh" "$1"
  mkdir "$elsewhere"
  build_elsewhere "$1" "$elsewhere"
  first=$(sha256_of "$artifacts_dir/$1/$file") second=$(sha256_of "$elsewhere/output/$1/$file")
  if [ "$first" != "$second" ]; then
    die "$1: two builds differ, $first and $second; first differences:
$(cmp -l "$artifacts_dir/$1/$file" "$elsewhere/output/$1/$file" | head -n 5)"
  fi
  rm -rf "$elsewhere"
  echo "native: $1: two builds in different folders${keep:+, but for $keep,} have the same SHA-256, $first ($((SECONDS - start)) s)"
  record_hash "$1" "$first"
}

keep='' work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = --keep ]; then keep=${2:?} && shift 2; fi
rids=("$@")
[ $# -gt 0 ] || rids=(host)
[ "${rids[0]}" != all ] || rids=("${all_rids[@]}")
for rid in "${rids[@]}"; do
  [ "$rid" != host ] || rid=$(host_rid)
  reproduce "$rid"
done
