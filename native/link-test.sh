#!/usr/bin/env bash
# Usage: native/link-test.sh [RID...|host|all]
#
# What can be known of a library that nothing here executes, beyond check.sh: a C program that names each function of the header links
# against it with another linker than the one that made it, and the program then wants exactly these functions from that library; on macOS
# every function of the system that the library itself calls was there in the oldest macOS that it says it runs on, as the system's headers
# tell; and on osx-arm64 the machine code of the variadic functions takes their arguments from where the managed side puts them. Where this
# machine can run the program, it does. A RID that is not built is skipped. The last line has the counts.
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
. "$lib/common.sh"; . "$lib/fetch.sh"; . "$lib/toolchain.sh"; . "$lib/dependencies.sh"
. "$lib/libcurl.sh"; . "$lib/materials.sh"; . "$lib/check.sh"
export ZIG_GLOBAL_CACHE_DIR=$cache_dir/zig-cache ZIG_LOCAL_CACHE_DIR=$cache_dir/zig-cache
zig() { "${ZIG:-$zig_dir/zig}" "$@"; }

# What an earlier build left in the cache is put into its place, which takes no time.
is_built() {
  choose_toolchain
  if [ -d "$(curl_dir "$CURL_VERSION")" ]; then "$native_dir/build.sh" "$rid" > /dev/null; fi
  [ -f "$artifacts_dir/$rid/$(library_file "$rid")" ] && [ -x "${ZIG:-$zig_dir/zig}" ]
}

functions_of() { "$native_dir/probe/probe.sh" "$1" | awk '$1 == "function" { print $2 }'; } # include folder

# shellcheck disable=SC2086
write_program() { # functions
  printf '#include <stdio.h>\n#include <curl/curl.h>\n'
  printf 'void *const volatile functions[] = {\n'
  printf '  (void *)%s,\n' $1
  printf '};\nint main(void)\n{\n  size_t i;\n  for(i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)\n    if(!functions[i])\n'
  printf '      return 1;\n  printf("%%s\\n", curl_version());\n  return 0;\n}\n'
}

# Windows wants an import library; made from the names that the DLL exports, not from the header.
linked_with() { # library
  [ "$system" = Windows ] || { echo "$1"; return; }
  local machine=i386:x86-64
  [ "$cpu" != ARM64 ] || machine=arm64
  { printf 'LIBRARY libcurl.dll\nEXPORTS\n'; exported_by "$1"; } > "$work/libcurl.def"
  zig dlltool -m "$machine" -D libcurl.dll -d "$work/libcurl.def" -l "$work/libcurl.lib"
  echo "$work/libcurl.lib"
}

# The functions that the program wants, from that library and no other.
wanted_by() { # program
  case $system in
    Linux) nm -D --undefined-only "$1" | awk '$NF ~ /^curl_/ { print $NF }' ;;
    Windows) "$native_dir/lib/image.pl" "$1" | awk '$1 == "need" && $3 == "libcurl.dll" { print $2 }' ;;
    Darwin) "$native_dir/lib/image.pl" "$1" | awk '$1 == "need" && $3 == "@rpath/libcurl.dylib" { print substr($2, 2) }' ;;
  esac | sort
}

# Each function of the system that the library calls, named in a program that is compiled for the oldest macOS: one that came later is an
# error. Those that no header declares are the compiler's and the dynamic loader's own, or stand in the stubs.
check_availability() {
  local names
  names=$(facts_named need | awk '$2 == "/usr/lib/libSystem.B.dylib" { sub(/^_/, "", $1); sub(/\$.*/, "", $1); print $1 }' | sort -u)
  # shellcheck disable=SC2086
  {
    cat "$native_dir/probe/system-headers.h"
    printf 'void *const volatile functions[] = {\n'
    printf '  (void *)&%s,\n' $names
    printf '};\n'
  } > "$work/system.c"
  zig cc -target "$zig_target" -Werror=unguarded-availability -Werror=unguarded-availability-new -c "$work/system.c" \
    -o "$work/system.o" 2> "$work/errors" || { grep 'error:' "$work/errors" | head -n 20; return 1; }
  wc -l <<< "$names"
}

