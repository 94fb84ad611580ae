# What a built library must be before anything may use it. Every finding is reported, then it fails.
# shellcheck shell=bash

check_library() { # rid, folder that holds the library, include/ and build.txt
  local findings=() file facts=''
  file=$2/$(library_file "$1")
  set_target "$1"
  [ -f "$file" ] || die "$file is not there; native/build.sh makes it"
  case $system in
    Linux) check_elf "$file" ;;
    Windows) facts=$("$native_dir/lib/image.pl" "$file"); check_pe ;;
    Darwin) facts=$("$native_dir/lib/image.pl" "$file"); check_mach_o ;;
  esac
  check_imports "$1" "$file"
  check_glibc_floor "$1" "$2" "$file"
  check_exports "$2" "$file"
  check_no_paths "$file"
  check_protocols "$1" "$2" "$file"
  check_materials "$1" "$2" "$file"
  summarise "$1" "$2" "$file"
  [ ${#findings[@]} -eq 0 ] && return
  printf 'native: check: %s\n' "${findings[@]}" >&2
  die "$1: ${#findings[@]} check(s) failed"
}

finding() { findings+=("$*"); }

check_elf() {
  local header dynamic
  header=$(readelf -hW "$1"); dynamic=$(readelf -dW "$1")
  case $cpu in
    x86_64) [[ $header == *X86-64* ]] || finding "not an x86-64 file" ;;
    aarch64) [[ $header == *AArch64* ]] || finding "not an AArch64 file" ;;
  esac
  [[ $dynamic == *'soname: [libcurl.so]'* ]] || finding "its SONAME is not libcurl.so"
  [[ $dynamic == *PATH\)* ]] && finding "it has a run path"
  [[ $dynamic == *TEXTREL* ]] && finding "it has text relocations"
  [[ $dynamic == *BIND_NOW* || $dynamic == *FLAGS_1*NOW* ]] || finding "it binds lazily"
  readelf -SW "$1" | grep -q '\.debug_' && finding "it has debug information"
  check_elf_hardening "$1"
}

check_elf_hardening() {
  local segments imports
  segments=$(readelf -lW "$1"); imports=$(nm -D --undefined-only "$1")
  [[ $segments == *GNU_RELRO* ]] || finding "its relocations stay writable (no RELRO)"
  grep -q 'GNU_STACK.* RW  *0' <<< "$segments" || finding "its stack may hold code"
  grep -Eq 'LOAD.* RWE ' <<< "$segments" && finding "a segment may be both written and run"
  [[ $imports == *__stack_chk_fail* ]] || finding "its stack frames are not protected"
  case $zig_target in *musl*) ;; *) [[ $imports == *__memcpy_chk* ]] || finding "its copies are not checked (_FORTIFY_SOURCE)" ;; esac
}

facts_named() { sed -n "s/^$1 //p" <<< "$facts"; }

expect_fact() { # name, value
  local actual
  actual=$(facts_named "$1" | xargs)
  [ "$actual" = "$2" ] || finding "its $1 is '$actual', not '$2'"
}

expect_minimum() { # newest system that it may ask for
  local minimum
  minimum=$(facts_named minimum)
  [ -n "$minimum" ] && [ "$(printf '%s\n' "$minimum" "$1" | sort -V | tail -n 1)" = "$1" ] ||
    finding "it asks for version '$minimum' of its system; the limit is $1"
}

check_pe() {
  expect_fact format PE
  case $cpu in AMD64) expect_fact cpu x86_64 ;; ARM64) expect_fact cpu aarch64 ;; esac
  expect_fact kind library
  expect_fact name libcurl.dll
  expect_fact time "$SOURCE_DATE_EPOCH"
  expect_fact hardened 'dynamic-base no-execute high-entropy'
  expect_fact debug ''
  expect_minimum "$WINDOWS_FLOOR_LIMIT"
}

check_mach_o() {
  expect_fact format Mach-O
  expect_fact cpu "$cpu"
  expect_fact kind library
  expect_fact name @rpath/libcurl.dylib
  expect_fact runpath ''
  expect_fact debug ''
  expect_fact platform 1
  expect_fact lookup two-level
  expect_fact unsafe ''
  expect_fact misaligned ''
  expect_fact weak ''
  # macOS runs no unsigned arm64 code, and no page whose hash is not the signed one; the linker signs without an identity.
  [ "$cpu" != arm64 ] || expect_fact signed yes
  expect_minimum "$MACOS_FLOOR_LIMIT"
}

imported_by() {
  if [ "$system" = Linux ]; then readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; else facts_named import; fi | sort -u
}

# Each of these is in every installation of its system.
allowed_imports() {
  case $1 in
    *musl*) echo libc.so ;;
    linux-*) printf '%s\n' libc.so.6 libpthread.so.0 libdl.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ;;
    win-*) printf '%s\n' ADVAPI32.dll bcrypt.dll CRYPT32.dll IPHLPAPI.DLL KERNEL32.dll msvcrt.dll Normaliz.dll Secur32.dll WS2_32.dll ;;
    osx-*)
      echo /usr/lib/libSystem.B.dylib
      printf '/System/Library/Frameworks/%s\n' {CoreFoundation.framework/Versions/A/CoreFoundation,Security.framework/Versions/A/Security} \
        SystemConfiguration.framework/Versions/A/SystemConfiguration ;;
  esac
}

