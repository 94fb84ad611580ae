# What a built library must be before anything may use it. Every finding is reported, then it fails.
# shellcheck shell=bash

check_library() { # rid, folder that holds libcurl.so, include/ and build.txt
  local findings=() file=$2/libcurl.so
  set_target "$1"
  [ -f "$file" ] || die "$file is not there; native/build.sh makes it"
  check_format "$file"
  check_needed "$1" "$file"
  check_glibc_floor "$2" "$file"
  check_exports "$2" "$file"
  check_no_paths "$file"
  check_protocols "$1" "$2" "$file"
  summarise "$1" "$2" "$file"
  [ ${#findings[@]} -eq 0 ] && return
  printf 'native: check: %s\n' "${findings[@]}" >&2
  die "$1: ${#findings[@]} check(s) failed"
}

finding() { findings+=("$*"); }

check_format() {
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
  return 0
}

needed_by() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | xargs; }

check_needed() {
  local allowed name
  case $1 in *musl*) allowed='libc.so' ;; *) allowed='libc.so.6 libpthread.so.0 libdl.so.2 ld-linux-x86-64.so.2' ;; esac
  for name in $(needed_by "$2"); do
    case " $allowed " in *" $name "*) ;; *) finding "it needs $name" ;; esac
  done
}

glibc_floor() { readelf -VW "$1" | { grep -o 'GLIBC_[0-9.]*' || :; } | sort -Vu | tail -n 1 | cut -d_ -f2; }

# A build with the system's compiler is for this machine only.
check_glibc_floor() {
  local floor
  floor=$(glibc_floor "$2")
  grep -q '^toolchain zig' "$1/build.txt" || return 0
  [ -z "$floor" ] || [ "$(printf '%s\n' "$floor" "$GLIBC_FLOOR_LIMIT" | sort -V | tail -n 1)" = "$GLIBC_FLOOR_LIMIT" ] ||
    finding "it asks for glibc $floor; the limit is $GLIBC_FLOOR_LIMIT"
}

exported_by() { nm -D --defined-only "$1" | awk '{ print $NF }' | sort; }

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
  if [ "$1" = "$(host_rid)" ]; then protocols=$(loaded_protocols "$3")
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

summarise() {
  local floor
  floor=$(glibc_floor "$3")
  printf 'native: check: %s libcurl %s: %s bytes (%s gzipped), %s exports, NEEDED %s, %s, %s\n' "$1" \
    "$(sed -n 's/^libcurl //p' "$2/build.txt")" "$(stat -c %s "$3")" "$(gzip -9c "$3" | wc -c)" \
    "$(exported_by "$3" | wc -l)" "$(needed_by "$3")" "$([ -n "$floor" ] && echo "glibc $floor" || echo "no glibc")" \
    "$(sed -n 's/^protocols //p' "$2/build.txt")"
}
