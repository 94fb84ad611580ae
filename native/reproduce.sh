#!/usr/bin/env bash
# Usage: native/reproduce.sh [RID|host]
#
# Builds the packaged libcurl again with an empty cache in another folder, and fails unless it has the same bytes as the one in
# artifacts/native. As long as a first build; only the downloads are shared.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

rid=${1:-host}
[ "$rid" != host ] || rid=$(host_rid)
file=$(library_file "$rid")
"$native_dir/build.sh" "$rid"

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
mkdir "$elsewhere/curlws"
for folder in "$cache_dir/sources" "$cache_dir"/zig-[0-9]*; do ln -s "$folder" "$elsewhere/curlws"; done
XDG_CACHE_HOME=$elsewhere CURLWS_NATIVE_OUTPUT=$elsewhere/output "$native_dir/build.sh" "$rid"

first=$(sha256sum < "$artifacts_dir/$rid/$file") second=$(sha256sum < "$elsewhere/output/$rid/$file")
if [ "$first" != "$second" ]; then
  die "$rid: two builds differ, ${first%% *} and ${second%% *}; first differences:
$(cmp -l "$artifacts_dir/$rid/$file" "$elsewhere/output/$rid/$file" | head -n 5)"
fi
echo "native: $rid: two builds in different folders have the same SHA-256, ${first%% *}"
