#!/usr/bin/env bash
# Usage: native/fetch.sh      Brings every pinned file into the cache, so that builds need no network afterwards.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
. "$native_dir/lib/fetch.sh"

fetch "curl-$CURL_VERSION.tar.gz" "curl-$CURL_TEST_VERSION.tar.gz" "openssl-$OPENSSL_VERSION.tar.gz" \
  "nghttp2-$NGHTTP2_VERSION.tar.gz" "zlib-$ZLIB_VERSION.tar.gz" "$zig_archive" || die_of_missing_sources
step "all sources are in $sources_dir"
