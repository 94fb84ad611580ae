# What executes another platform's programs on Linux x64: emulators, and what a platform lacks here. For run-elsewhere.sh and
# run-tests-elsewhere.sh. Everything is made once and kept in the cache, under devices/.
# shellcheck shell=bash

. "$native_dir/lib/toolchain.sh"
. "$native_dir/lib/fetch.sh"
devices=$cache_dir/devices
mkdir -p "$devices"
. "$here/devices/wine.sh"
export ZIG_GLOBAL_CACHE_DIR=$cache_dir/zig-cache ZIG_LOCAL_CACHE_DIR=$cache_dir/zig-cache

# The Debian packages that the named RIDs need and that are missing.
device_packages() { # RIDs...
  local rid
  for rid in "$@"; do
    case $rid in
      linux-arm64|linux-musl-arm64) command -v qemu-aarch64-static > /dev/null || echo qemu-user-static ;;
      linux-musl-x64) command -v musl-gcc > /dev/null || printf '%s\n' musl musl-tools ;;
      osx-*) mach_linker > /dev/null || echo lld ;;
    esac
  done | sort -u
}

install_devices() { # RIDs...
  local missing
  mapfile -t missing < <(device_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  . "$root/build/setup.sh"
  setup_may_install || die "these packages are missing: ${missing[*]}"
  setup_install "${missing[@]}"
}

# Makes what running a RID's programs needs; run_on then runs them.
prepare_device() { # rid
  case $1 in
    win-x64) wine_system; wine_prefix ;;
    linux-arm64|linux-musl-arm64) arm64_system ;;
    linux-musl-x64) musl_host ;;
  esac
}

# With write-xor-execute CoreCLR maps its code twice, and under qemu it then dies in a larger program.
run_on() { # rid, seconds, self-contained program without its suffix, arguments...
  local rid=$1 limit=$2 program=$3; shift 3
  case $rid in
    linux-x64) timeout "$limit" "$program" "$@" ;;
    win-x64) in_wine "$limit" wine64 "$program.exe" "$@" ;;
    linux-arm64) DOTNET_EnableWriteXorExecute=0 timeout "$limit" qemu-aarch64-static -L "$devices/arm64" "$program" "$@" ;;
    linux-musl-x64) LD_LIBRARY_PATH=$devices/musl timeout "$limit" "$devices/musl/host" "$program.dll" "$@" ;;
  esac
}

end_device() { # rid
  [ "$1" != win-x64 ] || wine_end
}

zig() { "${ZIG:-$zig_dir/zig}" "$@"; }

# The C libraries and OpenSSL of an arm64 Debian, unpacked beside everything; dpkg knows nothing of it.
arm64_system() {
  compgen -G "$devices/arm64/usr/lib/aarch64-linux-gnu/libssl.so.3" > /dev/null && return
  local folder=$devices/arm64.new apt=$work/apt
  rm -rf "$folder"; mkdir -p "$folder" "$apt/lists/partial" "$apt/archives/partial" "$apt/debs"
  : > "$apt/status"
  local options=(-oAPT::Architecture=arm64 -oAPT::Architectures::=arm64 -oDir::State::Lists="$apt/lists"
    -oDir::State::status="$apt/status" -oDir::Cache="$apt" -oAPT::Sandbox::User=root)
  apt-get -q "${options[@]}" update
  (cd "$apt/debs" && apt-get -q "${options[@]}" download libc6 libgcc-s1 libstdc++6 zlib1g musl)
  # Debian 13 has it under another name.
  (cd "$apt/debs" && { apt-get -q "${options[@]}" download libssl3 || apt-get -q "${options[@]}" download libssl3t64; })
  for deb in "$apt"/debs/*.deb; do dpkg -x "$deb" "$folder"; done
  rm -rf "$devices/arm64"
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
    # shellcheck disable=SC2086
    zig c++ $cxx -c "$sources/libcxxabi/src/$file.cpp" -o "$folder/objects/$file.o"
  done
  zig cc -target x86_64-linux-musl -O2 -fPIC -c "$here/devices/musl-names.c" -o "$folder/objects/names.o"
  mkdir "$folder/unwind"
  # shellcheck disable=SC2086
  zig c++ $cxx -fno-exceptions -D_LIBUNWIND_IS_NATIVE_ONLY -c "$sources/libunwind/src/libunwind.cpp" -o "$folder/unwind/libunwind.o"
  for file in UnwindLevel1.c UnwindLevel1-gcc-ext.c UnwindRegistersRestore.S UnwindRegistersSave.S gcc_personality_v0.c; do
    # shellcheck disable=SC2086
    zig cc $c "-I$sources/libunwind/include" -c "$sources/libunwind/src/$file" -o "$folder/unwind/$file.o"
  done
  (cd "$folder" &&
    zig cc -target x86_64-linux-musl -shared -o libgcc_s.so.1 -Wl,-soname,libgcc_s.so.1 unwind/*.o &&
    zig cc -target x86_64-linux-musl -shared -o libstdc++.so.6 -Wl,-soname,libstdc++.so.6 objects/*.o ./libgcc_s.so.1)
  musl-gcc -O1 -o "$folder/host" "$here/devices/musl-host.c"
  rm -rf "$devices/musl"
  mv "$folder" "$devices/musl"
}

# The OpenSSL that .NET's own cryptography and TLS load by name, which Debian has for no musl.
musl_openssl() {
  [ -f "$devices/musl/libssl.so.3" ] && return
  local folder=$devices/openssl.new archive=openssl-$OPENSSL_VERSION.tar.gz
  musl_host
  fetch "$archive" || die_of_missing_sources
  rm -rf "$folder"; mkdir -p "$folder"
  tar xzf "$sources_dir/$archive" --strip-components=1 -C "$folder" --exclude='openssl-*/test' --exclude='openssl-*/doc/man[357]'
  printf '#!/bin/sh\nexec "%s" cc -target x86_64-linux-musl -fno-sanitize=undefined -g0 -w "$@"\n' "${ZIG:-$zig_dir/zig}" > "$folder/zcc"
  chmod +x "$folder/zcc"
  (cd "$folder" &&
    CC=$folder/zcc ./Configure linux-x86_64 shared no-apps no-tests no-docs no-module &&
    make -s -j"$jobs" build_libs)
  cp "$folder/libcrypto.so.3" "$folder/libssl.so.3" "$devices/musl"
  rm -rf "$folder"
}
