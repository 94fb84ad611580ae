#!/usr/bin/env bash
# Usage: build/race.sh [SECONDS]      (60 when left out)
#
# Everything that a connection can do, by eight threads at once, for so many seconds with each framing and each supported libcurl: with
# freed memory overwritten, the library as users have it (Release), the server's garbage collector, and without tiered compilation. Ends
# with a line of counts.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-60} passed=0 failed=0 skipped=0
. "$root/native/lib/common.sh"
native=$root/artifacts/native/$(host_rid)
tests=$root/artifacts/bin/CurlWs.Tests/release/CurlWs.Tests.dll
[ -f "$tests" ] || dotnet build "$root/tests/CurlWs.Tests" -c Release -p:Analyze=false --nologo -v quiet -clp:NoSummary
for library in "$native/libcurl.so" "$native/$CURL_TEST_VERSION/libcurl.so"; do
    status=0
    log=$(env CURLWS_LIBCURL="$library" CURLWS_RACE_SECONDS="$seconds" MALLOC_PERTURB_=165 DOTNET_gcServer=1 DOTNET_TieredCompilation=0 \
        dotnet "$tests" --filter-class '*RaceTests' --show-live-output on --progress off --ansi off 2>&1) || status=$?
    printf '%s\n' "$log"
    counts=$(sed -n 's/^ *\(succeeded\|failed\|skipped\): \([0-9]*\)$/\1 \2/p' <<< "$log")
    [ "$(wc -l <<< "$counts")" -eq 3 ] || { printf 'The test program ended (status %d) without a summary.\n' "$status"; counts='failed 1'; }
    while read -r name count; do
        case $name in
            succeeded) passed=$((passed + count)) ;;
            failed) failed=$((failed + count)) ;;
            skipped) skipped=$((skipped + count)) ;;
        esac
    done <<< "$counts"
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
done
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
