#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-tests-elsewhere.sh [RID...] [-- OPTIONS OF THE TEST PROGRAM]
#
# Publishes CurlWs.Tests for each platform, outside the source tree, and runs it as a Linux x64 machine can: linux-musl-x64, win-x64
# under Wine, linux-arm64 under qemu; linux-x64 too when it is named. Says for each RID which it was, with the counts:
#   run             the tests ran to the summary with its counts; those that failed and the reasons of those that were skipped are printed
#   loaded only     the test program said how at least one of our tests ended, and did not get to its summary
#   inspected only  nothing on Linux executes it: run-elsewhere.sh says what native/check.sh read in the file
# Tests that need a compiler, the repository or a program beside the tests skip themselves. Three minutes a RID, qemu longer.
# CURLWS_TEST_LIMIT is the time for one RID in seconds; the whole output stays in artifacts/elsewhere/RID.log.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/devices.sh"
logs=$root/artifacts/elsewhere

# Not in the folders of an ordinary build: another RID there would make the next one restore everything again.
publish_tests() { # rid
  local options=()
  [ "$1" != win-x64 ] || options=(-p:DynamicCodeSupport=false)
  "$native_dir/build.sh" "$1"
  dotnet publish "$root/tests/CurlWs.Tests/CurlWs.Tests.csproj" -r "$1" --self-contained -o "$work/$1" --nologo -v quiet -clp:NoSummary \
    -p:ArtifactsPath="$work/artifacts-$1" -p:TargetFrameworks=net10.0 -p:CurlWsSkipNativeBuild=true -p:InvariantGlobalization=true "${options[@]}"
  rm -rf "$work/artifacts-$1"
  cp "$artifacts_dir/$1/$(library_file "$1")" "$work/$1"
}

run_tests() { # rid, log
  local status=0
  prepare_device "$1"
  [ "$1" != linux-musl-x64 ] || musl_openssl
  echo "-- the test program begins"
  run_on "$1" "${CURLWS_TEST_LIMIT:-900}" "$work/$1/CurlWs.Tests" --progress off --ansi off "${options[@]}" || status=$?
  end_device "$1"
  return "$status"
}

count_of() { sed -n "/^Test run summary: /,\$s/^ *$1: \([0-9]*\)\r*$/\1/p" "$2" | tail -n 1; }

report() { # rid, log, seconds
  local counts
  if [ -n "$(count_of total "$2")" ]; then
    counts="$(count_of succeeded "$2") passed, $(count_of failed "$2") failed, $(count_of skipped "$2") skipped"
    printf '%-17s run             %4ds  %s\n' "$1" "$3" "$counts"
    [ "$(count_of failed "$2")" -eq 0 ] || failed=1
  elif grep -q -- '-- the test program begins' "$2" && grep -aq '^\(failed\|skipped\|passed\) CurlWs\.Tests\.' "$2"; then
    printf '%-17s loaded only     %4ds  no summary\n' "$1" "$3"
    failed=1
  else
    printf '%-17s FAILED          %4ds\n' "$1" "$3"
    failed=1
  fi
  grep -a '^failed ' "$2" | cut -c1-200 || :
}

run_rid() { # rid
  local log=$logs/$1.log start=$SECONDS
  case $1 in
    linux-x64|linux-arm64|linux-musl-x64|win-x64) ;;
    *) printf '%-17s inspected only\n' "$1"; return ;;
  esac
  (set -e; publish_tests "$1"; run_tests "$1") > "$log" 2>&1 &
  wait $! || :
  report "$1" "$log" $((SECONDS - start))
  rm -rf "${work:?}/$1"
}

rids=() options=() failed=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; options=("$@"); break ;;
    *) rids+=("$1") ;;
  esac
  shift
done
[ ${#rids[@]} -gt 0 ] || rids=(linux-musl-x64 win-x64 linux-arm64 linux-musl-arm64 win-arm64 osx-x64 osx-arm64)
trap cleanup EXIT
work=$(mktemp -d)
mkdir -p "$logs"
install_devices "${rids[@]}"
for name in "${rids[@]}"; do run_rid "$name"; done
[ -z "$failed" ]
