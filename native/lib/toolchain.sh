# What each RID is called by each tool, and a compiler for it under one set of names: zcc, zar, zranlib.
# shellcheck shell=bash

set_target() { # rid
  case $1 in
    linux-x64) zig_target=x86_64-linux-gnu.2.17 system=Linux cpu=x86_64 openssl_target=linux-x86_64 ;;
    linux-arm64) zig_target=aarch64-linux-gnu.2.17 system=Linux cpu=aarch64 openssl_target=linux-aarch64 ;;
    linux-musl-x64) zig_target=x86_64-linux-musl system=Linux cpu=x86_64 openssl_target=linux-x86_64 ;;
    linux-musl-arm64) zig_target=aarch64-linux-musl system=Linux cpu=aarch64 openssl_target=linux-aarch64 ;;
    *) die "no RID '$1'; there are: ${all_rids[*]}" ;;
  esac
}

zig_dir=$cache_dir/zig-$ZIG_VERSION-${ZIG_SHA256:0:8}

# CURLWS_NATIVE_TOOLCHAIN forces one; ZIG names another zig.
choose_toolchain() {
  toolchain=${CURLWS_NATIVE_TOOLCHAIN:-}
  if [ -z "$toolchain" ]; then
    if [ "$(uname -sm)" = 'Linux x86_64' ] || [ -n "${ZIG:-}" ]; then toolchain=zig; else toolchain=cc; fi
  fi
  case $toolchain in zig|cc) ;; *) die "CURLWS_NATIVE_TOOLCHAIN is zig or cc, not '$toolchain'" ;; esac
  if [ "$toolchain" = cc ] && [ "$rid" != "$(host_rid)" ]; then die "$rid can be built only with Zig"; fi
}

toolchain_id() {
  case $toolchain in
    zig) if [ -n "${ZIG:-}" ]; then echo "zig $("$ZIG" version)"; else echo "zig $ZIG_SHA256"; fi ;;
    cc) "${CC:-cc}" --version | head -n 1 ;;
  esac
}

toolchain_name() {
  case $toolchain in
    zig) if [ -n "${ZIG:-}" ]; then echo "zig $("$ZIG" version)"; else echo "zig $ZIG_VERSION"; fi ;;
    cc) "${CC:-cc}" --version | head -n 1 ;;
  esac
}

unpack_zig() {
  [ -x "$zig_dir/zig" ] && return
  local unpacked=$zig_dir.$$
  rm -rf "$unpacked"; mkdir -p "$unpacked"
  tar xzf "$sources_dir/$zig_archive" --strip-components=1 -C "$unpacked" || die "the Zig archive does not unpack"
  mv -T "$unpacked" "$zig_dir" 2> /dev/null || rm -rf "$unpacked"
}

# No absolute path may reach the flags that OpenSSL writes into its library: it goes into the wrapper instead.
write_wrappers() {
  local flags="-g0 -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections -fstack-protector-strong"
  flags+=" -ffile-prefix-map=$work=."
  mkdir -p "$work/bin"
  case $toolchain in
    zig)
      local zig=${ZIG:-$zig_dir/zig}
      export ZIG_GLOBAL_CACHE_DIR=$cache_dir/zig-cache ZIG_LOCAL_CACHE_DIR=$cache_dir/zig-cache
      write_wrapper zcc "'$zig' cc -target $zig_target -fno-sanitize=undefined $flags"
      write_wrapper zar "'$zig' ar"
      write_wrapper zranlib "'$zig' ranlib" ;;
    cc)
      write_wrapper zcc "${CC:-cc} $flags"
      write_wrapper zar ar
      write_wrapper zranlib ranlib ;;
  esac
  PATH=$work/bin:$PATH
}

write_wrapper() { # name, command
  printf '#!/bin/sh\nexec %s "$@"\n' "$2" > "$work/bin/$1"
  chmod +x "$work/bin/$1"
}

write_cmake_toolchain() {
  cat > "$work/toolchain.cmake" <<CMAKE
set(CMAKE_SYSTEM_NAME $system)
set(CMAKE_SYSTEM_PROCESSOR $cpu)
set(CMAKE_C_COMPILER $work/bin/zcc)
set(CMAKE_AR $work/bin/zar CACHE FILEPATH "")
set(CMAKE_RANLIB $work/bin/zranlib CACHE FILEPATH "")
set(CMAKE_FIND_ROOT_PATH $work)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
CMAKE
}