check_imports() { # rid, library
  local name
  for name in $(imported_by "$2"); do
    allowed_imports "$1" | grep -qixF "$name" || finding "it needs $name"
  done
}

glibc_floor() { readelf -VW "$1" | { grep -o 'GLIBC_[0-9.]*' || :; } | sort -Vu | tail -n 1 | cut -d_ -f2; }

# A build with the system's compiler is for this machine only.
check_glibc_floor() { # rid, folder, library
  local floor
  [ "$system" = Linux ] || return 0
  floor=$(glibc_floor "$3")
  case $1 in *musl*) [ -z "$floor" ] || finding "it asks for glibc $floor"; return ;; esac
  grep -q '^toolchain zig' "$2/build.txt" || return 0
  [ -n "$floor" ] && [ "$(printf '%s\n' "$floor" "$GLIBC_FLOOR_LIMIT" | sort -V | tail -n 1)" = "$GLIBC_FLOOR_LIMIT" ] ||
    finding "it asks for glibc '$floor'; the limit is $GLIBC_FLOOR_LIMIT"
}

exported_by() {
  case $system in
    Linux) nm -D --defined-only "$1" | awk '{ print $NF }' ;;
    Windows) facts_named export ;;
    Darwin) facts_named export | sed 's/^_//' ;;
  esac | sort
}

# The header says what is public: each of those functions and nothing else.
check_exports() {
  local difference
  difference=$(diff <("$native_dir/probe/probe.sh" "$1/include" | awk '$1 == "function" { print $2 }') <(exported_by "$2") |
    sed -n 's/^</missing:/p; s/^>/not in the header:/p' | head -n 10 || :)
  [ -z "$difference" ] || finding "its exports differ from the header's functions: $(xargs <<< "$difference")"
}

check_no_paths() {
  local place
  for place in "$repo_dir" "$cache_dir" "${HOME:-}" "${TMPDIR:-/tmp}"; do
    [ ${#place} -gt 1 ] && grep -qaF "$place/" "$1" && finding "it contains the path $place"
  done
  return 0
}

# Loaded where it can be; elsewhere what its configuration said and a text that only the WebSocket code has.
check_protocols() {
  local protocols
  if [ "$(uname -s)" = Linux ] && [ "$1" = "$(host_rid)" ]; then protocols=$(loaded_protocols "$3")
  else
    protocols=$(sed -n 's/^protocols //p' "$2/build.txt")
    grep -qaF 'Sec-WebSocket-Key' "$3" || finding "it has no WebSocket code"
  fi
  [ "$protocols" = "$expected_protocols" ] || finding "its protocols are '$protocols', not '$expected_protocols'"
}

loaded_protocols() {
  local folder
  folder=$(mktemp -d)
  "${CC:-cc}" -x c - -o "$folder/protocols" -ldl <<'C'
#include <dlfcn.h>
#include <stdio.h>
#include <stddef.h>
/* The first members of curl_version_info_data, which have never changed. */
struct info { int age; const char *version; unsigned num; const char *host; int features; const char *ssl; long ssl_num;
              const char *libz; const char *const *protocols; };
int main(int argc, char **argv)
{
  void *library = dlopen(argv[argc - 1], RTLD_NOW);
  struct info *(*version_info)(int) = library ? (struct info *(*)(int))dlsym(library, "curl_version_info") : NULL;
  const char *const *protocol;
  if(!version_info) {
    puts(dlerror());
    return 1;
  }
  for(protocol = version_info(0)->protocols; *protocol; protocol++)
    printf("%s%s", *protocol, protocol[1] ? " " : "\n");
  return 0;
}
C
  "$folder/protocols" "$1" || :
  rm -rf "$folder"
}

# Every licence that the list of materials names has its text beside it.
check_materials() { # rid, folder, library
  local name
  grep -qF "$(sha256sum < "$3" | cut -d' ' -f1)" "$2/libcurl.cdx.json" || finding "its list of materials is of another file"
  for name in curl "${dependencies[@]}"; do
    [ -s "$2/licenses/$name.txt" ] || finding "the licence of $name is missing"
  done
}

minimum_of() { # library
  local floor
  case $system in
    Windows) echo "Windows $(facts_named minimum)" ;;
    Darwin) echo "macOS $(facts_named minimum)" ;;
    Linux) floor=$(glibc_floor "$1"); if [ -n "$floor" ]; then echo "glibc $floor"; else echo "no glibc"; fi ;;
  esac
}

summarise() {
  printf 'native: check: %s libcurl %s: %s bytes (%s gzipped), %s exports, needs %s, %s, %s\n' "$1" \
    "$(sed -n 's/^libcurl //p' "$2/build.txt")" "$(stat -c %s "$3")" "$(gzip -9c "$3" | wc -c)" \
    "$(exported_by "$3" | wc -l)" "$(imported_by "$3" | sed 's#.*/##' | xargs)" "$(minimum_of "$3")" \
    "$(sed -n 's/^protocols //p' "$2/build.txt")"
}
