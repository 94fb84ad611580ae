#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-aot-elsewhere.sh [RID...]
#
# Publishes tests/CurlWs.AotTests for win-x64 and linux-arm64, trimmed and with NativeAOT, every warning of either an error, and runs the
# programs under Wine and qemu; build/aot-test.sh does the same for this machine. .NET's compiler makes machine code for each of them; the
# linker, and for Windows the libraries that it wants besides, are Zig's and devices/win-crt.c. So what is run is the code that .NET made,
# and not what Microsoft's linker puts around it. The runtime's objects come from NuGet once, 40 MB for each RID. What cannot be had is
# skipped, with the reason. The whole output stays in artifacts/elsewhere/. The last line has the counts.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/devices.sh"
. "$here/devices/linkers.sh"
logs=$root/artifacts/elsewhere

# Each in artifacts of its own: the inputs of one publish would be taken for those of the other.
publish() { # rid, kind, properties...
  local rid=$1 kind=$2; shift 2
  dotnet publish "$root/tests/CurlWs.AotTests/CurlWs.AotTests.csproj" -c Release -r "$rid" --self-contained -o "$work/$rid-$kind" --nologo \
    -v quiet -clp:NoSummary -nodeReuse:false -p:ArtifactsPath="$work/artifacts-$rid-$kind" -p:TargetFrameworks=net10.0 \
    -p:CurlWsSkipNativeBuild=true -p:DebugType=none -p:Analyze=false "$@"
  cp "$artifacts_dir/$rid/$(library_file "$rid")" "$work/$rid-$kind"
}

# On Linux .NET says of its own accord that it cannot link for Windows, and looks for Visual Studio. The linker leaves nothing to strip.
publish_kind() { # rid, kind
  case $2 in
    trimmed) publish "$1" trimmed -p:PublishAs=trimmed ;;
    aot)
      make_linker "$1"
      publish "$1" aot -p:PublishAs=aot -p:DisableUnsupportedError=true -p:IlcUseEnvironmentalTools=true -p:StripSymbols=false \
        -p:CppLinker="$linker" ;;
  esac
}

publish_and_run() { # rid, kind
  local status=0
  publish_kind "$1" "$2"
  prepare_device "$1"
  echo "-- the program begins"
  run_on "$1" 120 "$work/$1-$2/CurlWs.AotTests" | tr -d '\r' || status=$?
  end_device "$1"
  return "$status"
}

# A program that ends without a summary has failed, and so has one that says 0 failed and ends with another status.
run_kind() { # rid, kind
  local log=$logs/$1-$2.log start=$SECONDS status=0 counts missing
  (set -e; publish_and_run "$1" "$2") > "$log" 2>&1 &
  wait $! || status=$?
  counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
  missing=$(grep -o 'error NU1\(101\|102\|301\): .*' "$log" | head -n 1 | cut -c1-200 || :)
  if [ -n "$missing" ]; then
    printf '%-12s %-8s skipped: %s\n' "$1" "$2" "$missing"
    skipped=$((skipped + 1))
    return
  fi
  if [ -z "$counts" ]; then counts='0 1'; fi
  if [ "$status" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then counts="${counts% *} 1"; fi
  passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
  printf '%-12s %-8s %d passed, %d failed, %d s\n' "$1" "$2" "${counts% *}" "${counts#* }" $((SECONDS - start))
  [ "${counts#* }" -eq 0 ] || tail -n 30 "$log" | cut -c1-300
}

rids=("$@") passed=0 failed=0 skipped=0
[ $# -gt 0 ] || rids=(win-x64 linux-arm64)
if ! (install_devices "${rids[@]}"); then
  printf '%s: skipped, because what runs them could not be installed\n\n0 passed, 0 failed, %d skipped\n' "${rids[*]}" ${#rids[@]}
  exit 0
fi
trap cleanup EXIT
work=$(mktemp -d)
mkdir -p "$logs"
for name in "${rids[@]}"; do
  "$native_dir/build.sh" "$name"
  for kind in trimmed aot; do run_kind "$name" "$kind"; done
done
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
