#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-elsewhere.sh [RID...]
#
# Runs each platform's package as far as a Linux x64 machine can, and says for each RID which it was:
#   run             Consumer/, restored from the package and published for the RID, exchanged messages over ws and wss
#   run (C only)    the same with a C program, because .NET for the RID cannot be had here
#   inspected only  native/check.sh: format, processor, oldest system, imports, exports. Nothing was executed.
# An emulator's result is an emulator's: Wine's Schannel, for one, trusts certificates that Windows does not.
# What is missing it installs on Debian and Ubuntu; where it cannot, it says what, and nothing runs. The last line has the counts; inspected
# only counts as skipped.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$here/devices.sh"

publish_and_run() { # rid, seconds, library file, CA file
  run_dotnet publish "$1" -r "$1" --self-contained
  prepare_device "$1"
  local status=0
  run_on "$1" "$2" "$work/out/$1/Consumer" "$CURL_VERSION" "out/$1/$3" "$ws" "$wss" "$4" || status=$?
  end_device "$1"
  return "$status"
}

linux-x64() { publish_and_run linux-x64 180 libcurl.so "$ca"; }
linux-arm64() { publish_and_run linux-arm64 240 libcurl.so "$ca"; }
linux-musl-x64() { publish_and_run linux-musl-x64 180 libcurl.so "$ca"; }
win-x64() { publish_and_run win-x64 300 libcurl.dll "Z:${ca//\//\\}"; }

linux-musl-arm64() {
  prepare_device linux-musl-arm64
  zig cc -target aarch64-linux-musl -shared -fPIC -fno-sanitize=undefined -O1 -Wl,-e,_start -o "$work/echo-musl-arm64" \
    "$here/devices/echo.c" "$here/devices/musl-start-arm64.c"
  timeout 120 qemu-aarch64-static -L "$devices/arm64" "$devices/arm64/lib/ld-musl-aarch64.so.1" "$work/echo-musl-arm64" \
    "$artifacts_dir/linux-musl-arm64/libcurl.so" "$ws" "$wss" "$ca"
}

outcome_of() { # rid, whether it ran
  case $1:$2 in
    *:no) echo inspected only ;;
    linux-musl-arm64:*) echo 'run (C only)' ;;
    *) echo run ;;
  esac
}

# What the program said, or what check.sh read in the file.
seen_of() { # log, whether it ran
  if [ "$2" = no ]; then
    sed -n 's/^native: check: .* bytes ([^)]*), //p' "$1"
    return
  fi
  tr '\\' / < "$1" | grep -o '^libcurl[ /].*\|^.*messages echoed.*' | sed 's#, [^,]*/out/#, out/#' | xargs
}

run_rid() { # rid
  local log=$work/log-$1.txt start=$SECONDS ran=no
  "$native_dir/check.sh" "$1" > "$log" || { cat "$log"; failed=$((failed + 1)); return; }
  if declare -F "$1" > /dev/null; then
    (set -e; "$1") >> "$log" 2>&1 &
    if wait $!; then ran=yes
    else
      failed=$((failed + 1))
      printf '%-17s FAILED\n' "$1"
      tail -n 30 "$log" | cut -c1-300
      return
    fi
  fi
  printf '%-17s %-15s %3ds  %s\n' "$1" "$(outcome_of "$1" "$ran")" $((SECONDS - start)) "$(seen_of "$log" "$ran")"
  if [ "$ran" = yes ]; then passed=$((passed + 1)); else skipped=$((skipped + 1)); fi
}

rids=("$@") passed=0 failed=0 skipped=0
[ $# -gt 0 ] || rids=("${all_rids[@]}")
trap cleanup EXIT
if ! (install_devices "${rids[@]}"); then
  printf '%s: skipped, because what runs them could not be installed\n\n0 passed, 0 failed, %d skipped\n' "${rids[*]}" ${#rids[@]}
  exit 0
fi
"$native_dir/build.sh" "${rids[@]}"
make_packages "${rids[@]}"
make_project
start_server
for name in "${rids[@]}"; do run_rid "$name"; done
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