# Apple's arm64 alone passes variadic arguments on the stack; the managed side does the same (tests: AppleArm64ShapesTests).
check_variadic() { # library
  local found
  found=$("$native_dir/lib/variadic.pl" "$1" curl_easy_setopt curl_easy_getinfo curl_multi_setopt curl_share_setopt)
  grep -v " caller's stack\$" <<< "$found" || :
}

# By this machine, by the C library of musl, or by qemu with the C libraries that tests/CurlWs.PackageTests/devices.sh unpacks.
run_program() { # folder of the library
  local said arm64=$cache_dir/devices/arm64 how=()
  case $rid in
    "$(host_rid)") how=(env) ;;
    linux-musl-x64) [ ! -x /lib/ld-musl-x86_64.so.1 ] || how=(/lib/ld-musl-x86_64.so.1) ;;
    linux-arm64) how=(qemu-aarch64-static -L "$arm64" -E "LD_LIBRARY_PATH=$1") ;;
    linux-musl-arm64) how=(qemu-aarch64-static -L "$arm64" "$arm64/lib/ld-musl-aarch64.so.1" --library-path "$1") ;;
  esac
  case ${how[0]:-} in
    '') return 0 ;;
    qemu*) command -v "${how[0]}" > /dev/null && [ -d "$arm64" ] || return 0 ;;
  esac
  said=$(LD_LIBRARY_PATH=$1 "${how[@]}" "$work/program")
  case $said in "libcurl/"*) printf ', run: %s' "${said%% *}" ;; *) echo "the program printed '$said'" >&2; return 1 ;; esac
}

test_rid() {
  local folder=$artifacts_dir/$rid file functions wanted available='' facts='' wrong start
  file=$folder/$(library_file "$rid") start=$(date +%s%N)
  [ "$system" = Linux ] || facts=$("$native_dir/lib/image.pl" "$file")
  functions=$(functions_of "$folder/include")
  write_program "$functions" > "$work/program.c"
  zig cc -target "$zig_target" -fno-sanitize=undefined -w -I"$folder/include" "$work/program.c" "$(linked_with "$file")" \
    -o "$work/program" 2> "$work/errors" || { echo "it does not link: $(head -n 4 "$work/errors" | cut -c1-200)"; return 1; }
  wanted=$(wanted_by "$work/program")
  if [ "$wanted" != "$functions" ]; then
    echo "wanted from it are not the header's functions: $(diff <(echo "$functions") <(echo "$wanted") | grep '^[<>]' | xargs)"
    return 1
  fi
  if [ "$system" = Darwin ]; then
    available=$(check_availability) || { echo "of the system, not in macOS $MACOS_FLOOR_LIMIT: $available"; return 1; }
    available=", $available functions of the system in macOS $(facts_named minimum)"
  fi
  if [ "$rid" = osx-arm64 ]; then
    wrong=$(check_variadic "$file")
    [ -z "$wrong" ] || { echo "variadic arguments are not taken from the caller's stack: $wrong"; return 1; }
    available+=", 4 variadic ones read the caller's stack"
  fi
  printf '%s functions link%s%s, %d ms' "$(wc -l <<< "$functions")" "$available" "$(run_program "$folder")" \
    $((($(date +%s%N) - start) / 1000000))
}

rids=("$@") passed=0 failed=0 skipped=0
[ $# -gt 0 ] || rids=(host)
[ "${rids[0]}" != all ] || rids=("${all_rids[@]}")
for rid in "${rids[@]}"; do
  [ "$rid" != host ] || rid=$(host_rid)
  set_target "$rid"
  if ! is_built; then
    printf '%-17s skipped: it was not built here (native/build.sh %s)\n' "$rid" "$rid"
    skipped=$((skipped + 1))
    continue
  fi
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if result=$(test_rid 2>&1); then passed=$((passed + 1)); else failed=$((failed + 1)) result="FAILED: $result"; fi
  printf '%-17s %s\n' "$rid" "$result"
  rm -rf "$work"
done
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
