#!/usr/bin/env bash
# Usage: native/check.sh [RID...|host|all]
#
# Checks what native/build.sh left in artifacts/native/RID, each version of it, and that the packaged one has the bytes that
# native/hashes records: those of the two builds that reproduce.sh compared.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
. "$lib/common.sh"; . "$lib/toolchain.sh"; . "$lib/libcurl.sh"; . "$lib/check.sh"; . "$lib/hashes.sh"

[ $# -gt 0 ] || set -- host
[ "$1" != all ] || set -- "${all_rids[@]}"
for rid in "$@"; do
  [ "$rid" != host ] || rid=$(host_rid)
  (check_library "$rid" "$artifacts_dir/$rid")
  check_hash "$rid" "$artifacts_dir/$rid"
  if [ -d "$artifacts_dir/$rid/$CURL_TEST_VERSION" ]; then (check_library "$rid" "$artifacts_dir/$rid/$CURL_TEST_VERSION"); fi
done
