#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-tests-elsewhere.sh [RID...] [-- OPTIONS OF THE TEST PROGRAM]
#
# Publishes CurlWs.Tests for each platform, outside the source tree, and runs it as a Linux x64 machine can: linux-musl-x64, win-x64
# under Wine, linux-arm64 under qemu; linux-x64 too when it is named. Says for each RID which it was, with the counts:
#   run             the tests ran to the summary with its counts
#   loaded only     the test program said how at least one of our tests ended, and did not get to its summary
#   inspected only  nothing on Linux executes it: run-elsewhere.sh says what native/check.sh read in the file
# Then the tests that failed and the reasons of those that were skipped. Tests that need a compiler, the repository or a program beside
# the tests skip themselves. CURLWS_TEST_LIMIT is the time for one process in seconds, CURLWS_TEST_DEADLINE that for one wait (30); the
# whole output stays in artifacts/elsewhere/RID.log.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/devices.sh"
logs=$root/artifacts/elsewhere

# Not in the folders of an ordinary build: another RID there would make the next one restore everything again.
publish_tests() { # rid
  "$native_dir/build.sh" "$1"
  dotnet publish "$root/tests/CurlWs.Tests/CurlWs.Tests.csproj" -r "$1" --self-contained -o "$work/$1" --nologo -v quiet -clp:NoSummary \
    -p:ArtifactsPath="$work/artifacts-$1" -p:TargetFrameworks=net10.0 -p:CurlWsSkipNativeBuild=true -p:InvariantGlobalization=true \
    -p:Analyze=false
  rm -rf "$work/artifacts-$1"
  cp "$artifacts_dir/$1/$(library_file "$1")" "$work/$1"
}

run_program() { # rid, seconds, options...
  local rid=$1 limit=$2; shift 2
  run_on "$rid" "${CURLWS_TEST_LIMIT:-$limit}" "$work/$rid/CurlWs.Tests" --progress off --ansi off "$@" "${options[@]}" < /dev/null |
    tr -d '\r'
}

# Memory is counted in this process: the collector's first budget, which goes by the processor's cache, is 4 MiB (in hexadecimal).
run_tests() { # rid
  local status=0
  export DOTNET_GCgen0size=400000
  export CURLWS_TEST_DEADLINE=${CURLWS_TEST_DEADLINE:-30}
  prepare_device "$1"
  [ "$1" != linux-musl-x64 ] || musl_openssl
  echo "-- the test program begins"
  run_program "$1" 1800 || status=$?
  end_device "$1"
  return "$status"
}

count_of() { # name, log
  awk -v name="$1:" '/^Test run summary: / { inside = 1 } inside && $1 == name { print $2; exit }' "$2"
}

reasons_of_skips() { # log
  awk '/^skipped CurlWs\.Tests\./ { getline; sub(/^ +/, ""); count[$0]++ }
    END { for (reason in count) printf "  %4d skipped: %s\n", count[reason], reason }' "$1" | sort -rn
}

# The whole suite passes more than this; fewer are tests that did not run.
least_of() { # rid
  case $1 in win-x64) echo 6400 ;; *) echo 5000 ;; esac
}

report() { # rid, log, seconds, status
  local counts outcome=run
  if [ -n "$(count_of total "$2")" ]; then
    counts="$(count_of succeeded "$2") passed, $(count_of failed "$2") failed, $(count_of skipped "$2") skipped"
    # A failure may be no test's own, such as a handle that was left to the finaliser.
    [ "$4" -eq 0 ] || failed=1
    if [ ${#options[@]} -eq 0 ] && [ "$(count_of succeeded "$2")" -lt "$(least_of "$1")" ]; then
      failed=1 counts+="; at least $(least_of "$1") were to pass"
    fi
  else
    outcome=FAILED counts='no summary' failed=1
    ! grep -aq '^\(failed\|skipped\|passed\) CurlWs\.Tests\.' "$2" || outcome='loaded only'
  fi
  printf '%-17s %-15s %4ds  %s\n' "$1" "$outcome" "$3" "$counts"
  grep -a '^failed \|^FAILED: ' "$2" | sed 's/^/  /' | cut -c1-200 || :
  reasons_of_skips "$2"
}

run_rid() { # rid
  local log=$logs/$1.log start=$SECONDS status=0
  case $1 in
    linux-x64|linux-arm64|linux-musl-x64|win-x64) ;;
    *) printf '%-17s inspected only\n' "$1"; return ;;
  esac
  (set -e; publish_tests "$1"; run_tests "$1") > "$log" 2>&1 &
  wait $! || status=$?
  report "$1" "$log" $((SECONDS - start)) "$status"
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
