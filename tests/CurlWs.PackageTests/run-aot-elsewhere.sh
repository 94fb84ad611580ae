#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-aot-elsewhere.sh
#
# Publishes tests/CurlWs.AotTests for win-x64 on Linux, trimmed and with NativeAOT, every warning of either an error, and runs both programs
# under Wine; build/aot-test.sh does it for this machine. .NET's compiler makes machine code for every system; the linker and the libraries
# for Windows, which it wants besides, are Zig's and devices/win-crt.c. So it is NativeAOT's code that is run, not Microsoft's linker.
# The runtime's objects for win-x64 come from NuGet once, 41 MB. What cannot be had is skipped, with the reason. The whole output stays in
# artifacts/elsewhere/. The last line has the counts.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/devices.sh"
. "$here/devices/win-linker.sh"
logs=$root/artifacts/elsewhere

# Each in artifacts of its own: the inputs of one publish would be taken for those of the other.
publish() { # kind, properties...
  local kind=$1; shift
  dotnet publish "$root/tests/CurlWs.AotTests/CurlWs.AotTests.csproj" -c Release -r win-x64 --self-contained -o "$work/$kind" --nologo \
    -v quiet -clp:NoSummary -nodeReuse:false -p:ArtifactsPath="$work/artifacts-$kind" -p:CurlWsSkipNativeBuild=true \
    -p:DebugType=none -p:Analyze=false "$@"
  cp "$artifacts_dir/win-x64/libcurl.dll" "$work/$kind"
}

publish_trimmed() { publish trimmed -p:PublishTrimmed=true -p:TrimMode=full; }

# On Linux .NET says of its own accord that it cannot link for Windows, and looks for Visual Studio.
publish_aot() {
  make_win_linker
  publish aot -p:PublishAot=true -p:DisableUnsupportedError=true -p:IlcUseEnvironmentalTools=true -p:CppLinker="$win_linker"
}

publish_and_run() { # kind
  local status=0
  "publish_$1"
  prepare_device win-x64
  echo "-- the program begins"
  run_on win-x64 120 "$work/$1/CurlWs.AotTests" | tr -d '\r' || status=$?
  end_device win-x64
  return "$status"
}

# A program that ends without a summary has failed, and so has one that says 0 failed and ends with another status.
run_kind() { # kind
  local log=$logs/win-x64-$1.log start=$SECONDS status=0 counts missing
  (set -e; publish_and_run "$1") > "$log" 2>&1 &
  wait $! || status=$?
  counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
  missing=$(grep -o 'error NU1\(101\|102\|301\): .*' "$log" | head -n 1 | cut -c1-200 || :)
  if [ -n "$missing" ]; then
    printf '%-8s skipped: %s\n' "$1" "$missing"
    skipped=$((skipped + 1))
    return
  fi
  if [ -z "$counts" ]; then counts='0 1'; fi
  if [ "$status" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then counts="${counts% *} 1"; fi
  passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
  printf '%-8s %d passed, %d failed, %d s\n' "$1" "${counts% *}" "${counts#* }" $((SECONDS - start))
  [ "${counts#* }" -eq 0 ] || tail -n 30 "$log" | cut -c1-300
}

passed=0 failed=0 skipped=0
if ! (install_devices win-x64); then
  printf 'win-x64: skipped, because what runs it could not be installed\n\n0 passed, 0 failed, 1 skipped\n'
  exit 0
fi
trap cleanup EXIT
work=$(mktemp -d)
mkdir -p "$logs"
"$native_dir/build.sh" win-x64
for name in trimmed aot; do run_kind "$name"; done
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
