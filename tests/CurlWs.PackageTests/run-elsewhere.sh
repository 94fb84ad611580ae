#!/usr/bin/env bash
# Usage: tests/CurlWs.PackageTests/run-elsewhere.sh [RID...]
#
# Runs each platform's package as far as a Linux x64 machine can, and says for each RID which it was:
#   run             Consumer/, restored from the package and published for the RID, exchanged messages over ws and wss
#   run (C only)    the same with a C program, because .NET for the RID cannot be had here
#   inspected only  native/check.sh: format, processor, oldest system, imports, exports. Nothing was executed.
# An emulator's result is an emulator's: Wine's Schannel, for one, trusts certificates that Windows does not.
# Debian packages: qemu-user-static musl musl-tools wine wine64.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$native_dir/lib/toolchain.sh"
devices=$cache_dir/devices
export ZIG_GLOBAL_CACHE_DIR=$cache_dir/zig-cache ZIG_LOCAL_CACHE_DIR=$cache_dir/zig-cache

need() { command -v "$1" > /dev/null || { echo "$1 is not installed"; return 1; }; }

publish() { # rid
  run_dotnet publish "$1" -r "$1" --self-contained
}

linux-x64() {
  publish linux-x64
  timeout 90 "$work/out/linux-x64/Consumer" "$CURL_VERSION" out/linux-x64/libcurl.so "$ws" "$wss" "$ca"
}

win-x64() {
  need wine
  publish win-x64
  export WINEPREFIX=$work/wine WINEDEBUG=-all
  # Its default Windows 7 mode: in Windows 10 mode Wine's Schannel cannot take a CA file.
  timeout 120 wineboot -i
  timeout 120 wine "$work/out/win-x64/Consumer.exe" "$CURL_VERSION" out/win-x64/libcurl.dll "$ws" "$wss" "Z:${ca//\//\\}"
  timeout 30 wineserver -k || :
}

linux-arm64() {
  need qemu-aarch64-static
  arm64_system
  publish linux-arm64
  timeout 240 qemu-aarch64-static -L "$devices/arm64" "$work/out/linux-arm64/Consumer" "$CURL_VERSION" out/linux-arm64/libcurl.so \
    "$ws" "$wss" "$ca"
}

linux-musl-x64() {
  need musl-gcc
  musl_host
  publish linux-musl-x64
  LD_LIBRARY_PATH=$devices/musl timeout 90 "$devices/musl/host" "$work/out/linux-musl-x64/Consumer.dll" "$CURL_VERSION" \
    out/linux-musl-x64/libcurl.so "$ws" "$wss" "$ca"
}

linux-musl-arm64() {
  need qemu-aarch64-static
  arm64_system
  zig cc -target aarch64-linux-musl -shared -fPIC -fno-sanitize=undefined -O1 -Wl,-e,_start -o "$work/echo-musl-arm64" \
    "$here/devices/echo.c" "$here/devices/musl-start-arm64.c"
  timeout 120 qemu-aarch64-static -L "$devices/arm64" "$devices/arm64/lib/ld-musl-aarch64.so.1" "$work/echo-musl-arm64" \
    "$artifacts_dir/linux-musl-arm64/libcurl.so" "$ws" "$wss" "$ca"
}

zig() { "${ZIG:-$zig_dir/zig}" "$@"; }

