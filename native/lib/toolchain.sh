# What each RID is called by each tool, and a compiler for it under one set of names: zcc, zar, zranlib.
# shellcheck shell=bash

# RID              Zig's target              CMake's system and processor   OpenSSL's target
targets='
linux-x64         x86_64-linux-gnu.2.17     Linux    x86_64    linux-x86_64
linux-arm64       aarch64-linux-gnu.2.17    Linux    aarch64   linux-aarch64
linux-musl-x64    x86_64-linux-musl         Linux    x86_64    linux-x86_64
linux-musl-arm64  aarch64-linux-musl        Linux    aarch64   linux-aarch64
win-x64           x86_64-windows-gnu        Windows  AMD64     -
win-arm64         aarch64-windows-gnu       Windows  ARM64     -
osx-x64           x86_64-macos.11.0         Darwin   x86_64    darwin64-x86_64-cc
osx-arm64         aarch64-macos.11.0        Darwin   arm64     darwin64-arm64-cc
'

set_target() { # rid
  local row
  row=$(awk -v rid="$1" '$1 == rid' <<< "$targets")
  [ -n "$row" ] || die "no RID '$1'; there are: ${all_rids[*]}"
  read -r _ zig_target system cpu openssl_target <<< "$row"
  # Windows has a TLS library of its own.
  dependencies=(zlib nghttp2)
  [ "$system" = Windows ] || dependencies+=(openssl)
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

# Zig's own linker would export thousands of symbols from a Mach-O library.
mach_linker() {
  local name
  for name in ld64.lld ld64.lld-{14..24}; do
    if command -v "$name"; then return; fi
  done
  return 1
}

toolchain_id() {
  [ "$system" != Darwin ] || { "$(mach_linker || echo true)" --version; cat "$native_dir"/osx-stubs/*.framework/{*.tbd,Headers/*}; } | hash_of
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

zig_library_dir() {
  if [ -n "${ZIG:-}" ]; then "$ZIG" env | sed -n 's/.*"lib_dir": "\(.*\)",.*/\1/p; s/.*\.lib_dir = "\(.*\)",.*/\1/p'
  else echo "$zig_dir/lib"; fi
}

# What the compiler adds of its own: helper routines everywhere, and start-up code on Windows.
copy_toolchain_licenses() { # folder
  [ "$toolchain" = zig ] || return 0
  local zig_lib
  zig_lib=$(zig_library_dir)
  cp "${zig_lib%/lib}/LICENSE" "$1/zig-compiler-rt.txt"
  [ "$system" != Windows ] || cp "$zig_lib/libc/mingw/COPYING" "$1/mingw-w64.txt"
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
  # Checked copies of memory and text. musl and Zig's MinGW have none. What else was tried of this compiler: README.md, "Hardening".
  case $rid in *musl*) ;; linux-*) flags+=" -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2" ;; esac
  mkdir -p "$work/bin"
  case $toolchain in
    zig)
      local zig=${ZIG:-$zig_dir/zig}
      if [ "$system" = Darwin ]; then
        cp -r "$native_dir/osx-stubs" "$work"
        flags+=" -F$work/osx-stubs"
      fi
      export ZIG_GLOBAL_CACHE_DIR=$cache_dir/zig-cache ZIG_LOCAL_CACHE_DIR=$cache_dir/zig-cache
      write_wrapper zcc "'$zig' cc -target $zig_target -fno-sanitize=undefined $flags"
      write_wrapper zar "'$zig' ar"
      write_wrapper zranlib "'$zig' ranlib"
      [ "$system" != Windows ] || write_windres "$zig" ;;
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

# CMake speaks GNU windres to a compiler of that name, and Zig speaks Microsoft's rc.
write_windres() { # zig
  cat > "$work/bin/windres" <<WINDRES
#!/bin/bash
options=() files=()
while [ \$# -gt 0 ]; do
  case \$1 in
    -O) shift ;;
    -I) options+=(/i "\$2"); shift ;;
    -I*) options+=(/i "\${1#-I}") ;;
    -D*) options+=(/d "\${1#-D}") ;;
    *) files+=("\$1") ;;
  esac
  shift
done
exec '$1' rc /:auto-includes gnu "\${options[@]}" -- "\${files[@]:0:2}"
WINDRES
  chmod +x "$work/bin/windres"
}

write_cmake_toolchain() {
  cat > "$work/toolchain.cmake" <<CMAKE
set(CMAKE_SYSTEM_NAME $system)
set(CMAKE_SYSTEM_PROCESSOR $cpu)
set(CMAKE_C_COMPILER $work/bin/zcc)
set(CMAKE_AR $work/bin/zar CACHE FILEPATH "")
set(CMAKE_RANLIB $work/bin/zranlib CACHE FILEPATH "")
set(CMAKE_RC_COMPILER $work/bin/windres)
set(CMAKE_INSTALL_NAME_TOOL /bin/true)
set(CMAKE_FIND_ROOT_PATH $work)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
CMAKE
}
