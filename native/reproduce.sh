#!/usr/bin/env bash
# Usage: native/reproduce.sh [RID...|host|all]
#
# Builds the packaged libcurl again with an empty cache in another folder, and fails unless it has the same bytes as the one in
# artifacts/native. Then writes its SHA-256 into native/hashes, which check.sh compares every later build with, on any machine.
# As long as a first build of each RID; only the downloads are shared.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
. "$native_dir/lib/toolchain.sh"
. "$native_dir/lib/hashes.sh"

build_elsewhere() { # rid, empty folder
  mkdir "$2/curlws"
  ln -s "$cache_dir/sources" "$2/curlws"
  [ ! -d "$zig_dir" ] || ln -s "$zig_dir" "$2/curlws"
  XDG_CACHE_HOME=$2 CURLWS_NATIVE_OUTPUT=$2/output "$native_dir/build.sh" "$1"
}

reproduce() { # rid
  local file first second start=$SECONDS elsewhere=$work/$1
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
  echo "native: $1: two builds in different folders have the same SHA-256, $first ($((SECONDS - start)) s)"
  record_hash "$1" "$first"
}

rids=("$@") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || rids=(host)
[ "${rids[0]}" != all ] || rids=("${all_rids[@]}")
for rid in "${rids[@]}"; do
  [ "$rid" != host ] || rid=$(host_rid)
  reproduce "$rid"
done