# The C libraries of an arm64 Debian, unpacked beside everything; dpkg knows nothing of it.
arm64_system() {
  [ -d "$devices/arm64" ] && return
  local folder=$devices/arm64.new apt=$work/apt
  rm -rf "$folder"; mkdir -p "$folder" "$apt/lists/partial" "$apt/archives/partial" "$apt/debs"
  : > "$apt/status"
  local options=(-oAPT::Architecture=arm64 -oAPT::Architectures::=arm64 -oDir::State::Lists="$apt/lists"
    -oDir::State::status="$apt/status" -oDir::Cache="$apt" -oAPT::Sandbox::User=root)
  apt-get -q "${options[@]}" update
  (cd "$apt/debs" && apt-get -q "${options[@]}" download libc6 libgcc-s1 libstdc++6 zlib1g musl)
  for deb in "$apt"/debs/*.deb; do dpkg -x "$deb" "$folder"; done
  mv "$folder" "$devices/arm64"
}

# CoreCLR's C++ runtime for musl, from the sources that Zig carries, and a host that needs no more than that.
musl_host() {
  [ -x "$devices/musl/host" ] && return
  local folder=$devices/musl.new sources file cxx c
  sources=$(zig_library_dir)
  rm -rf "$folder"; mkdir -p "$folder/objects"
  cxx="-target x86_64-linux-musl -O2 -fPIC -fno-sanitize=undefined -w -std=c++20 -I$sources/libcxxabi/include -I$sources/libcxxabi/src"
  cxx+=" -I$sources/libcxx/src -I$sources/libunwind/include -D_LIBCXXABI_BUILDING_LIBRARY -D_LIBCPP_BUILDING_LIBRARY"
  c="-target x86_64-linux-musl -O2 -fPIC -fno-sanitize=undefined -w -funwind-tables -fexceptions -D_LIBUNWIND_IS_NATIVE_ONLY"
  for file in abort_message cxa_{aux_runtime,default_handlers,demangle,exception,exception_storage,guard,handlers,personality} \
    cxa_{thread_atexit,vector,virtual} fallback_malloc private_typeinfo stdlib_{exception,new_delete,stdexcept,typeinfo}; do
    zig c++ $cxx -c "$sources/libcxxabi/src/$file.cpp" -o "$folder/objects/$file.o"
  done
  zig cc -target x86_64-linux-musl -O2 -fPIC -c "$here/devices/musl-names.c" -o "$folder/objects/names.o"
  mkdir "$folder/unwind"
  zig c++ $cxx -fno-exceptions -D_LIBUNWIND_IS_NATIVE_ONLY -c "$sources/libunwind/src/libunwind.cpp" -o "$folder/unwind/libunwind.o"
  for file in UnwindLevel1.c UnwindLevel1-gcc-ext.c UnwindRegistersRestore.S UnwindRegistersSave.S gcc_personality_v0.c; do
    zig cc $c "-I$sources/libunwind/include" -c "$sources/libunwind/src/$file" -o "$folder/unwind/$file.o"
  done
  (cd "$folder" &&
    zig cc -target x86_64-linux-musl -shared -o libgcc_s.so.1 -Wl,-soname,libgcc_s.so.1 unwind/*.o &&
    zig cc -target x86_64-linux-musl -shared -o libstdc++.so.6 -Wl,-soname,libstdc++.so.6 objects/*.o ./libgcc_s.so.1)
  musl-gcc -O1 -o "$folder/host" "$here/devices/musl-host.c"
  rm -rf "$devices/musl"
  mv "$folder" "$devices/musl"
}

outcome_of() { # rid, whether it ran
  case $1:$2 in
    *:no) echo inspected only ;;
    linux-musl-arm64:*) echo 'run (C only)' ;;
    *) echo run ;;
  esac
}

run_rid() { # rid
  local log=$work/log-$1.txt start=$SECONDS ran=no
  "$native_dir/check.sh" "$1" > "$log" || { cat "$log"; failed=1; return; }
  if declare -F "$1" > /dev/null; then
    (set -e; "$1") >> "$log" 2>&1 &
    if wait $!; then ran=yes
    else
      failed=1
      printf '%-17s FAILED\n' "$1"
      tail -n 30 "$log" | cut -c1-300
      return
    fi
  fi
  printf '%-17s %-15s %3ds  %s\n' "$1" "$(outcome_of "$1" "$ran")" $((SECONDS - start)) \
    "$(tr '\\' / < "$log" | grep -o '^libcurl[ /].*\|^.*messages echoed.*' | sed 's#, [^,]*/out/#, out/#' | xargs)"
}

rids=("$@") failed=
[ $# -gt 0 ] || rids=("${all_rids[@]}")
trap cleanup EXIT
mkdir -p "$devices"
make_packages "${rids[@]}"
make_project
start_server
for name in "${rids[@]}"; do run_rid "$name"; done
[ -z "$failed" ]
