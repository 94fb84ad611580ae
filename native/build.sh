#!/usr/bin/env bash
# Usage: native/build.sh [RID|host|all] [--curl VERSION|all]
#
# Builds libcurl into artifacts/native/RID/ (the packaged version) and artifacts/native/RID/VERSION/ (the test version).
# Does nothing when that is up to date. README.md has the environment variables.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
. "$lib/common.sh"

usage() { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit "$1"; }

parse_arguments() {
  rids=() versions=()
  while [ $# -gt 0 ]; do
    case $1 in
      --curl) [ $# -gt 1 ] || usage 64; add_version "$2"; shift ;;
      --help|-h) usage 0 ;;
      -*) usage 64 ;;
      all) rids+=("${all_rids[@]}") ;;
      *) rids+=("$1") ;;
    esac
    shift
  done
  [ ${#rids[@]} -gt 0 ] || rids=(host)
  [ ${#versions[@]} -gt 0 ] || versions=("$CURL_VERSION")
}

add_version() {
  case $1 in
    "$CURL_VERSION"|"$CURL_TEST_VERSION") versions+=("$1") ;;
    all) versions+=("$CURL_VERSION" "$CURL_TEST_VERSION") ;;
    *) die "no pin for libcurl $1; there are $CURL_VERSION and $CURL_TEST_VERSION" ;;
  esac
}

output_dir() { # rid, version
  if [ "$2" = "$CURL_VERSION" ]; then echo "$artifacts_dir/$1"; else echo "$artifacts_dir/$1/$2"; fi
}

is_current() { # output folder, rid
  local stamp=''
  [ -f "$1/$(library_file "$2")" ] && [ -f "$1/.stamp" ] && read -r stamp < "$1/.stamp"
  [ "$stamp" = "$stamp_now" ]
}

load_libraries() {
  . "$lib/fetch.sh"; . "$lib/toolchain.sh"; . "$lib/dependencies.sh"; . "$lib/libcurl.sh"; . "$lib/materials.sh"
  . "$lib/check.sh"
}

missing_tools() {
  local tool
  for tool in "${CC:-cc}" cmake ninja make patch perl tar xargs readelf nm; do command -v "$tool" > /dev/null || printf ' %s' "$tool"; done
  [ "$system" != Darwin ] || mach_linker > /dev/null || printf ' ld64.lld (package lld)'
}

# The sources of whatever is not in the cache yet, and the compiler.
fetch_what_is_needed() { # versions...
  local name files=("${@/#/curl-}") zig=()
  files=("${files[@]/%/.tar.gz}")
  for name in "${dependencies[@]}"; do
    [ -d "$(dependency_dir "$name")" ] || files+=("$(dependency_archive "$name")")
  done
  if [ "$toolchain" = zig ] && [ -z "${ZIG:-}" ] && [ ! -x "$zig_dir/zig" ]; then zig=("$zig_archive"); fi
  step "sources: ${files[*]} ${zig[*]}"
  if ! fetch "${files[@]}" "${zig[@]}"; then
    [ ${#zig[@]} -gt 0 ] && [ ! -f "$sources_dir/$zig_archive" ] && can_do_without_zig && return 1
    die_of_missing_sources
  fi
  [ ${#zig[@]} -eq 0 ] || unpack_zig
}

can_do_without_zig() {
  [ -z "${CURLWS_NATIVE_TOOLCHAIN:-}" ] && [ "$rid" = "$(host_rid)" ] && command -v "${CC:-cc}" > /dev/null
}

# The compiler, and what libcurl is linked with, for versions that are not in the cache.
prepare() { # versions...
  local version name missing due=()
  for version in "$@"; do [ -d "$(curl_dir "$version")" ] || due+=("$version"); done
  [ ${#due[@]} -gt 0 ] || return 0
  missing=$(missing_tools)
  [ -z "$missing" ] || die "these programs are missing:$missing (build/setup.sh installs them on Debian and Ubuntu)"
  if ! fetch_what_is_needed "${due[@]}"; then
    note "Zig cannot be had here; building for this machine with ${CC:-cc} instead (fine to develop with, not for a package)"
    toolchain=cc
    prepare "$@"
    return
  fi
  mkdir -p "$work"
  write_wrappers
  write_cmake_toolchain
  write_exports_map
  for name in "${dependencies[@]}"; do
    ensure_dependency "$name"
    printf -v "$name" '%s' "$(dependency_dir "$name")"
  done
}

make_library() { # version, output folder
  local library stage=$work/stage-libcurl-$1
  library=$(curl_dir "$1")
  if [ ! -d "$library" ]; then
    mkdir -p "$stage"
    build_libcurl "$1" "$stage"
    [ "${CURLWS_NATIVE_CHECK:-}" = none ] || check_library "$rid" "$stage"
    mv -T "$stage" "$library"
  fi
  install_library "$library" "$2"
  step "$rid: libcurl $1 is in ${2#"$repo_dir"/}"
}

install_library() { # library's folder, output folder
  local file
  file=$(library_file "$rid")
  mkdir -p "$2"
  rm -rf "$2/include" "$2/licenses" "$2/.stamp"
  cp -r "$1/include" "$1/licenses" "$1/build.txt" "$1/libcurl.cdx.json" "$2"
  # A running program may have the old file mapped: replace the name, never the content.
  cp "$1/$file" "$2/.$file.new"
  mv "$2/.$file.new" "$2/$file"
  echo "$stamp_now" > "$2/.stamp.new"
  mv "$2/.stamp.new" "$2/.stamp"
}

# The versions are made side by side: configuring one leaves all processors but one idle.
build_rid() { # rid, versions... that are not current
  rid=$1; shift
  local version out build due=() builds=()
  set_target "$rid"
  mkdir -p "$cache_dir"
  exec 9> "$cache_dir/lock-$rid"
  flock -n 9 || { step "waiting for another build of $rid"; flock 9; }
  work=$cache_dir/work/$rid
  rm -rf "$work"
  choose_toolchain
  for version in "$@"; do
    # A build that was waited for may have made it.
    is_current "$(output_dir "$rid" "$version")" "$rid" || due+=("$version")
  done
  prepare "${due[@]}"
  for version in "${due[@]}"; do
    out=$(output_dir "$rid" "$version")
    (trap stop_jobs EXIT; make_library "$version" "$out") &
    builds+=($!)
  done
  for build in "${builds[@]}"; do wait "$build"; done
  rm -rf "$work"
  exec 9>&-
}

stop_jobs() { kill $(jobs -p) 2> /dev/null || :; }

main() {
  local stamp_now name version rid due
  parse_arguments "$@"
  stamp_now=$({ cat "$native_dir/pins.env" "$native_dir/build.sh" "$native_dir"/lib/* "$native_dir"/osx-stubs/*/*.tbd; echo "${CURLWS_NATIVE_TOOLCHAIN:-}${ZIG:-}"; } | hash_of)
  for name in "${rids[@]}"; do
    [ "$name" != host ] || name=$(host_rid)
    due=()
    for version in "${versions[@]}"; do
      is_current "$(output_dir "$name" "$version")" "$name" || due+=("$version")
    done
    [ ${#due[@]} -gt 0 ] || continue
    load_libraries
    build_rid "$name" "${due[@]}"
  done
}

trap stop_jobs EXIT
main "$@"
